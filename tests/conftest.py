"""Fixtures for every test."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.cast import Bodies, Cast, make_asset, make_bodies, make_cast
from tests.support.remembered import remembered

if TYPE_CHECKING:
    from catalogue.models import DataAsset

# How long an example takes says more about the machine than about the code; benchmarks measure speed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

pytest_plugins = [
    "tests.plugins.services",
    "tests.plugins.order",
    "tests.plugins.garbage",
    "tests.plugins.database",
    "tests.plugins.worker",
    "tests.plugins.browser",
    "tests.plugins.axe",
]


@pytest.fixture
def bodies(db: None) -> Bodies:
    return remembered(make_bodies)()


@pytest.fixture
def cast(bodies: Bodies) -> Cast:
    return remembered(make_cast)(bodies)


@pytest.fixture
def asset(bodies: Bodies) -> "DataAsset":
    """Return a record that the supplier's body holds and that takes requests."""
    return remembered(make_asset)(bodies.revenue)


@pytest.fixture
def guidance(db: None) -> None:
    """Store the guidance and the glossary that the project brings with it."""
    from community.hub.loading import load_guidance

    remembered(load_guidance)()
