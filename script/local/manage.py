"""Runs manage.py with the local services up, and as the owner role if a command changes tables."""

import os
import sys

from script.local.paths import ROOT, ServiceError, development
from script.local.services import Services

# The commands that change the schema; all others run as the application role.
OWNER_COMMANDS = {"migrate", "sqlflush", "flush", "pgtrigger"}


def main(arguments: list[str]) -> int:
    services = Services(development())
    try:
        services.start()
    except ServiceError as problem:
        print(problem, file=sys.stderr)
        return 1
    told = {"DATASHARE_ENV": "local"} | dict(os.environ) | services.environment()
    if arguments and arguments[0] in OWNER_COMMANDS:
        told["DATABASE_URL"] = told.get("DATABASE_OWNER_URL", told["DATABASE_URL"])
    os.execve(sys.executable, [sys.executable, str(ROOT / "manage.py"), *arguments], told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
