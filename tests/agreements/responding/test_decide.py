"""The decision: return, agree, refuse; who is notified; the next state."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from agreements.kinds import EventKind
from agreements.models import (
    DataShare,
    Decision,
    Document,
    Event,
    EventDetails,
    Outcome,
    Reason,
    SectionResponse,
    Verdict,
)
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification, User
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor

Browse = Callable[[User], Client]
RETURN = {"outcome": "return", "comments": "Say why the date of birth is needed."}
ACCEPT = {"outcome": "accept", "message": ""}
REFUSE = {"outcome": "refuse", "reason": "no_power", "refusal": "Another Act forbids it."}
EVERY = pytest.mark.parametrize(
    ("posted", "state"),
    [(RETURN, State.RETURNED), (ACCEPT, State.NEGOTIATING), (REFUSE, State.REFUSED)],
    ids=["return", "accept", "refuse"],
)


def page(share: DataShare, name: str = "decide") -> str:
    return reverse(f"agreements:{name}", args=[share.reference])


def text(response: Any) -> str:
    return html.unescape(flat(response))


@EVERY
def test_it_moves_the_data_share_and_says_what_happens_next(
    posted: dict[str, str], state: State, share: DataShare, cast: Cast, browse: Browse
) -> None:
    browser = browse(cast.supplier)

    answer = browser.post(page(share), posted)

    assert answer["Location"] == page(share, "decided")
    assert stages.fresh(share).edition.state == state
    shown = text(browser.get(page(share, "decided")))
    assert "What happens next" in shown
    assert "We have emailed Barchester City Council" in shown
    assert verify_everything([stages.fresh(share)]).findings == []


@EVERY
def test_it_tells_the_people_who_have_something_to_do_and_no_one_else(
    posted: dict[str, str], state: State, share: DataShare, cast: Cast, browse: Browse
) -> None:
    before = set(Notification.objects.values_list("pk", flat=True))

    browse(cast.supplier).post(page(share), posted)

    told = Notification.objects.exclude(pk__in=before)
    to_agree = {cast.supplier_colleague, cast.acquirer_expert, cast.supplier_expert}
    everyone = {cast.acquirer, cast.acquirer_colleague} | (to_agree if state == State.NEGOTIATING else set())
    assert {notice.user for notice in told} == everyone
    assert stages.fresh(share).edition.state == state


@EVERY
def test_both_sides_read_the_decision_and_what_was_said(
    posted: dict[str, str], state: State, share: DataShare, cast: Cast, browse: Browse
) -> None:
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.CANNOT_AGREE, "Too wide.", "Ask Victor.")
    browse(cast.supplier).post(page(share), posted)

    for person in (cast.acquirer, cast.onlooker, cast.supplier):
        shown = text(browse(person).get(page(share, "response")))
        assert "Sunita Rao decided on" in shown
        assert "Too wide." in shown
        assert posted.get("comments") or posted.get("refusal") or "Agreed to start negotiating" in shown
    assert stages.fresh(share).edition.state == state


def test_the_history_says_what_was_said_of_each_section(share: DataShare, cast: Cast, browse: Browse) -> None:
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Why?", "Ask Victor.")
    browse(cast.supplier).post(page(share), REFUSE)

    newest = EventDetails.objects.filter(event__share=share).order_by("-event__sequence")[0]
    assert said(newest) == "refused the request. The reason: there is no power to disclose the data"
    assert changed(newest) == [
        {"what": "What they wrote", "before": "", "after": "Another Act forbids it."},
        {"what": "What you want to do", "before": "", "after": "Ask a question: Why?"},
    ]


@pytest.mark.parametrize(
    ("posted", "messages"),
    [
        ({"outcome": ""}, ["Select your decision"]),
        ({"outcome": "return"}, ["Enter what needs to change, or respond to a section with a comment"]),
        ({"outcome": "refuse"}, ["Select the main reason", "Enter an explanation of your reason"]),
        ({"outcome": "refuse", "reason": "cost"}, ["Enter an explanation of your reason"]),
        ({"outcome": "refuse", "refusal": "No."}, ["Select the main reason"]),
    ],
)
def test_it_says_what_is_missing_beside_its_field_and_above(
    posted: dict[str, str], messages: list[str], share: DataShare, cast: Cast, browse: Browse
) -> None:
    answer = browse(cast.supplier).post(page(share), posted)

    assert "<title>Error: Decide on the request" in text(answer)
    for message in messages:
        assert text(answer).count(message) == 2
    assert not Decision.objects.exists()
    assert stages.fresh(share).edition.state == State.SUBMITTED


def test_a_question_beside_a_section_is_comment_enough(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = stages.assessing(cast, asset)

    assert browse(cast.supplier).post(page(share), {"outcome": "return"}).status_code == 302
    assert stages.fresh(share).edition.state == State.RETURNED


def test_an_action_refuses_what_a_form_would(share: DataShare, cast: Cast) -> None:
    with pytest.raises(Incomplete):
        responding.decide(share=share, outcome=Outcome.REFUSE, reason=Reason.COST, text="", by=cast.supplier)
    with pytest.raises(PermissionDenied):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.acquirer)
    assert stages.fresh(share).edition.state == State.SUBMITTED


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("supplier_colleague", 403),
        ("supplier_expert", 403),
        ("supplier_signatory", 403),
        ("acquirer", 403),
        ("onlooker", 403),
        ("stranger", 404),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_a_lead_of_the_supplier_decides(
    part: str, status: int, method: str, share: DataShare, cast: Cast, browse: Browse
) -> None:
    assert getattr(browse(getattr(cast, part)), method)(page(share), ACCEPT).status_code == status
    assert not Decision.objects.exists()


@pytest.mark.parametrize("stage", [stages.draft, stages.withdrawn], ids=lambda stage: stage.__name__)
def test_it_comes_at_the_wrong_moment(
    stage: Callable[[Cast, DataAsset], DataShare], cast: Cast, asset: DataAsset, browse: Browse
) -> None:
    share = stage(cast, asset)

    expected = 404 if share.edition.state == State.DRAFT else 409
    assert browse(cast.supplier).post(page(share), ACCEPT).status_code == expected
    assert not Decision.objects.exists()


def test_deciding_twice_is_deciding_once(share: DataShare, cast: Cast, browse: Browse) -> None:
    browser = browse(cast.supplier)
    browser.post(page(share), ACCEPT)

    answer = browser.post(page(share), ACCEPT)

    assert answer["Location"] == page(share, "decided")
    assert Decision.objects.count() == 1
    assert Event.objects.filter(kind=EventKind.NEGOTIATION_STARTED).count() == 1
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    assert Decision.objects.count() == 1
    with pytest.raises(NotNow):
        responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="No.", by=cast.supplier)


def test_acceptance_drafts_the_clauses_and_the_acquirer_sees_them(share: DataShare, cast: Cast, browse: Browse) -> None:
    browse(cast.supplier).post(page(share), ACCEPT)

    share = stages.fresh(share)
    documents = set(share.edition.clauses.values_list("document", flat=True))
    assert documents == set(Document)
    assert not share.edition.clauses.filter(current=None).exists()
    shown = text(browse(cast.acquirer).get(page(share, "agreement")))
    for clause in share.edition.clauses.filter(document=Document.MOU):
        assert clause.heading in shown


def test_a_returned_round_goes_round_again(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = stages.returned(cast, asset)
    assert "Say why the date of birth is needed." in text(browse(cast.acquirer).get(page(share, "request")))
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    assert "The supplier has not started to respond yet" in text(browse(cast.acquirer).get(page(share, "response")))

    assert browse(cast.supplier).post(page(share), ACCEPT).status_code == 302

    assert list(Decision.objects.order_by("pk").values_list("outcome", flat=True)) == ["return", "accept"]
    shown = text(browse(cast.acquirer).get(page(share, "response")))
    assert "Agreed to start negotiating" in shown
    assert "Earlier rounds" in shown


def test_no_one_has_decided_before_someone_does(share: DataShare, cast: Cast, browse: Browse) -> None:
    assert browse(cast.supplier).get(page(share, "decided"))["Location"] == page(share, "response")
    browse(cast.supplier).post(page(share), REFUSE)
    assert browse(cast.acquirer).get(page(share, "decided"))["Location"] == page(share, "response")


def test_its_page_has_a_title_and_says_what_each_choice_leads_to(share: DataShare, cast: Cast, browse: Browse) -> None:
    shown = text(browse(cast.supplier).get(page(share)))

    assert "<title>Decide on the request –" in shown
    for words in (
        "The acquirer can change its answers",
        "Both organisations then agree the clauses",
        "The data share ends.",
    ):
        assert words in shown
    assert "questions you have not answered" in shown


def test_decide_keeps_what_was_agreed_in_an_earlier_round_and_not_changed(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    stages.verdict_on(share, cast.supplier, "legal", Verdict.AGREE, "The power is right.", "Checked with Una.")
    for outcome, text in ((Outcome.RETURN, "Say why."), (Outcome.RETURN, "Say more."), (Outcome.ACCEPT, "")):
        responding.decide(share=share, outcome=outcome, reason=None, text=text, by=cast.supplier)
        if outcome == Outcome.RETURN:
            requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)

    kept = SectionResponse.objects.filter(round__edition__share=share, section="legal")
    assert [response.note for response in kept] == ["The power is right."] * 3
    assert {response.private_note for response in kept} == {"Checked with Una."}
    shown = " ".join(Visitor(cast.acquirer).get("response", share).words.split())
    silent = shown.partition("There is no response to:")[2].partition(".")[0]
    assert "Before you ask" in silent
    assert "Legal power" not in silent
