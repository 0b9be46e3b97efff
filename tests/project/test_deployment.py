"""The Dockerfile and docker-compose.yml: valid, complete, and every command in them exists."""

import json
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from script.local.paths import Place
from script.local.postgres import Postgres
from tests.project.code import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
MAY_BE_EMPTY = {"DATA_PROTECTION_EMAIL", "SEAL_TIMESTAMP_URL", "OIDC_PROVIDERS"}


def test_the_compose_file_follows_the_specification() -> None:
    check = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, "docker-compose.yml"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_specification_refuses_a_wrong_file(tmp_path: Path) -> None:
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text("services: {web: {imagee: x}}\n")
    check = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", "vendor.compose-spec"]
    assert subprocess.run([*check, str(wrong)], capture_output=True, check=False).returncode == 1


def test_it_has_the_shape_of_production() -> None:
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "database", "queue"}
    assert int(SERVICES["database"]["image"].partition(":")[2]) >= 16
    assert int(SERVICES["queue"]["image"].partition(":")[2]) >= 7
    queue = " ".join(SERVICES["queue"]["command"])
    assert "--appendonly yes" in queue
    assert "--maxmemory-policy noeviction" in queue
    assert all("healthcheck" in service for service in SERVICES.values())
    assert set(COMPOSE["volumes"]) == {"data", "database", "queue"}


def test_no_secret_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    defaulted = {name for name, rest in re.findall(r"\$\{([A-Z_]+)([^}]*)\}", text) if rest != ":?"}
    assert defaulted <= MAY_BE_EMPTY, f"Demand these with ${{NAME:?}}: {defaulted - MAY_BE_EMPTY}"
    secret = re.findall(r"^ *(\w*(?:PASSWORD|SECRET_KEY|PASSPHRASE|AUTH)): *(\S+)$", text, re.MULTILINE)
    assert secret
    assert all(value.startswith("${") for _, value in secret), secret


def test_only_migrate_connects_as_the_owner() -> None:
    owners = {name for name, service in OURS.items() if "datashare_owner" in service["environment"]["DATABASE_URL"]}
    assert owners == {"migrate"}
    assert all("OWNER_DATABASE_PASSWORD" not in str(OURS[name]) for name in OURS if name != "migrate")


def test_settings_read_every_variable_it_sets() -> None:
    settings = (ROOT / "datashare" / "settings.py").read_text()
    unread = {name for service in OURS.values() for name in service["environment"] if f'"{name}"' not in settings}
    assert not unread, f"datashare/settings.py knows nothing of {unread}"


def commands() -> list[list[str]]:
    """Return every command of ours, in both files, as a list of words."""
    listed = [service["command"] for service in OURS.values() if "command" in service]
    listed += [service["healthcheck"]["test"] for service in OURS.values() if "test" in service["healthcheck"]]
    listed += [
        json.loads(found) for found in re.findall(r"^\s*(?:HEALTHCHECK.*?)?CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    ]
    listed += [found.split() for found in re.findall(r"python manage\.py .*", DOCKERFILE)]
    shells = [words[1].split() if words[0] == "CMD-SHELL" else words for words in listed]
    return [words[1:] if words[0] == "CMD" else words for words in shells]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_exists(words: list[str]) -> None:
    scripts = {script.name for script in entry_points(group="console_scripts")}
    assert words[0] in scripts | {"python"}, f"{words[0]} is not installed by requirements.txt"
    if words[:2] == ["python", "manage.py"]:
        assert words[2] in get_commands()
    elif words[:2] == ["python", "-m"]:
        assert (ROOT / f"{words[2].replace('.', '/')}.py").exists()
    elif words[0] == "celery":
        asked = subprocess.run(
            [sys.executable, "-m", "celery", words[3], "--help"], capture_output=True, text=True, check=False
        )
        unknown = [word for word in words[4:] if word.startswith("-") and word.partition("=")[0] not in asked.stdout]
        assert not unknown


def test_the_image_copies_what_is_there_and_runs_as_no_one_special() -> None:
    sources = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    missing = [name for line in sources for name in line.split() if not (ROOT / name).exists()]
    assert not missing
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["service"]
    ignored = (ROOT / ".dockerignore").read_text()
    assert all(f"!{name}\n" in ignored for line in sources for name in line.split())


@pytest.mark.fault
def test_the_roles_script_makes_two_roles(empty_place: Place) -> None:
    """Run as in the database's container, on a PostgreSQL of its own."""
    database = Postgres(empty_place)
    database.start()
    with database.connect("postgres") as connection:
        connection.execute("DROP DATABASE datashare")
        connection.execute("DROP ROLE datashare_owner, datashare_app")
    script = COMPOSE["configs"]["roles"]["content"].replace("$$", "$")
    environment = {
        "PATH": f"{database.binaries()}:/usr/bin:/bin",
        "PGHOST": str(database.sockets),
        "OWNER_DATABASE_PASSWORD": "it's one",
        "APP_DATABASE_PASSWORD": 'and "two"',
    }
    done = subprocess.run(["/bin/sh", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with database.connect("datashare") as connection:
        rights = connection.execute(
            "SELECT rolname, rolsuper, has_schema_privilege(rolname, 'public', 'CREATE') "
            "FROM pg_roles WHERE rolname LIKE 'datashare%' ORDER BY 1"
        ).fetchall()
    assert rights == [("datashare_app", False, False), ("datashare_owner", False, True)]
