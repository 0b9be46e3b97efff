"""Page assets in production."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DATASHARE_ENV": "production",
    "SECRET_KEY": "a-key-of-this-test-alone-" * 4,
    "SERVICE_URL": "https://share.example",
    "ALLOWED_HOSTS": "share.example",
    "SEAL_KEY_FILE": "/nowhere/seal.p12",
    "EMAIL_URL": "dummymail://",
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that `collectstatic` makes with production settings."""
    folder = tmp_path_factory.mktemp("static")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | PRODUCTION | {"STATIC_ROOT": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def names(collected: Path) -> dict[str, str]:
    paths: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return paths


def test_it_collects_everything_under_names_with_a_digest(collected: Path) -> None:
    for wanted in ("govuk/govuk-frontend.min.css", "moj/moj-frontend.min.css", "css/service.css", "images/share.svg"):
        name = names(collected)[wanted]
        assert name != wanted
        assert (collected / name).exists()
        assert (collected / f"{name}.gz").exists() or not name.endswith("css")


def test_it_serves_no_reference_to_a_source_map(collected: Path) -> None:
    for wanted in ("govuk/govuk-frontend.min.css", "govuk/govuk-frontend.min.js", "moj/moj-frontend.min.css"):
        assert "sourceMappingURL" not in (collected / names(collected)[wanted]).read_text()


def test_it_serves_fonts_and_pictures_from_where_the_style_sheet_asks(collected: Path) -> None:
    style = (collected / names(collected)["govuk/govuk-frontend.min.css"]).read_text()
    assert names(collected)["images/govuk-crest.svg"].rpartition("/")[2] in style


def test_it_leaves_out_what_the_packages_were_built_from(collected: Path) -> None:
    assert not [path for path in names(collected) if path.endswith((".scss", ".njk", ".map"))]
