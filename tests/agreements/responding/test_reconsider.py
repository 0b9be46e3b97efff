"""A refusal is reconsidered once, by someone who did not refuse: it stands, or the request opens again."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Outcome, Reason, Reconsideration, ReconsiderationAnswer, Verdict
from agreements.requesting import actions as requesting
from agreements.responding import actions, reconsidering
from agreements.states import Role, State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification, User
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.several import asked_of_two
from tests.cast import Cast, make_person
from tests.support.visiting import Visitor

REASONS = "The Act was amended in May."


@pytest.fixture
def asked(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.reconsidering(cast, asset)


@pytest.fixture
def second(asked: DataShare, cast: Cast) -> User:
    """Return another lead of the supplier, who did not refuse."""
    return another_lead(asked, cast.supplier, "Ravi Sen")


def another_lead(share: DataShare, lead: User, name: str) -> User:
    person = make_person(name.lower().replace(" ", "."), name, stages.working_for(lead))
    members.invite(share=share, email=person.email, role=Role.LEAD, by=lead)
    return person


def test_it_is_asked_for_with_reasons(asked: DataShare, cast: Cast) -> None:
    assert asked.edition.state == State.RECONSIDERING
    told = Notification.objects.get(topic=asked.reference, user=cast.supplier, subject__startswith="Someone else must")
    assert REASONS in told.body
    assert told.address.endswith("/people/")
    assert REASONS in Visitor(cast.supplier_colleague).get("response", asked).words
    assert REASONS in Visitor(cast.supplier).get("history", asked).words
    assert policy.disagreements() == []


def test_lead_who_did_not_refuse_is_asked(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    second = another_lead(share, cast.supplier, "Ravi Sen")
    refuse(share, cast.supplier)
    reconsidering.ask(share=share, reasons=REASONS, by=cast.acquirer)
    told = Notification.objects.get(topic=share.reference, user=second, subject__startswith="Reconsider a refusal: ")
    assert told.address.endswith("/response/reconsider/")
    assert "Reconsider the refusal of the request from Barchester City Council" in Visitor(second).get("shares").words


def refuse(share: DataShare, by: User) -> None:
    actions.decide(share=share, outcome=Outcome.REFUSE, reason=Reason.NO_POWER, text="Another Act forbids it.", by=by)


def test_asking_twice_is_asking_once(asked: DataShare, cast: Cast) -> None:
    reconsidering.ask(share=asked, reasons=REASONS, by=cast.acquirer)
    assert asked.events.filter(kind=EventKind.RECONSIDERATION_ASKED).count() == 1
    assert Visitor(cast.acquirer).post("ask_again", asked, reasons="More.").goes_to.endswith("/response/")
    assert Reconsideration.objects.get().reasons == REASONS


def test_upheld_refusal_stands_and_cannot_be_asked_again(asked: DataShare, cast: Cast, second: User) -> None:
    reconsidering.answer(share=asked, upholds=True, text="The amendment is not in force.", by=second)
    share = stages.fresh(asked)
    assert share.edition.state == State.REFUSED
    told = Notification.objects.get(user=cast.acquirer, subject__startswith="Refusal upheld: ")
    assert "The amendment is not in force." in told.body
    asker = Visitor(cast.acquirer)
    overview = asker.get("overview", share).words
    assert "The refusal was reconsidered, and it stands." in overview
    assert "Ask for the refusal to be reconsidered" not in overview
    assert "Refusal upheld by Ravi Sen" in asker.get("response", share).words
    assert asker.get("ask_again", share).status == 409
    with pytest.raises(NotNow, match="You cannot ask again"):
        reconsidering.ask(share=share, reasons="Please.", by=cast.acquirer)
    assert verify_everything([share]).findings == []


def test_lifted_refusal_opens_the_next_round(asked: DataShare, cast: Cast, second: User) -> None:
    sent = asked.edition.rounds.get()
    reconsidering.answer(share=asked, upholds=False, text="", by=second)
    share = stages.fresh(asked)
    assert share.edition.state == State.SUBMITTED
    again = share.edition.rounds.get(number=2)
    assert (again.answers, again.note, again.submitted_by) == (sent.answers, REASONS, cast.acquirer)
    words = Visitor(cast.supplier).get("response", share).words
    assert f"Message from Amina Okafor with round 2: {REASONS}" in words
    told = Notification.objects.filter(user=cast.supplier, subject__startswith="Respond to a request again: ")
    assert told.exists()
    assert verify_everything([share]).findings == []

    actions.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    assert "Round 1: refused" in Visitor(cast.acquirer).get("response", share).words


def test_second_refusal_is_the_last(asked: DataShare, cast: Cast, second: User) -> None:
    reconsidering.answer(share=asked, upholds=False, text="", by=second)
    refuse(stages.fresh(asked), cast.supplier)
    with pytest.raises(NotNow, match="You cannot ask again"):
        reconsidering.ask(share=asked, reasons="Please.", by=cast.acquirer)
    assert Visitor(cast.acquirer).get("overview", asked).status == 200


def test_who_refused_cannot_reconsider(asked: DataShare, cast: Cast) -> None:
    with pytest.raises(PermissionDenied, match="someone else who leads"):
        reconsidering.answer(share=asked, upholds=True, text="No.", by=cast.supplier)
    lead = Visitor(cast.supplier)
    assert lead.get("reconsider", asked).status == 403
    overview = lead.get("overview", asked).words
    assert "You refused this request, so someone else who leads for your organisation must reconsider it." in overview
    assert "Invite another lead" in overview
    assert "Reconsider the refusal" not in lead.get("shares").words
    assert not ReconsiderationAnswer.objects.exists()


def test_only_leads_of_each_side(cast: Cast, asset: DataAsset) -> None:
    share = stages.refused(cast, asset)
    with pytest.raises(PermissionDenied):
        reconsidering.ask(share=share, reasons=REASONS, by=cast.supplier)
    with pytest.raises(PermissionDenied):
        reconsidering.ask(share=share, reasons=REASONS, by=cast.acquirer_colleague)
    with pytest.raises(Incomplete, match="Enter why"):
        reconsidering.ask(share=share, reasons="", by=cast.acquirer)
    reconsidering.ask(share=share, reasons=REASONS, by=cast.acquirer)
    for person in (cast.acquirer, cast.supplier_colleague):
        with pytest.raises(PermissionDenied):
            reconsidering.answer(share=share, upholds=True, text="No.", by=person)


def test_colleague_answers_after_another(asked: DataShare, cast: Cast, second: User) -> None:
    third = another_lead(asked, cast.supplier, "Gita Rao")
    given = reconsidering.answer(share=asked, upholds=True, text="No.", by=second)
    assert reconsidering.answer(share=asked, upholds=True, text="No.", by=second) == given
    with pytest.raises(NotNow):
        reconsidering.answer(share=asked, upholds=False, text="", by=third)
    assert asked.events.filter(kind=EventKind.REFUSAL_STANDS).count() == 1


def test_forms_say_what_is_missing(cast: Cast, asset: DataAsset) -> None:
    share = stages.refused(cast, asset)
    asker = Visitor(cast.acquirer)
    assert "Another Act forbids it." in asker.get("ask_again", share).words
    assert "Ask for the refusal to be reconsidered" in asker.get("overview", share).words
    assert asker.post("ask_again", share, reasons=" ").errors == ["Enter why the refusal should be reconsidered"]
    assert asker.post("ask_again", share, reasons=REASONS).goes_to.endswith("/response/")

    second = Visitor(another_lead(share, cast.supplier, "Ravi Sen"))
    assert REASONS in second.get("reconsider", share).words
    assert second.post("reconsider", share).errors == ["Select your decision"]
    assert second.post("reconsider", share, answer="uphold").errors == ["Enter why the refusal stands"]
    assert second.post("reconsider", share, answer="lift", message="").goes_to.endswith("/response/")
    assert second.post("reconsider", share, answer="lift", message="").goes_to.endswith("/response/")
    assert stages.fresh(share).edition.state == State.SUBMITTED


def test_request_can_be_withdrawn_meanwhile(asked: DataShare, cast: Cast, second: User) -> None:
    requesting.withdraw(share=asked, reason="Too late.", by=cast.acquirer)
    assert stages.fresh(asked).edition.state == State.WITHDRAWN
    with pytest.raises(NotNow):
        reconsidering.answer(share=asked, upholds=True, text="No.", by=second)


def test_several_suppliers_each_reconsider(cast: Cast, asset: DataAsset) -> None:
    share = asked_of_two(cast, asset)
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Which marmalade Act?")
    for supplier in (cast.supplier, cast.stranger):
        refuse(stages.fresh(share), supplier)
    assert stages.fresh(share).edition.state == State.REFUSED
    reconsidering.ask(share=share, reasons=REASONS, by=cast.acquirer)
    seconds = [
        another_lead(share, lead, name) for lead, name in ((cast.supplier, "Ravi Sen"), (cast.stranger, "Ola Lind"))
    ]
    reconsidering.answer(share=share, upholds=True, text="It stands.", by=seconds[0])
    assert stages.fresh(share).edition.state == State.RECONSIDERING
    assert "It stands." not in Visitor(seconds[1]).get("response", share).words
    assert "It stands." not in Visitor(seconds[1]).get("history", share).words
    reconsidering.answer(share=share, upholds=False, text="", by=seconds[1])

    share = stages.fresh(share)
    assert share.edition.state == State.SUBMITTED
    assert share.edition.rounds.get(number=2).decisions.get().text == "It stands."
    assert "Waiting for Agency for Elsewhere to decide." in Visitor(cast.acquirer).get("overview", share).words
    actions.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.stranger)
    # The data of the one that upheld its refusal is needed.
    assert stages.fresh(share).edition.state == State.RETURNED
    assert verify_everything([stages.fresh(share)]).findings == []
