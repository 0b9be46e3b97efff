"""People sign in an order, and some need not sign: no one waits for them, and all are told when it is their turn."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from time_machine import travel

from agreements.kinds import EventKind
from agreements.models import DataShare, Flow, Outcome, Party
from agreements.negotiating.needed import needs_of
from agreements.requesting import actions as requesting
from agreements.requesting import records
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from agreements.signing import freezing, joining_later
from agreements.signing.forms import FreezeForm
from agreements.signing.joining_later import CoreSet
from agreements.states import State
from agreements.tasks import sweep_dates
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.signing import three
from tests.agreements.signing.signatures import newest, signed
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = three.agreed


def frozen(share: DataShare, cast: Cast, *, core: bool) -> DataShare:
    """Freeze the words so that the supplier whose data is needed signs last."""
    last = share.members.get(user=cast.supplier_signatory, role="signatory")
    ranks = {member.pk: 2 if member == last else 1 for member in freezing.signatories_of(share)}
    day = timezone.localdate() + timedelta(days=5)
    freezing.freeze_words(share=share, ranks=ranks, core=CoreSet(frozenset(), day) if core else None, by=cast.acquirer)
    return stages.fresh(share)


def optional(share: DataShare) -> Party:
    (party,) = joining_later.optional_parties(share)
    return party


def needed(share: DataShare) -> set[int]:
    return needs_of(share).among(set(share.parties.bound().values_list("pk", flat=True)))


def state(share: DataShare) -> str:
    return stages.fresh(share).edition.state


def asked_to_sign(user: User) -> int:
    return Notification.objects.filter(user=user, subject__startswith="Sign the agreement").count()


def test_after_its_day_no_step_waits_for_who_need_not_sign(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast, core=True)
    signed(share, cast.acquirer_signatory)
    assert asked_to_sign(cast.supplier_signatory) == 0
    with travel(timezone.now() + timedelta(days=6), tick=True):
        sweep_dates()
        assert asked_to_sign(cast.supplier_signatory) == 1
        signed(share, cast.supplier_signatory)
    assert state(share) == State.IN_FORCE
    assert verify_everything().findings == []


def test_who_is_next_is_told_when_a_late_party_is_moved(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast, core=False)
    signed(share, cast.acquirer_signatory)
    joining_later.move(share=share, party=optional(share), reason="Late.", by=cast.acquirer)
    assert asked_to_sign(cast.supplier_signatory) == 1
    signed(share, cast.supplier_signatory)
    assert state(share) == State.IN_FORCE


def test_who_is_next_is_told_when_one_that_need_not_sign_declines(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast, core=True)
    signed(share, cast.acquirer_signatory)
    sign_off.decline(agreement=newest(share), reason="No.", by=three.director(cast))
    assert asked_to_sign(cast.supplier_signatory) == 1


def test_second_click_declines_no_second_time(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast, core=True)
    for _ in range(2):
        assert Visitor(three.director(cast)).post("decline", share, reason="No.").status == 302
    assert share.events.filter(kind=EventKind.OWN_SIGNATURE_DECLINED).count() == 1
    assert verify_everything().findings == []


def test_who_has_signed_cannot_decline_alone(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast, core=True)
    signed(share, three.director(cast))
    with pytest.raises(NotNow, match="have signed"):
        sign_off.decline(agreement=newest(share), reason="No.", by=three.director(cast))
    assert not newest(share).later_parties.exists()
    assert state(share) == State.SIGNING


def test_who_must_sign_by_the_words_is_not_moved(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast, core=True)
    late = optional(share)
    assert joining_later.movable(share, newest(share)) == [late]
    named = share.parties.get(organisation__name=three.GIVES)
    share.edition.flows.given_by(named).update(needed=False)
    Flow.objects.open_one(share.edition, giver=late, receivers=share.parties.filter(is_lead=True))
    assert named.pk not in needed(share)
    with pytest.raises(NotNow):
        joining_later.move(share=share, party=named, reason="Late.", by=cast.acquirer)
    assert "It does not wait for a party that declines to sign it" in newest(share).words.html


def test_form_takes_several_of_the_parties_that_need_not_sign(share: DataShare) -> None:
    parties, day = list(share.parties.all()), timezone.localdate() + timedelta(days=9)
    data = QueryDict(mutable=True)
    data.update({"order": "any", "entry": "e", "entry_read": "on", "force": "core"})
    data.update({"core_by-day": str(day.day), "core_by-month": str(day.month), "core_by-year": str(day.year)})
    chosen = [party.pk for party in parties[:2]]
    data.setlist("core", [str(key) for key in chosen])
    form = FreezeForm(data, entry="e", optional=parties)
    assert form.is_valid(), form.errors
    assert form.core_set == CoreSet(frozenset(chosen), day)


def test_the_only_data_that_is_left_is_needed(cast: Cast, asset: DataAsset) -> None:
    third = cast.stranger.memberships.get()
    third.handles_requests = True
    third.save(update_fields=["handles_requests"])
    draft = stages.draft(cast, asset)
    records.add_record(share=draft, asset=make_asset(third.organisation, "Energy use of homes"), by=cast.acquirer)
    records.say_needed(share=draft, useful=[third.organisation.pk], by=cast.acquirer)
    records.remove_record(share=draft, asset=asset, by=cast.acquirer)
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    responding.decide(share=stages.fresh(draft), outcome=Outcome.ACCEPT, reason=None, text="", by=cast.stranger)
    share = stages.fresh(draft)
    assert {str(party) for party in share.parties.filter(pk__in=needed(share))} == {
        "Barchester City Council",
        "Agency for Elsewhere",
    }
