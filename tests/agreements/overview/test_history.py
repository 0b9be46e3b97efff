"""The history of a data share, in plain sentences and as evidence."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from agreements import workflow
from agreements.answers import revision_of
from agreements.evidence.chain import EventFacts, EventRow, commit, verify_chain
from agreements.kinds import Cause, EventKind
from agreements.members import actions as members
from agreements.models import DataShare
from agreements.questionnaire.question_sets import CURRENT
from agreements.requesting import actions as requesting
from agreements.states import Action, Role
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.overview.many import more_events
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
TITLES = "//p[contains(@class, 'moj-timeline__title')]"


def told(page: Seen) -> list[str]:
    return page.all(TITLES)


def test_it_tells_what_happened_newest_first(cast: Cast, share: DataShare) -> None:
    said = told(Visitor(cast.onlooker).get("history", share))

    assert said[-1].startswith("Amina Okafor (Barchester City Council) started a request for")
    assert "Amina Okafor (Barchester City Council) sent the request" in said
    assert said[0] == "Sunita Rao (Office for Records) invited Victor Stone as a signatory"


def test_it_says_from_what_to_what(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    visitor = Visitor(cast.acquirer)
    revision = visitor.get("step", share, "title").fields["revision"][0]
    visitor.post("step", share, "title", title="Warm homes", revision=revision)
    page = visitor.get("history", share)

    assert page.all("//dl[@class='event-changes']//del")[0] == share.title
    assert page.all("//dl[@class='event-changes']//ins")[0] == "Warm homes"


def test_the_services_own_acts_are_its_own(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    with transaction.atomic():
        locked = workflow.begin_by_the_service(share, Action.SEAL_FAILED)
        facts = {"agreement": 1, "attempts": 10}
        workflow.finish(locked, EventKind.SEALING_FAILED, by=None, facts=facts, cause=Cause.SEAL_JOB)

    newest = told(Visitor(cast.acquirer).get("history", share))[0]
    assert newest == "The service could not seal version 1 of the agreement after 10 attempts"


def test_it_can_be_filtered_by_kind(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("history", share, query={"kind": EventKind.MEMBER_INVITED})

    assert told(page)
    assert all(" invited " in line for line in told(page))
    assert page.all("//select[@name='kind']/option[@selected]/@value") == [EventKind.MEMBER_INVITED]
    assert "Request sent" in page.all("//select[@name='kind']/option")
    assert "Agreement signed" not in page.all("//select[@name='kind']/option")


@pytest.mark.parametrize(
    "query", [{"kind": "nonsense"}, {"kind": "\x00"}, {"page": "x"}, {"page": "0"}, {"page": "9" * 30}]
)
def test_a_filter_that_makes_no_sense_shows_everything(cast: Cast, share: DataShare, query: dict[str, str]) -> None:
    assert len(told(Visitor(cast.acquirer).get("history", share, query=query))) == share.events.count()


def test_five_hundred_events_come_in_pages(cast: Cast, share: DataShare) -> None:
    more_events(share, cast, 500 - share.events.count())
    visitor = Visitor(cast.acquirer)
    first = visitor.get("history", share)
    assert len(told(first)) == 50
    assert "invited Person 500 as an observer" in told(first)[0]
    assert first.all("//nav[@aria-label='Pagination']//a") == ["Older"]

    entries = [line for page in range(1, 11) for line in told(visitor.get("history", share, query={"page": str(page)}))]
    assert len(entries) == 500
    last = visitor.get("history", share, query={"page": "10"})
    assert last.all("//nav[@aria-label='Pagination']//a") == ["Newer"]
    assert "entry 1" in last.words


def rows_of(document: Mapping[str, Any]) -> list[EventRow]:
    """Return the events in the evidence file, read by its own description."""

    def row(entry: Mapping[str, Any]) -> EventRow:
        names = ("kind", "from_state", "to_state", "cause", "subject")
        facts = EventFacts(
            reference=str(document["reference"]),
            edition=int(entry["edition"]),
            sequence=int(entry["sequence"]),
            at=datetime.fromisoformat(entry["at"]),
            commitment=bytes.fromhex(entry["commitment"]),
            **{name: entry[name] for name in names},
        )
        previous, digest = (bytes.fromhex(entry[name]) for name in ("previous", "digest"))
        salt = bytes.fromhex(entry["salt"]) if entry["salt"] else None
        return EventRow(facts=facts, previous=previous, digest=digest, details=entry["details"], salt=salt)

    return [row(entry) for entry in document["events"]]


def test_the_evidence_can_be_verified(cast: Cast, share: DataShare) -> None:
    more_events(share, cast, 30)
    answer = Visitor(cast.onlooker).get("evidence", share).response
    document = json.loads(answer.content)

    assert answer["Content-Disposition"] == f'attachment; filename="{share.reference}-history.json"'
    assert len(document["events"]) == share.events.count()
    assert verify_chain(rows_of(document), reference=share.reference) == []
    for row in rows_of(document):
        assert row.details is not None
        assert row.salt is not None
        assert commit(row.details, row.salt) == row.facts.commitment


def test_evidence_that_was_touched_shows_where(cast: Cast, share: DataShare) -> None:
    document = json.loads(Visitor(cast.acquirer).get("evidence", share).response.content)
    document["events"][2]["details"] = document["events"][2]["details"].replace('"person":"', '"person":"Not ')

    [finding] = verify_chain(rows_of(document), reference=share.reference)
    assert finding.sequence == 3


def test_what_the_tests_add_is_as_sound_as_the_rest(cast: Cast, share: DataShare) -> None:
    more_events(share, cast, 20)

    assert verify_everything([share]).findings == []


def test_who_is_removed_reads_it_no_more(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.onlooker)
    assert visitor.get("evidence", share).status == 200
    members.remove(member=share.members.live().get(user=cast.onlooker, role=Role.OBSERVER), by=cast.acquirer)

    assert visitor.get("history", share).status == visitor.get("evidence", share).status == 404


def test_strangers_find_nothing(cast: Cast, share: DataShare) -> None:
    for name in ("history", "evidence"):
        assert Visitor(cast.stranger).get(name, share).status == 404
        assert "/accounts/login/" in Visitor().get(name, share).goes_to


def test_a_sides_earlier_words_stay_with_that_side(cast: Cast, asset: DataAsset) -> None:
    """Words taken back before sending stay private; the chain holds without."""
    share, step = stages.draft(cast, asset), CURRENT.steps["aims"]
    for words in ("Our minister is unsure", "Warm homes before winter"):
        kept = share.edition.answers.filter(key="aims")
        revision = revision_of(kept)
        requesting.answer(share=share, step=step, values={"aims": words}, revision=revision, by=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)

    assert "Our minister is unsure" in Visitor(cast.acquirer).get("history", share).words
    supplier = Visitor(cast.supplier)
    assert "answered “Aims”" in supplier.get("history", share).words
    assert "Our minister is unsure" not in supplier.get("history", share).words
    evidence = supplier.get("evidence", share).response.content
    assert b"Our minister is unsure" not in evidence
    assert verify_chain(rows_of(json.loads(evidence)), reference=share.reference) == []
