"""What verify_evidence says of the seal's key while nothing is sealed yet."""

from pathlib import Path

import pytest
from pytest_django import Settings

from agreements.models import DataShare
from tests.agreements import stages
from tests.agreements.signing.tampering import faults

pytestmark = pytest.mark.django_db
STAGE = stages.in_force


def test_a_key_that_nothing_was_sealed_with_yet_is_no_fault(
    share: DataShare, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    settings.SEAL_FORMER_CERTIFICATES = tmp_path / "former"
    settings.SEAL_KEY_FILE = tmp_path / "none.p12"
    assert faults() == []
    assert not settings.SEAL_KEY_FILE.exists()
    settings.PRODUCTION = True
    assert any("cannot be read" in line for line in faults())
