"""The local PostgreSQL and Valkey: start, stop, and the environment that points at them."""

import fcntl
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from script.local.paths import Place, ServiceError, development, given, testing
from script.local.postgres import APPLICATION, OWNER, Postgres
from script.local.valkey import Valkey


class Services:
    """PostgreSQL and Valkey, except those that the environment already names."""

    def __init__(self, place: Place) -> None:
        self.place = place
        place.make()
        self.postgres = None if given("DATABASE_URL") else Postgres(place)
        self.valkey = None if given("REDIS_URL") else Valkey(place)

    def start(self, say: Callable[[str], None] | None = None) -> list[str]:
        """Start what does not run; return the names of those this call started."""
        started = []
        with self._alone():
            for name, service in (("PostgreSQL", self.postgres), ("Valkey", self.valkey)):
                if service is not None and service.start():
                    started.append(name)
                    if say:
                        say(f"{name} started")
        return started

    def stop(self) -> None:
        with self._alone():
            for service in (self.valkey, self.postgres):
                if service is not None:
                    service.stop()

    def dead(self) -> list[str]:
        """Return those of ours that should run and do not."""
        both = (("PostgreSQL", self.postgres), ("Valkey", self.valkey))
        return [name for name, service in both if service is not None and service.running() is None]

    def stop_unless_used(self) -> None:
        """Stop, unless a test run that joined meanwhile still holds users.lock."""
        with (self.place.data / "users.lock").open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.stop()

    def environment(self) -> dict[str, str]:
        """Return the variables for Django; one that is set already keeps its value."""
        told = {"DATA_DIR": str(self.place.data), "DATASHARE_LOCAL_SERVICES": "1"}
        if self.postgres is not None:
            told["DATABASE_URL"] = self.postgres.url(APPLICATION)
            told["DATABASE_OWNER_URL"] = self.postgres.url(OWNER)
        if self.valkey is not None:
            told["REDIS_URL"] = self.valkey.url
        return told

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Lock the folder for one starter at a time."""
        with (self.place.data / "services.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def main(arguments: list[str]) -> int:
    """Run env, up or down; with --test for the tests' own services."""
    verb = next((word for word in arguments if not word.startswith("-")), "env")
    services = Services(testing() if "--test" in arguments else development())
    try:
        if verb == "down":
            services.stop()
            return 0
        services.start(lambda line: print(line, file=sys.stderr))
    except ServiceError as problem:
        print(problem, file=sys.stderr)
        return 1
    if verb == "env":
        kind = "test" if "--test" in arguments else "local"
        for name, value in ({"DATASHARE_ENV": kind} | services.environment()).items():
            print(f"export {name}={shlex.quote(value)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
