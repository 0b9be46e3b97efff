"""The summary above the words to sign: purpose, data, dates, retention, high risks, from the frozen words alone."""

import json

import pytest

from agreements.models import Answer, DataShare
from agreements.signing import freezing
from agreements.signing.key_points import gist_of
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.signing.signatures import newest
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.signing
SUMMARY = "//dl[contains(@class, 'sign-summary')]"


def summary(cast: Cast, share: DataShare) -> Seen:
    return Visitor(cast.acquirer_signatory).get("sign", share)


def lines(seen: Seen) -> dict[str, str]:
    names = seen.all(f"{SUMMARY}//dt")
    return dict(zip(names, seen.all(f"{SUMMARY}//dd"), strict=True))


def frozen(share: DataShare) -> dict[str, str]:
    """Return the frozen words of each clause, by its key."""
    words = json.loads(newest(share).words.words)
    sections = [section for document in words["documents"] for section in document["sections"]]
    return {clause["key"]: clause["text"] for section in sections for clause in section["clauses"]}


def test_summary_says_what_a_signatory_looks_for(cast: Cast, share: DataShare) -> None:
    said = lines(summary(cast, share))

    assert list(said) == ["Documents", "Organisations", "Purpose", "Data", "Dates", "Retention", "High risks"]
    assert "Barchester City Council (acquirer), Office for Records (supplier)" in said["Organisations"]
    assert "It covers use of the data over this period" in said["Dates"]
    assert "The acquirer will keep the data" in said["Retention"]
    assert "Data items" in said["Data"]


def test_digest_stands_in_the_details_only(cast: Cast, share: DataShare) -> None:
    seen, digest = summary(cast, share), newest(share).words.digest

    assert not any(digest in said for said in lines(seen).values())
    assert seen.all("//details//code[@class='digest']") == [digest]
    assert seen.all(f"//*[not(ancestor-or-self::details)]/text()[contains(., '{digest}')]") == []


def test_each_line_leads_to_its_clause_below(cast: Cast, share: DataShare) -> None:
    seen = summary(cast, share)

    places = seen.all(f"{SUMMARY}//a/@href")
    assert len(places) == 5
    for place in places:
        assert seen.tree.xpath("//*[@id=$id]", id=place.removeprefix("#")), place


def test_summary_keeps_to_the_frozen_words_when_all_else_changes(cast: Cast, share: DataShare) -> None:
    before = lines(summary(cast, share))

    Answer.objects.filter(edition__share=share, key="aims").update(value="Something else altogether.")
    Answer.objects.filter(edition__share=share, key__in=["retention", "project_dates", "items"]).delete()
    DataShare.objects.filter(pk=share.pk).update(title="Renamed since", agreement_name="Other name")
    for party in share.parties.select_related("organisation"):
        party.organisation.name = f"Renamed {party.pk}"
        party.organisation.save()

    assert lines(summary(cast, stages.fresh(share))) == before


@pytest.mark.parametrize("key", ["purpose.aims", "retention.period"])
def test_words_agreed_in_negotiation_stand_in_the_summary(key: str, cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    stages.reword(share, cast, key, "Words that both sides wrote themselves.")
    freezing.freeze_words(share=share, by=cast.acquirer)

    assert sum("Words that both sides wrote themselves." in said for said in lines(summary(cast, share)).values()) == 1


REGISTER = (
    "| No. | What could go wrong | Overall |\n|---|---|---|\n| 1 | A letter goes astray | {} |\n| 2 | Noise | Low |"
)


@pytest.mark.parametrize(
    ("register", "says"),
    [
        (REGISTER.format("High"), "A letter goes astray (after the measures: medium)"),
        (REGISTER.format("**high**"), "A letter goes astray (after the measures: medium)"),
        (REGISTER.format("Medium"), "The impact assessment scores no risk as high."),
        ("The parties see no risk.", "The agreement has no table that scores the risks."),
    ],
)
def test_high_risks_are_those_the_frozen_register_scores(
    register: str, says: str, cast: Cast, share: DataShare
) -> None:
    words = json.loads(newest(share).words.words)
    measures = "| No. | Measure | Effect on the risk | Remaining risk |\n|---|---|---|---|\n| 1 | A | B | Medium |"
    for document in words["documents"]:
        for section in document["sections"]:
            for clause in section["clauses"]:
                new = {"risks.register": register, "measures.plan": measures}.get(clause["key"])
                clause["text"] = new or clause["text"]

    gist = gist_of(json.dumps(words))

    said = (
        "The agreement has no table that scores the risks."
        if gist.risks is None
        else "The impact assessment scores no risk as high."
    )
    found = [f"{risk.words} (after the measures: {risk.remaining})" for risk in gist.risks or ()]
    assert (found or [said]) == [says]


def test_text_without_such_clauses_has_no_line_for_them(share: DataShare) -> None:
    words = json.loads(newest(share).words.words)
    words["documents"] = []

    gist = gist_of(json.dumps(words))

    assert (gist.lines, gist.items, gist.risks) == ((), (), None)
    assert gist.says("Purpose") is None
