"""The Jinja macros write the same as GOV.UK Frontend: 657 examples from its own package."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from datashare.lib import govuk

COMPONENTS = Path(__file__).resolve().parents[2] / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
FIXTURES = sorted(COMPONENTS.glob("*/fixtures.json"))


def macro_name(component: str) -> str:
    return "govuk" + "".join(word.capitalize() for word in component.split("-"))


def same_shape(markup: str) -> str:
    """Return the markup without invisible white space and with uniform references."""
    markup = re.sub(r"\s+", " ", html.unescape(markup))
    markup = re.sub(r"\s*(<[^>]*>)\s*", lambda found: re.sub(r"\s+>", ">", found[1]), markup)
    return re.sub(r"\s*([<>])\s*", r"\1", markup).strip()


def test_it_finds_the_examples_of_the_version_that_is_served() -> None:
    package = json.loads((COMPONENTS.parents[2] / "package.json").read_text())
    assert package["version"] == "6.3.0"
    assert sum(len(json.loads(path.read_text())["fixtures"]) for path in FIXTURES) == 657


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_it_writes_what_govuk_frontend_writes(path: Path) -> None:
    component = path.parent.name
    write = govuk.macro(component, macro_name(component))
    different = [
        fixture["name"]
        for fixture in json.loads(path.read_text())["fixtures"]
        if same_shape(write(example_options(fixture))) != same_shape(fixture["html"])
    ]
    assert not different, f"{component} differs from GOV.UK Frontend in: {different}"


def example_options(fixture: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = fixture["options"]
    return options
