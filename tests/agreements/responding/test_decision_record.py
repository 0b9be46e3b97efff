"""The record of a decision: the fields of the ICO's decision form, from what is stored, to read and to take away."""

import io

import pytest
from docx import Document as WordDocument

from agreements.models import DataShare, Outcome, Reason
from agreements.responding import actions, passing_on, reconsidering
from catalogue.models import DataAsset
from community.models import Membership
from tests.agreements import stages
from tests.agreements.several import asked_of_two
from tests.cast import Bodies, Cast
from tests.support.visiting import Seen, Visitor

FIELDS = (
    *(
        "Organisation that decided",
        "Decided by",
        "Position",
        "Date of the decision",
        "Decision",
        "Reason",
        "Conditions",
    ),
    *("Asked for by", "Date of the request", "Records asked for", "Purpose", "Data items", "Needed by"),
    *("Role of each organisation as a controller", "DPIA: outcome, or why there is none", "Retention period"),
    *("View of the acquirer’s data protection adviser", "Security controls", "Rights of people"),
)


def fields_of(seen: Seen) -> dict[str, str]:
    names, values = seen.all("//main//dt"), seen.all("//main//dd")
    return dict(zip(names, values, strict=True))


def record(share: DataShare, visitor: Visitor, number: int = 1) -> Seen:
    supplier = share.edition.rounds.get(number=number).decisions.order_by("pk")[0].party_id
    return visitor.get("decision_record", share, number, supplier)


def test_it_has_the_fields_of_the_form(cast: Cast, asset: DataAsset) -> None:
    cast.supplier.job_title = "Head of Data Access"
    cast.supplier.save()
    share = stages.refused(cast, asset)
    seen = fields_of(record(share, Visitor(cast.onlooker)))
    assert set(FIELDS) <= set(seen)
    assert seen["Organisation that decided"] == "Office for Records"
    assert (seen["Decided by"], seen["Position"]) == ("Sunita Rao", "Head of Data Access")
    assert seen["Decision"] == "Refused"
    assert seen["Reason"] == "There is no power to disclose the dataAnother Act forbids it."
    assert seen["Conditions"] == "Not recorded"
    assert seen["Supplier’s view of the gateway"] == "Not recorded"
    assert asset.title in seen["Records asked for"]


def test_what_was_not_asked_is_named_so(cast: Cast, asset: DataAsset) -> None:
    answers = stages.answers_of_today() | {"tri_personal": "no", "data_types": ["none"]}
    share = stages.refused(cast, asset, answers)
    assert fields_of(record(share, Visitor(cast.acquirer)))["Rights of people"] == "Not asked in this request"


def test_it_tells_the_conditions(share: DataShare, cast: Cast) -> None:
    actions.decide(share=share, outcome=Outcome.CONDITIONS, reason=None, text="Publish nothing.", by=cast.supplier)
    seen = fields_of(record(share, Visitor(cast.supplier_colleague)))
    assert seen["Conditions"] == "Publish nothing."
    assert seen["Reason"] == "Not recorded"


def test_it_tells_where_a_request_went(share: DataShare, cast: Cast, bodies: Bodies) -> None:
    Membership.objects.filter(organisation=bodies.elsewhere).update(handles_requests=True)
    passing_on.pass_on(share=share, body=bodies.elsewhere, note="They hold it.", by=cast.supplier)
    seen = fields_of(record(share, Visitor(cast.acquirer)))
    assert seen["Decision"] == "Passed on to Agency for Elsewhere"
    assert seen["Reason"] == "They hold it."
    assert record(share, Visitor(cast.stranger)).status == 404


def test_it_tells_of_the_reconsideration(cast: Cast, asset: DataAsset) -> None:
    share = stages.refused(cast, asset)
    reconsidering.ask(share=share, reasons="The Act was amended.", by=cast.acquirer)
    seen = record(share, Visitor(cast.acquirer))
    assert "Reconsideration" in seen.all("//h2")
    assert "The Act was amended." in seen.words


def test_each_round_has_its_own(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    reader = Visitor(cast.acquirer)
    seen = reader.get("response", share)
    [link] = seen.all("//a[contains(., 'Read the record of this')]/@href")
    assert reader.get(link).status == 200
    assert record(share, reader, 1).status == 200
    assert reader.get("decision_record", share, 2, 1).status == 404


def test_it_is_taken_away_as_word_and_markdown(cast: Cast, asset: DataAsset) -> None:
    share = stages.refused(cast, asset)
    reader = Visitor(cast.acquirer)
    page = record(share, reader)
    word, markdown = page.all("//main//a[contains(@href, '.docx') or contains(@href, '.md')]/@href")
    document = WordDocument(io.BytesIO(reader.get(word).response.content))
    assert document.paragraphs[0].text == "RECORD: Decision on a request for data"
    headings = [line.text for line in document.paragraphs if line.style and line.style.name == "Heading 1"]
    assert headings[0] == "1 Decision"
    assert document.tables
    text = reader.get(markdown).response.content.decode()
    assert "### 1.2 Decided by\n\nSunita Rao" in text
    assert "*Not recorded*" in text


def test_it_is_for_who_asks_and_who_decided(cast: Cast, asset: DataAsset) -> None:
    share = asked_of_two(cast, asset)
    actions.decide(share=share, outcome=Outcome.REFUSE, reason=Reason.COST, text="Marmalade.", by=cast.supplier)
    assert record(share, Visitor(cast.supplier)).status == 200
    assert record(share, Visitor(cast.acquirer)).status == 200
    assert record(share, Visitor(cast.stranger)).status == 404


@pytest.mark.parametrize("kind", ["pdf", "exe", "json"])
def test_no_other_format(kind: str, cast: Cast, asset: DataAsset) -> None:
    share = stages.refused(cast, asset)
    supplier = share.parties.get(gives=True).pk
    assert Visitor(cast.acquirer).get("decision_file", share, 1, supplier, kind).status == 404


def test_position_is_the_one_held_at_the_decision(cast: Cast, asset: DataAsset) -> None:
    cast.supplier.job_title = "Head of Data Access"
    cast.supplier.save()
    share = stages.refused(cast, asset)
    cast.supplier.job_title = "Director"
    cast.supplier.save()
    assert fields_of(record(share, Visitor(cast.supplier)))["Position"] == "Head of Data Access"


def test_records_are_those_that_were_asked_for_in_the_round(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    was = asset.title
    asset.title = "Another title"
    asset.save()
    assert was in fields_of(record(share, Visitor(cast.supplier)))["Records asked for"]
