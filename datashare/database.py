"""How the service connects to PostgreSQL: nothing waits for ever, at the server or here."""

from typing import Any, Final

# Set by the server for each session: a lock, a forgotten transaction or a runaway query ends in an error that is seen.
LIMITS: Final = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "20s",
    "statement_timeout": "30s",
}
# What is searched is in memory: with the default, a broad word is looked up by reading the whole catalogue.
PLANNING: Final = {"random_page_cost": "1.1"}
# Kept by the client: a server or a network that says nothing is given up. datashare/lib/postgres bounds each query.
CLIENT: Final = {
    "connect_timeout": 3,
    "tcp_user_timeout": 8000,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


def settings(*, keep: int, pooled: bool) -> dict[str, Any]:
    """Return Django's settings of the database but its address.

    PgBouncer in transaction mode refuses connection options and keeps no cursor between transactions: there the limits
    are those of the role (docs/operating.md), and /ready says when it has none.
    """
    at_start = " ".join(f"-c {name}={value}" for name, value in (LIMITS | PLANNING).items())
    return {
        "ENGINE": "datashare.lib.postgres",
        "CONN_MAX_AGE": keep,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": dict(CLIENT) if pooled else {**CLIENT, "options": at_start},
    }
