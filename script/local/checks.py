"""Runs every check; with paths, only the tests in them."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from script.local.bootstrap import VENV
from script.local.console import complain, say
from script.local.paths import ROOT, ServiceError, testing
from script.local.services import Services

PYTHON = str(VENV / "bin" / "python")
MANAGE = [PYTHON, "manage.py"]
# The variables of a deployment, with dummy values.
DEPLOYED = {
    "DATASHARE_ENV": "production",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "share.example.gov.uk",
    "SERVICE_URL": "https://share.example.gov.uk",
    "EMAIL_URL": "smtp+tls://localhost:587",
    "SUPPORT_EMAIL": "help@share.example.gov.uk",
    "SERVICE_CONTROLLER": "An organisation that runs nothing",
    "SEAL_KEY_PASSPHRASE": "of-a-key-that-seals-nothing",
}
MAKE_KEY = """
import os, django
django.setup()
from pathlib import Path
from agreements.evidence.seal_keys import make_local_key
make_local_key(Path(os.environ["SEAL_KEY_FILE"]), passphrase=os.environ["SEAL_KEY_PASSPHRASE"])
"""


def make_key(file: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Make a key for tests only, with the passphrase that a deployment is given."""
    told = {"DATASHARE_ENV": "test", "DJANGO_SETTINGS_MODULE": "datashare.settings", "DATA_DIR": str(file.parent)}
    told |= {"SEAL_KEY_FILE": str(file), "SEAL_KEY_PASSPHRASE": DEPLOYED["SEAL_KEY_PASSPHRASE"]}
    subprocess.run([PYTHON, "-c", MAKE_KEY], cwd=ROOT, env={**environment, **told}, check=True)


@dataclass(frozen=True)
class Check:
    """A command that must succeed, and what to do if it does not."""

    name: str
    command: list[str]
    otherwise: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def passes(self, environment: Mapping[str, str]) -> bool:
        began = time.monotonic()
        done = subprocess.run(
            self.command,
            cwd=ROOT,
            env={**environment, **self.environment},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        words = f": FAILED. {self.otherwise}\n{(done.stdout + done.stderr).rstrip()}" if done.returncode else ""
        say(f"  {self.name} {time.monotonic() - began:.1f} s{words}")
        return done.returncode == 0


class DeploymentCheck(Check):
    """A check of production settings, on a temporary folder and seal key."""

    def passes(self, environment: Mapping[str, str]) -> bool:
        with tempfile.TemporaryDirectory(prefix="das-deployment-") as folder:
            placed = {"DATA_DIR": folder, "SEAL_KEY_FILE": f"{folder}/seal.p12", **self.environment}
            make_key(Path(folder) / "seal.p12", environment)
            return super().passes({**environment, **placed})


def tool(name: str) -> str:
    return str(VENV / "bin" / name)


CHECKS = (
    Check("Format", [tool("ruff"), "format", "--check", "."], "Type script/format."),
    Check("Lint", [tool("ruff"), "check", "."], "script/format mends some; pyproject.toml says why each rule is on."),
    Check("Templates", [tool("djlint"), "--lint", "--quiet", "templates"], "Each line names the place and the rule."),
    Check("Types", [tool("mypy"), "."], "mypy --strict must be clean."),
    Check("Import contracts", [tool("lint-imports")], "An import points the wrong way: move the code."),
    Check("Migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], "Type script/manage makemigrations."),
    DeploymentCheck(
        "Deployment",
        [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
        "Production settings must be safe without anyone's help.",
        DEPLOYED,
    ),
)


def main(arguments: list[str]) -> int:
    services = Services(testing())
    try:
        services.start()
        if arguments:
            return pytest(arguments)
        return everything(dict(os.environ) | services.environment() | {"DATASHARE_ENV": "test"})
    except ServiceError as problem:
        complain(str(problem))
        return 1
    finally:
        services.stop_unless_used()


def everything(environment: Mapping[str, str]) -> int:
    """Run all checks, then the tests whatever came before; print their summary last."""
    failed = [check.name for check in CHECKS if not check.passes(environment)]
    if failed:
        say(f"\nFAILED before the tests: {', '.join(failed)}\n")
    tests = pytest(["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"])
    return tests or (1 if failed else 0)


def pytest(arguments: list[str]) -> int:
    return subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
