"""What the cover and the signatures page of a sealed file call the parties, and the headings of its words."""

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from pypdf import PdfReader

from agreements.evidence.frozen import ClauseWords, DocumentWords, PartyWords, RulesWords, SectionWords, freeze
from agreements.evidence.pdf import render_agreement, sealed_page
from tests.agreements.evidence import specimens
from tests.support import markup
from tests.support.visiting import squeezed

NAMES = ("Police", "Council", "Hospitals")


def printed(sides: Sequence[str], *sections: SectionWords) -> str:
    """Return the HTML of the sealed file of parties on these sides; the last one had not signed."""
    parties = tuple(PartyWords(side, name) for side, name in zip(sides, NAMES, strict=False))
    words = replace(specimens.words(), parties=parties)
    if sections:
        words = replace(words, documents=(DocumentWords("mou", "Agreement", sections),))
    frozen = freeze(words)
    return sealed_page(
        frozen,
        signatures=specimens.signatures(frozen.digest),
        head=specimens.head(),
        in_force_at=specimens.SIGNED_AT,
        service_url="https://datashare.example",
        later=[NAMES[len(sides) - 1]],
    )


def found(page: str, place: str) -> list[str]:
    """Return the texts at an XPath of a page."""
    return [squeezed(each.text_content()) for each in markup.page(page.encode()).xpath(place)]


@pytest.mark.parametrize(
    ("sides", "does"),
    [
        (("acquirer", "supplier"), ["acquires the data", "supplies the data"]),
        (("both", "both"), ["gives and receives data", "gives and receives data"]),
        (("acquirer", "supplier", "both"), ["receives data", "gives data", "gives and receives data"]),
        (("party", "party", "party"), ["keeps to these rules"] * 3),
    ],
)
def test_cover_says_what_each_party_does(sides: Sequence[str], does: list[str]) -> None:
    page = printed(sides)
    assert found(page, "//span[@class='cover__side']") == does
    late = NAMES[len(sides) - 1]
    [signatures] = found(page, "//section[@class='signatures']")
    assert f"{late} had not signed this agreement when it came into force. The agreement does not bind" in signatures
    assert ("no data is shared under it" in signatures) == ("party" not in sides)


def test_cover_of_six_parties_is_one_page_with_the_digest_at_its_foot() -> None:
    bodies = [
        f"{name} of Barset" for name in (*NAMES, "Fire and Rescue Authority", "Ambulance Service", "Second Council")
    ]
    words = replace(specimens.words(), parties=tuple(PartyWords("both", name) for name in bodies))
    frozen = freeze(words)
    [signature, _] = specimens.signatures(frozen.digest)
    pdf = render_agreement(
        frozen,
        signatures=[replace(signature, party=name) for name in bodies],
        head=specimens.head(),
        in_force_at=specimens.SIGNED_AT,
        service_url="https://datashare.example",
    )
    cover, words_begin = (sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages[:2])
    assert all(name in cover for name in bodies)
    assert frozen.digest in cover
    assert f"digest {frozen.digest[:12]}…" in cover
    assert words_begin.startswith("Memorandum of understanding")


def test_several_that_join_or_have_not_signed_are_listed_in_a_sentence() -> None:
    rules = RulesWords("DS-2222-2222", 1, "Rules", "0" * 64, NAMES)
    words = replace(specimens.words(), rules=rules, core=NAMES[:2], core_by="2027-03-01")
    text = squeezed(freeze(words).html)
    assert "By signing this agreement, Police, Council and Hospitals also join those rules" in text
    assert "once Police and Council have signed it." in text


def test_annex_and_schedule_are_numbered_once() -> None:
    named = (("3", "Purpose"), ("S1", "Schedule 1: parties"), ("A", "Annex A: data specification"))
    sections = (
        SectionWords(number, heading, (ClauseWords(f"{number}.1", f"key.{number}", "Named", "Words.", 1),))
        for number, heading in named
    )
    page = printed(("acquirer", "supplier"), *sections)
    expected = ["3 Purpose", "Schedule 1: parties", "Annex A: data specification"]
    assert found(page, "//h3[contains(@class, 'agreement-section__heading')]") == expected
    assert found(page, "//ul[contains(@class, 'agreement-contents__list')]/li") == expected
    assert found(page, "//h4")[1] == "S1.1 Named"
