"""What script/image reads from the Dockerfile and docker-compose.yml; building them takes root and minutes."""

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from script.local import bootstrap, recipe, trial
from script.local.console import Failed
from script.local.container import Container, Image
from script.local.image import STANDS_FOR
from script.local.system_packages import PDF_PACKAGES
from tests.project.code import ROOT

PARTS = {"web", "worker", "beat", "migrate"}
INSPECTED = json.dumps(
    {
        "Docker": {
            "config": {
                "User": "service",
                "WorkingDir": "/service",
                "Env": ["PATH=/service/.venv/bin:/usr/bin", "BIND=0.0.0.0:8000", "OPTIONS=a=b"],
                "Cmd": ["gunicorn", "-c", "python:datashare.serving"],
                "Healthcheck": {"Test": ["CMD", "python", "-m", "datashare.alive"]},
            }
        }
    }
)


def image() -> Image:
    return Image.of(Path("/nowhere"), INSPECTED)


def test_every_base_of_the_dockerfile_can_be_made() -> None:
    assert recipe.bases() == ["node:22-slim", "python:3.13-slim"]
    assert {name.partition(":")[0] for name in recipe.bases()} == set(STANDS_FOR)


def test_a_stage_or_platform_in_from_is_no_base(tmp_path: Path) -> None:
    text = "FROM --platform=$BUILDPLATFORM a:1 AS first\nFROM first AS second\nFROM b:2\nCOPY --from=first /a /a\n"
    (tmp_path / "Dockerfile").write_text(text)
    assert recipe.bases(tmp_path / "Dockerfile") == ["a:1", "b:2"]


def test_the_image_has_the_fonts_that_are_looked_for() -> None:
    assert set(recipe.fonts()) == {name for name in PDF_PACKAGES if name.startswith("fonts-")}


def test_compose_with_all_told_gives_each_part_its_command() -> None:
    services = recipe.services(trial.TOLD)
    assert set(services) == PARTS
    assert services["web"].command == []
    assert services["worker"].command[:4] == ["celery", "-A", "datashare", "worker"]
    assert services["beat"].command[3:6] == ["beat", "-s", "/tmp/schedule"]
    assert services["migrate"].command == ["python", "manage.py", "migrate", "--noinput"]


def test_only_migrate_is_tried_as_the_owner() -> None:
    services = recipe.services(trial.TOLD)
    asked = {name: urlsplit(service.environment["DATABASE_URL"]).username for name, service in services.items()}
    assert asked == dict.fromkeys(PARTS, "datashare_app") | {"migrate": "datashare_owner"}


def test_each_part_is_tried_with_the_places_of_compose() -> None:
    for service in recipe.services(trial.TOLD).values():
        assert service.read_only
        assert service.tmpfs == ["/tmp"]
        assert service.volumes == {"data": "/data"}
        assert service.secrets == ["seal"]
        assert service.environment["SEAL_KEY_FILE"] == "/run/secrets/seal"
        assert service.environment["DATASHARE_ENV"] == "production"


def test_health_checks_become_commands() -> None:
    services = recipe.services(trial.TOLD)
    assert services["web"].health == ["python", "-m", "datashare.alive"]
    assert services["worker"].health == ["/bin/sh", "-c", "celery -A datashare inspect ping -d celery@$HOSTNAME -t 8"]
    assert services["beat"].health == []
    assert services["worker"].grace == 160
    assert services["beat"].grace == 10


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("${A:?}", "one"),
        ("x-${A:?}-${A:?}", "x-one-one"),
        ("${B:-two}", "two"),
        ("${B:-}", ""),
        ("${A:-two}", "one"),
        ("$${A:?} costs $$5", "${A:?} costs $5"),
        ("nothing", "nothing"),
    ],
)
def test_a_variable_is_filled_in_as_compose_does(text: str, becomes: str) -> None:
    assert recipe.filled(text, {"A": "one"}) == becomes


@pytest.mark.parametrize("told", [{}, {"SECRET": ""}], ids=["not told", "empty"])
def test_a_variable_that_is_needed_and_not_told_fails(told: dict[str, str]) -> None:
    with pytest.raises(Failed, match="SECRET"):
        recipe.filled("${SECRET:?}", told)


def test_the_image_is_read_as_it_says_of_itself() -> None:
    assert image().command == ["gunicorn", "-c", "python:datashare.serving"]
    assert image().environment["OPTIONS"] == "a=b"
    assert image().health == ["python", "-m", "datashare.alive"]


def test_a_command_in_the_image_runs_without_rights() -> None:
    service = recipe.services(trial.TOLD)["web"]
    container = Container(image(), service, Path("/mounted"))
    words = container.words(["fc-list"])
    assert words[:3] == ["unshare", "--root=/mounted", "--wd=/service"]
    assert {"--reuid=service", "--regid=service", "--clear-groups", "--no-new-privs"} < set(words)
    assert {"--inh-caps=-all", "--bounding-set=-all"} < set(words)
    assert words[-1] == "fc-list"
    assert container.environment["PATH"].startswith("/service/.venv/bin:")
    assert container.environment["BIND"] == "0.0.0.0:8000"
    assert container.environment["HOSTNAME"] == socket.gethostname()


def test_script_image_is_a_command() -> None:
    assert "image" in bootstrap.COMMANDS
    assert (ROOT / "script" / "image").stat().st_mode & 0o111
