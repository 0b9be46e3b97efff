"""The sign-ins that the demonstration prints when it starts."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from catalogue.harvesting.importing import import_catalogue
from community.models import User
from datashare.demonstration.people import PARTS, PASSWORD, SUPPORT, sign_ins
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def test_who_has_closed_their_account_is_not_offered() -> None:
    stays, closed = PARTS[0], PARTS[1]
    for part in (stays, closed):
        User.objects.create_user(part.email, full_name=part.name, is_active=part is stays)

    printed = "\n".join(sign_ins())
    assert stays.email in printed
    assert closed.email not in printed


def test_readme_names_the_accounts_and_what_to_do_about_a_taken_port() -> None:
    text = (Path(settings.BASE_DIR) / "README.md").read_text("utf-8")
    assert [who for who in (*(part.email for part in PARTS), SUPPORT[1], PASSWORD) if f"`{who}`" not in text] == []
    assert "script/server --port" in text


def test_sentence_of_the_readme_finds_its_record_first() -> None:
    """With the demonstration's records; the first is held on request."""
    base = Path(settings.BASE_DIR)
    with (base / "catalogue" / "demonstration" / "catalogue.jsonl").open(encoding="utf-8") as lines:
        import_catalogue(lines)
    [sentence] = re.findall(r'search for a sentence such as "([^"]+)"', (base / "README.md").read_text("utf-8"))

    seen = Visitor().get("catalogue:search", query={"q": sentence})

    [first, *_] = seen.all("//main//*[self::h2 or self::h3]//a[starts-with(@href, '/find/')]") or seen.all(
        "//main//li//a"
    )
    assert first == "Hospital Episode Statistics Accident and Emergency"
    assert "· Dataset · On request" in seen.words.partition(first)[2][:60]
