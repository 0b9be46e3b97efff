"""A data share in which a body gives and receives: useful data refused, all signed, listed with both parts."""

import pytest

from agreements import policy
from agreements.members import actions as members
from agreements.models import DataShare, Outcome, Party, Reason
from agreements.negotiating import actions as negotiation
from agreements.register.publish import publish_owed
from agreements.requesting import records
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Action, Role, State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import stages
from tests.agreements.requesting.test_several_receivers import add, pairs, sent
from tests.cast import Bodies, Cast, make_person
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast, asset: DataAsset, bodies: Bodies) -> DataShare:
    """Return an unsent request in which the Agency for Elsewhere gives and receives."""
    share = stages.draft(cast, asset, stages.checked_answers())
    add(share, cast, bodies.elsewhere, gives=True)
    return share


def own(share: DataShare, cast: Cast) -> Party:
    return share.parties.get(members__user=cast.stranger)


def test_useful_data_refused_closes_and_the_body_still_receives(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    assert "Agency for Elsewhere" in Visitor(cast.acquirer).get("needed", draft).words
    records.say_needed(share=draft, useful=[bodies.elsewhere.pk], by=cast.acquirer)
    share = sent(draft, cast)
    responding.decide(share=share, outcome=Outcome.REFUSE, reason=Reason.COST, text="Too dear.", by=cast.stranger)
    assert stages.fresh(share).edition.state == State.ASSESSING
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)

    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    party = own(share, cast)
    assert (party.gives, party.receives) == (False, True)
    assert pairs(share) == {
        ("Office for Records", "Barchester City Council"),
        ("Office for Records", "Agency for Elsewhere"),
    }
    assert Action.AGREE in policy.held(cast.stranger, share)
    assert policy.disagreements() == []
    words = Visitor(cast.acquirer).get("overview", share).words
    assert "Barchester City Council: Refused, closed" in words


def test_receiver_cannot_end_or_return_the_data_share(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    share = stages.draft(cast, asset)
    add(share, cast, bodies.elsewhere)
    share = sent(share, cast)
    reader = Visitor(cast.stranger)
    for page in ("withdraw", "decide", "check", "records"):
        assert reader.get(page, share).status == 403, page
        assert reader.post(page, share).status in (403, 405), page
    assert stages.fresh(share).edition.state == State.SUBMITTED
    told = Notification.objects.filter(user=cast.stranger, subject__startswith="Answer for your organisation")
    assert told.count() == 1


def test_all_sign_and_the_register_lists_both_parts(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    share = sent(draft, cast)
    for user in (cast.supplier, cast.stranger):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=user)
    share = stages.fresh(share)
    people = {cast.acquirer: cast.acquirer_signatory, cast.supplier: cast.supplier_signatory}
    people[cast.stranger] = make_person("director", "Femi Obi", bodies.elsewhere)
    for lead, signatory in people.items():
        if not share.members.filter(user=signatory, role=Role.SIGNATORY).exists():
            members.invite(share=share, email=signatory.email, role=Role.SIGNATORY, office="Director", by=lead)
    stages.fill_gaps(share, cast)
    for lead in people:
        party = members.party_of(share, lead)
        left = share.edition.clauses.binding(party).exclude(current__agreements__party=party)
        negotiation.agree(share=share, wordings={clause.pk: clause.current_id or 0 for clause in left}, by=lead)
    agreement = freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    assert "Agency for Elsewhere (acquirer and supplier)" in Visitor(cast.stranger).get("sign", share).words
    for signatory in people.values():
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=signatory)

    share = stages.fresh(share)
    assert share.edition.state == State.IN_FORCE
    publish_owed()
    assert set(share.entry.acquirers) == {"Barchester City Council", "Agency for Elsewhere"}
    assert set(share.entry.suppliers) == {"Office for Records", "Agency for Elsewhere"}
    assert verify_everything().findings == []


def test_changed_purpose_shows_in_the_audit(draft: DataShare, cast: Cast) -> None:
    assert verify_everything().findings == []
    Party.objects.filter(pk=own(draft, cast).pk).update(purpose="Marketing.")
    [finding] = verify_everything().findings
    assert "receives data for another purpose than the history records" in str(finding)
