"""Refuses to run as a database role that may rewrite evidence."""

import sys
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError, connection

# Commands that change tables, so they run as the owner.
OWNER_COMMANDS = {"migrate", "flush", "sqlflush", "pgtrigger", "test"}
ROLE = """
    SELECT current_user,
           (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
           EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)
"""


def role_problem() -> str:
    """Return why this connection's role may not be used; empty if it may. Raise DatabaseError if the server is down."""
    with connection.cursor() as cursor:
        cursor.execute(ROLE)
        role, superuser, owner = cursor.fetchone()
    if superuser:
        return f"The role {role} is a superuser, for whom no right is refused."
    if owner:
        return f"The role {role} owns the tables, so it could rewrite evidence."
    return ""


@register(Tags.security)
def serves_as_application_role(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check the role, as a system check that covers every command but the owner's."""
    if OWNER_COMMANDS & set(sys.argv[1:2]):
        return []
    try:
        problem = role_problem()
    except DatabaseError as missing:
        return [Caution(f"The database did not answer, so its role is not known: {missing}", id="datashare.W001")]
    hint = "Name the application role in DATABASE_URL and the owner in DATABASE_OWNER_URL."
    return [Error(problem, hint=hint, id="datashare.E001")] if problem else []
