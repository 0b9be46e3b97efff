"""The lead chooses before freezing that the agreement comes into force on a date once the core set has signed."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from time_machine import travel

from agreements.kinds import Cause, EventKind
from agreements.models import DataShare, Edition, JoinsLater, SealJob
from agreements.register.publish import publish_owed
from agreements.signing import actions as sign_off
from agreements.signing import freezing, joining_later
from agreements.signing.joining_later import CoreSet
from agreements.signing.sealing import seal
from agreements.states import State
from agreements.tasks import sweep_dates
from agreements.verifying.audit import verify_everything
from agreements.verifying.history_file import evidence_of
from community.models import Notification
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete
from datashare.lib.files import stored
from tests.agreements import stages
from tests.agreements.evidence import independent
from tests.agreements.signing import three
from tests.agreements.signing.signatures import newest, sign, signed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = three.agreed


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def frozen(share: DataShare, cast: Cast) -> DataShare:
    """Freeze words that wait for everyone for five days."""
    freezing.freeze_words(share=share, core=CoreSet(frozenset(), in_days(5)), by=cast.acquirer)
    return stages.fresh(share)


def useful(share: DataShare) -> str:
    (party,) = joining_later.optional_parties(share)
    return str(party)


def state(share: DataShare) -> str:
    return stages.fresh(share).edition.state


def kinds(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


def test_core_has_all_whose_data_is_needed(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    rows = {str(row.party): row.core for row in newest(share).required.select_related("party__organisation")}
    assert rows == {three.ASKS: True, three.GIVES: True, useful(share): False}
    words = json.loads(newest(share).words.words)
    assert (words["core"], words["core_by"]) == ([three.ASKS, three.GIVES], in_days(5).isoformat())
    assert "If not every party has signed it by the end of" in newest(share).words.html
    assert verify_everything().findings == []


def test_who_has_signed_reads_for_whom_the_words_wait(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    signed(share, cast.acquirer_signatory)
    words = Visitor(cast.acquirer_signatory).get("signature_given", share).words
    assert "it comes into force once the organisations that must sign have signed" in words


def test_everyone_signs_and_it_is_in_force_at_once(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    assert sweep_dates() == 0
    assert state(share) == State.SIGNING
    signed(share, three.director(cast))
    assert (state(share), kinds(share)[-1]) == (State.IN_FORCE, EventKind.BROUGHT_INTO_FORCE)
    assert not JoinsLater.objects.exists()


def test_after_its_day_the_core_is_enough(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    with travel(timezone.now() + timedelta(days=5), tick=True):
        assert sweep_dates() == 0
    with travel(timezone.now() + timedelta(days=6), tick=True):
        assert sweep_dates() == 1
        assert sweep_dates() == 0
        publish_owed()
        assert seal(newest(share).pk)

    assert state(share) == State.IN_FORCE
    force = share.events.get(kind=EventKind.BROUGHT_INTO_FORCE_WITHOUT)
    assert (force.cause, force.details.said_by) == (Cause.DATE_PASSED, "The service")
    assert kinds(share).count(EventKind.PARTY_JOINS_LATER) == 1
    assert SealJob.objects.count() == 1
    assert stages.fresh(share).entry.joins_later == [useful(share)]
    assert verify_everything().findings == []
    file = stored(newest(share).sealed.name)
    assert file is not None
    attached, history = independent.attachments(file.read()), evidence_of(stages.fresh(share))
    history = json.loads(json.dumps(history))
    assert independent.story_faults(history, attached, newest(share).sealed.sha256) == []
    assert independent.history_faults(history) == []


def test_after_its_day_the_last_of_the_core_brings_it_into_force(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    signed(share, cast.acquirer_signatory)
    with travel(timezone.now() + timedelta(days=6), tick=True):
        assert sweep_dates() == 0
        signed(share, cast.supplier_signatory)
    assert (state(share), kinds(share)[-1]) == (State.IN_FORCE, EventKind.BROUGHT_INTO_FORCE_WITHOUT)
    assert verify_everything().findings == []


def test_after_its_day_no_one_of_the_core_waits_for_the_worker(cast: Cast, share: DataShare) -> None:
    last = share.members.get(user=cast.supplier_signatory, role="signatory")
    ranks = {member.pk: 2 if member == last else 1 for member in freezing.signatories_of(share)}
    core = CoreSet(frozenset(), in_days(5))
    freezing.freeze_words(share=share, ranks=ranks, core=core, by=cast.acquirer)
    signed(share, cast.acquirer_signatory)
    assert "It is not your turn yet" in Visitor(cast.supplier_signatory).get("overview", share).words
    with travel(timezone.now() + timedelta(days=6), tick=True):
        reader = Visitor(cast.supplier_signatory)
        assert "Read the whole text, then sign it" in reader.get("overview", share).words
        assert "Sign for" in reader.get("sign", share).words
        late = Visitor(three.director(cast)).get("overview", share).words
        assert "can still sign until it is in force" in late
        signed(share, cast.supplier_signatory)
    assert (state(share), kinds(share)[-1]) == (State.IN_FORCE, EventKind.BROUGHT_INTO_FORCE_WITHOUT)
    assert verify_everything().findings == []


def test_who_is_asked_to_sign_reads_until_when_the_words_wait(cast: Cast, share: DataShare) -> None:
    frozen(share, cast)
    asked = Notification.objects.filter(subject__startswith="Sign the agreement")
    assert asked.count() == 3
    until = f"The agreement waits for everyone until {long_date(in_days(5))}. After that day it comes into force once"
    assert all(until in notification.body for notification in asked)


def test_who_declined_is_not_asked_again(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    person = three.director(cast)
    assert "Read and sign the agreement" in Visitor(person).get("shares").words
    sign_off.decline(agreement=newest(share), reason="Too early.", by=person)
    assert "Read and sign the agreement" not in Visitor(person).get("shares").words
    overview = Visitor(person).get("overview", share).words
    assert "sign it or decline" not in overview
    assert "can still sign until it is in force" in overview
    signed(share, person)
    assert newest(share).signatures.filter(user=person).exists()


def test_decline_outside_the_core_moves_no_one_else(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    signed(share, cast.acquirer_signatory)
    sign_off.decline(agreement=newest(share), reason="Too early.", by=three.director(cast))
    assert (state(share), kinds(share)[-1]) == (State.SIGNING, EventKind.OWN_SIGNATURE_DECLINED)
    signed(share, cast.supplier_signatory)
    assert (state(share), kinds(share)[-1]) == (State.IN_FORCE, EventKind.BROUGHT_INTO_FORCE_WITHOUT)
    assert verify_everything().findings == []


def test_decline_of_the_core_stops_all(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    sign_off.decline(agreement=newest(share), reason="No.", by=cast.supplier_signatory)
    assert state(share) == State.NEGOTIATING
    assert sweep_dates() == 0


def test_only_who_asks_chooses_a_core_that_leaves_someone_out(cast: Cast, share: DataShare) -> None:
    with pytest.raises(PermissionDenied):
        freezing.freeze_words(share=share, core=CoreSet(frozenset(), in_days(5)), by=cast.supplier)
    with pytest.raises(Incomplete, match="must be in the future"):
        freezing.freeze_words(share=share, core=CoreSet(frozenset(), in_days(0)), by=cast.acquirer)
    everyone = frozenset(share.parties.values_list("pk", flat=True))
    with pytest.raises(Incomplete, match="Every organisation must sign"):
        freezing.freeze_words(share=share, core=CoreSet(everyone, in_days(5)), by=cast.acquirer)
    assert not share.agreements.exists()


def test_the_lead_chooses_it_on_the_page(cast: Cast, share: DataShare) -> None:
    lead, day = Visitor(cast.acquirer), in_days(10)
    given = {"order": "any", "force": "core", **stages.confirmed(share)}
    parts = {"core_by-day": str(day.day), "core_by-month": str(day.month), "core_by-year": str(day.year)}
    page = lead.get("freeze", share)
    assert page.all("//input[@name='force']/@value") == ["all", "core"]
    assert Visitor(cast.supplier).get("freeze", share).all("//input[@name='force']") == []
    assert lead.post("freeze", share, **given).errors == ["Enter the day until which the agreement waits for everyone"]
    (late,) = joining_later.optional_parties(share)
    assert lead.post("freeze", share, **given, **parts, core=str(late.pk)).errors
    assert lead.post("freeze", share, **given, **parts).status == 302

    assert newest(share).core_by == day
    seen = Visitor(cast.onlooker).get("sign", share).words
    assert f"as soon as these organisations have signed: {three.ASKS} and {three.GIVES}" in seen
    assert "The agreement waits for everyone until" in Visitor(cast.onlooker).get("overview", share).words


def test_a_lead_who_chooses_nothing_waits_for_everyone(cast: Cast, share: DataShare) -> None:
    given = {"order": "any", "force": "all", **stages.confirmed(share)}
    assert Visitor(cast.acquirer).post("freeze", share, **given).status == 302
    assert newest(share).core_by is None
    assert all(row.core for row in newest(share).required.all())
    assert "core" not in json.loads(newest(share).words.words)


def test_who_has_not_signed_by_its_day_cannot_sign_any_more(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    with travel(timezone.now() + timedelta(days=6), tick=True):
        assert sweep_dates() == 1
    assert sign(three.director(cast), share).status == 409
    assert newest(share).signatures.count() == 2


def test_one_that_fails_is_tried_again_by_the_next_sweep(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    with travel(timezone.now() + timedelta(days=6), tick=True):
        Edition.objects.filter(share=share).update(state="nonsense")
        assert sweep_dates() == 0
        assert not JoinsLater.objects.exists()
        Edition.objects.filter(share=share).update(state=State.SIGNING)
        assert sweep_dates() == 1
    assert state(share) == State.IN_FORCE
