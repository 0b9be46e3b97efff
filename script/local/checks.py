"""Every check there is, one after the other; with paths, only the tests in them."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping

from script.local.bootstrap import VENV
from script.local.places import ROOT, ServiceError, testing
from script.local.progress import complain, say
from script.local.services import Services

PYTHON = str(VENV / "bin" / "python")
# What a deployment is told, with values that open nothing.
DEPLOYED = {
    "DATASHARE_ENV": "production",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "share.example.gov.uk",
    "SERVICE_URL": "https://share.example.gov.uk",
    "EMAIL_URL": "smtp+tls://localhost:587",
    "SEAL_KEY_FILE": "/run/secrets/seal.p12",
    "SEAL_KEY_PASSPHRASE": "of-no-key",
}
CHECKS = (
    ("Format", ["ruff", "format", "--check", "--quiet", "."], "script/format puts it right"),
    ("Lint", ["ruff", "check", "."], "script/format mends some of it"),
    ("Templates", ["djlint", "--lint", "--quiet", "templates"], "each line names the rule and the place"),
    ("Types", ["mypy", "."], "mypy --strict must be clean"),
    ("Import contracts", ["lint-imports"], "an import points the wrong way: docs/decisions and pyproject.toml say which"),
)
DJANGO_CHECKS = (
    ("Migrations", ["makemigrations", "--check", "--dry-run"], {}, "script/manage makemigrations writes the missing one"),
    ("Deployment", ["check", "--deploy", "--fail-level", "WARNING"], DEPLOYED, "production settings must be safe"),
)


def main(arguments: list[str]) -> int:
    services = Services(testing())
    try:
        services.start()
    except ServiceError as problem:
        complain(str(problem))
        return 1
    environment = dict(os.environ) | services.environment() | {"DATASHARE_ENV": "test"}
    try:
        if arguments:
            return pytest(arguments)
        failed = [name for name, *check in all_checks() if not passes(name, *check, environment=environment)]
        # The tests run whatever came before, and their summary is the last thing said.
        tests = pytest(["-n", "2", "--dist", "loadgroup"], before=failed)
        return 1 if failed else tests
    finally:
        services.stop_unless_used()


def all_checks() -> list[tuple[str, list[str], Mapping[str, str], str]]:
    tools = [(name, [PYTHON, "-m", *command[:1], *command[1:]], {}, hint) for name, command, hint in CHECKS]
    tools[-1] = (tools[-1][0], [str(VENV / "bin" / "lint-imports")], {}, tools[-1][3])
    django = [(name, [PYTHON, "manage.py", *command], extra, hint) for name, command, extra, hint in DJANGO_CHECKS]
    return [*tools, *django]


def passes(name: str, command: list[str], extra: Mapping[str, str], hint: str, *, environment: Mapping[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, **extra}, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    words = "" if done.returncode == 0 else f": FAILED, {hint}\n{(done.stdout + done.stderr).rstrip()}"
    say(f"  {name} {time.monotonic() - began:.1f} s{words}")
    return done.returncode == 0


def pytest(arguments: list[str], before: list[str] | None = None) -> int:
    if before:
        complain(f"\nFailed before the tests: {', '.join(before)}.\n")
    return subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
