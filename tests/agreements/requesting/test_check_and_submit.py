"""Checking the answers and sending the request."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Event, Outcome
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.states import Action, Role, State
from catalogue.models import DataAsset
from community.models import Membership, Notification
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.agreements.requesting.walking import save, typed_answers
from tests.agreements.stages import DECLARED
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset, typed_answers())


@pytest.fixture
def unfinished(cast: Cast, asset: DataAsset) -> DataShare:
    answers = typed_answers()
    del answers["aims"], answers["lead"]
    return stages.draft(cast, asset, answers)


def test_it_says_what_is_missing_first_with_links(cast: Cast, unfinished: DataShare) -> None:
    page = Visitor(cast.acquirer).get("check", unfinished)

    assert page.status == 200
    missing = page.all("//div[contains(@class, 'govuk-inset-text')][not(@id='would-stop')]//a/@href")
    assert missing == [address("step", unfinished, "aims"), address("step", unfinished, "lead")]
    assert not page.all("//main//form")
    assert "You can send the request when you have answered the questions at the top of this page." in page.words


def test_it_shows_every_answer_with_a_way_to_change_it(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("check", share)

    assert typed_answers()["aims"] in page.words
    assert f"{address('step', share, 'aims')}?from=check" in page.all("//main//a/@href")
    assert page.all("//main//form//button") == ["Send the request"]


def test_it_sends_and_says_what_happens_next(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    sent = visitor.post("check", share, **DECLARED)

    assert sent.goes_to == address("sent", share)
    assert stages.fresh(share).edition.state == State.SUBMITTED
    page = visitor.get("sent", share)
    assert page.heading == "Request sent"
    assert share.reference in page.words
    assert "We have emailed Office for Records" in page.words


def test_it_keeps_the_round_exactly_as_it_was_sent(cast: Cast, share: DataShare) -> None:
    hidden = save(Visitor(cast.acquirer), ("step", share, "other-organisations"), {"other_orgs": "no"})
    assert hidden.status == 302
    requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)

    [sent] = share.edition.rounds.all()
    assert (sent.number, sent.submitted_by) == (1, cast.acquirer)
    assert sent.answers["aims"] == typed_answers()["aims"]
    assert sent.answers["considered"] == DECLARED["considered"]
    assert "other_orgs_list" not in sent.answers, "a question that no longer applies is not sent"


def test_the_people_of_the_supplier_are_let_in_and_told(cast: Cast, share: DataShare) -> None:
    requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)

    assert [(member.user, member.role) for member in share.members.filter(party__gives=True)] == [
        (cast.supplier, Role.LEAD)
    ]
    assert policy.may(cast.supplier, Action.RESPOND, stages.fresh(share))
    assert not policy.held(cast.supplier_colleague, share)
    told = Notification.objects.get(user=cast.supplier)
    assert told.subject == f"Respond to a request: {stages.fresh(share).title}"
    assert policy.disagreements() == []


def test_it_writes_to_the_mailbox_where_no_one_answers(cast: Cast, share: DataShare, asset: DataAsset) -> None:
    Membership.objects.filter(user=cast.supplier).update(handles_requests=False)
    Visitor(cast.acquirer).post("check", share, **DECLARED)

    assert "No one at Office for Records uses this service yet" in Visitor(cast.acquirer).get("sent", share).words
    told = Notification.objects.get(email=asset.contact)
    assert told.user is None
    assert "Office for Records" in told.subject


def test_a_declaration_that_is_not_whole_is_refused(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("check", share, considered=["law"], risks_read=["yes"])

    assert seen.title.startswith("Error: ")
    assert seen.errors == ["Confirm all 5 statements about what your organisation has considered"]
    assert stages.fresh(share).edition.state == State.DRAFT


def test_it_cannot_be_sent_while_an_answer_is_missing(cast: Cast, unfinished: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("check", unfinished, **DECLARED)

    assert "Answer the question “What are you trying to achieve?”" in seen.errors
    assert stages.fresh(unfinished).edition.state == State.DRAFT
    assert "considered" not in unfinished.edition.answers.as_mapping(), "a refused command changes nothing"
    with pytest.raises(Incomplete):
        requesting.submit(share=unfinished, declared=DECLARED, by=cast.acquirer)


def test_an_answer_that_no_longer_holds_is_said(cast: Cast, share: DataShare) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=90)):
        seen = Visitor(cast.acquirer).post("check", share, **DECLARED)

    [error] = seen.errors
    assert "must be today or in the future" in error
    assert stages.fresh(share).edition.state == State.DRAFT


def test_sending_twice_is_sending_once(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    first, second = (visitor.post("check", share, **DECLARED) for _ in range(2))

    assert first.goes_to == second.goes_to == address("sent", share)
    assert requesting.submit(share=share, declared=DECLARED, by=cast.acquirer) == share.edition.rounds.get()
    assert Event.objects.filter(share=share, kind=EventKind.REQUEST_SENT).count() == 1


def test_a_contributor_prepares_and_a_lead_sends(cast: Cast, share: DataShare) -> None:
    colleague = Visitor(cast.acquirer_colleague)
    page = colleague.get("check", share)

    assert "Only a lead for your organisation can send the request." in page.words
    assert not page.all("//main//form")
    assert colleague.post("check", share, **DECLARED).status == 403
    assert stages.fresh(share).edition.state == State.DRAFT


def test_others_are_refused(cast: Cast, share: DataShare) -> None:
    for user, status in ((cast.acquirer_expert, 403), (cast.onlooker, 403), (cast.stranger, 404), (cast.supplier, 404)):
        assert Visitor(user).get("check", share).status == status
        assert Visitor(user).post("check", share, **DECLARED).status == status
    assert stages.fresh(share).edition.state == State.DRAFT


@pytest.mark.parametrize("stage", [stages.assessing, stages.refused, stages.withdrawn])
def test_it_is_too_late_afterwards(cast: Cast, asset: DataAsset, stage: stages.Stage) -> None:
    share = stage(cast, asset)

    assert Visitor(cast.acquirer).get("check", share).status == 409
    assert Visitor(cast.acquirer).post("check", share, **DECLARED).status == 409
    with pytest.raises(NotNow):
        requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)
    assert share.edition.rounds.count() == 1


def test_the_page_after_sending_is_not_there_before(cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.acquirer).get("sent", share).status == 409


def test_a_returned_request_goes_round_again(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    visitor = Visitor(cast.acquirer)
    save(visitor, ("step", share, "aims"), {"aims": "Clearer."})
    assert visitor.get("check", share).all("//main//form//button") == ["Send the request again"]
    visitor.post("check", share, **DECLARED)

    first, second = share.edition.rounds.all()
    assert (first.number, second.number) == (1, 2)
    assert (first.answers["aims"], second.answers["aims"]) == (typed_answers()["aims"], "Clearer.")
    newest = Event.objects.filter(share=share).last()
    assert newest is not None
    assert said(newest) == "sent the request again (round 2)"
    assert Notification.objects.filter(user=cast.supplier, subject__startswith="Respond").count() == 2


def test_sending_again_lets_no_one_back_in(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    members.invite(share=share, email=cast.supplier_colleague.email, role=Role.LEAD, by=cast.supplier)
    leaving = share.members.live().get(user=cast.supplier)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)
    members.remove(member=leaving, by=cast.supplier_colleague)
    requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)

    assert not policy.held(cast.supplier, share)
    assert policy.may(cast.supplier_colleague, Action.RESPOND, stages.fresh(share))


def test_changing_an_answer_leads_back_to_the_check(cast: Cast, unfinished: DataShare) -> None:
    visitor, title = Visitor(cast.acquirer), address("step", unfinished, "title")
    for words, query, leads_to in (("Warm", "?from=check", "check"), ("Warmer", "", "aims")):
        revision = visitor.get(title).fields["revision"][0]
        saved = visitor.post(title + query, title=words, revision=revision)
        assert saved.goes_to == address("step", unfinished, leads_to)


@pytest.mark.parametrize("stage", [stages.draft, stages.returned])
def test_task_list_asks_to_send_once_everything_needed_is_answered(
    stage: stages.Stage, cast: Cast, asset: DataAsset
) -> None:
    share = stage(cast, asset)
    status = "//*[@id='status-check']"

    assert Visitor(cast.acquirer).get("request", share).all(status) == ["To do"]

    share.edition.answers.filter(key="lead").delete()
    assert Visitor(cast.acquirer).get("request", share).all(status) == ["Cannot start yet"]
