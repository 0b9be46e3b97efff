"""The canonical form of email addresses, wherever one is taken, compared or stored."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from datashare.lib.addresses import canonical, canonical_or_none, is_international, is_pattern
from datashare.lib.govuk import EmailField

CODE = Path(__file__).parents[2]

FOREIGN = [
    "am\u0131na@barchester.gov.uk",  # dotless i
    "amina@barche\u017fter.gov.uk",  # long s
    "amina@barchester.gov.u\u212a",  # Kelvin sign: lower() makes it an ASCII k
    "AM\u0130NA@barchester.gov.uk",  # I with a dot
    "\uff41mina@barchester.gov.uk",  # full-width a
    "amina\uff20barchester.gov.uk",  # full-width @
    "amina@barchester\u3002gov\uff0euk",  # ideographic and full-width stops
    "amina@barchester.g\u043ev.uk",  # Cyrillic o
    "am\u00edna@barchester.gov.uk",
    "ami\u0301na@barchester.gov.uk",
    "ami\u200bna@barchester.gov.uk",  # zero-width space
    "ami\u00adna@barchester.gov.uk",  # soft hyphen
    "amina@barche\ufb06er.gov.uk",  # the ligature st
    "amina\u00aa@barchester.gov.uk",
    "\u24d0mina@barchester.gov.uk",  # circled a
]
SECOND_SPELLINGS = [
    '"amina"@barchester.gov.uk',
    "amina@barchester.gov.uk.",
    "amina@[127.0.0.1]",
    "amina..okafor@barchester.gov.uk",
    ".amina@barchester.gov.uk",
    "amina.@barchester.gov.uk",
    "amina(work)@barchester.gov.uk",
    "amina@@barchester.gov.uk",
    "Amina <amina@barchester.gov.uk>",
    "amina@barchester.gov.uk\nbcc:x@y.gov.uk",
    "amina@barchester",
    "amina @barchester.gov.uk",
    f"{'a' * 65}@barchester.gov.uk",
    f"a@{'b' * 64}.gov.uk",
    "",
]


@pytest.mark.parametrize("email", FOREIGN)
def test_letters_outside_ascii_are_refused_by_name(email: str) -> None:
    with pytest.raises(ValidationError, match=r"plain letters|correct format"):
        canonical(email)
    assert canonical_or_none(email) is None


@pytest.mark.parametrize("email", SECOND_SPELLINGS)
def test_a_second_spelling_of_a_mailbox_is_refused(email: str) -> None:
    assert canonical_or_none(email) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Amina.Okafor@Barchester.GOV.UK\t", "amina.okafor@barchester.gov.uk"),
        ("o'neill@nhs.net", "o'neill@nhs.net"),
        ("amina+data@barchester.gov.uk", "amina+data@barchester.gov.uk"),
        ("i-i_i@a-b.gov.scot", "i-i_i@a-b.gov.scot"),
    ],
)
def test_an_address_has_one_form(typed: str, stored: str) -> None:
    assert canonical(typed) == stored == canonical(stored)
    assert EmailField().clean(typed) == stored


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        ("barchester.gov.uk", True), ("*.gov.scot", True), ("nhs.net", True), ("*.*.uk", False), ("uk", False),
        ("Barchester.gov.uk", False),
        ("barche\u017fter.gov.uk", False), ("xn--mn-gka.gov.uk", True), ("gov.uk.", False),
        ("*", False), ("*gov.uk", False), ("a b.gov.uk", False), ("", False),
    ],
)  # fmt: skip
def test_a_domain_has_one_form(pattern: str, known: bool) -> None:
    assert is_pattern(pattern) is known


def test_no_code_compares_addresses_by_folding_them() -> None:
    folding = re.compile(r"email__i(exact|contains|endswith|startswith)|pattern__i(exact|contains)")
    code = [
        path for part in ("agreements", "catalogue", "community", "datashare") for path in (CODE / part).rglob("*.py")
    ]
    assert [path for path in code if folding.search(path.read_text())] == []


def test_a_label_of_foreign_letters_is_known_in_each_place() -> None:
    assert all(map(is_international, ("a@xn--x.uk", "a@b.xn--x.uk", "xn--x.uk", "b.xn--x")))
    assert not is_international("maxn--x@b.uk")
