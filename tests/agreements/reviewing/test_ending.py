"""An agreement ends with its term, by notice or at once; the clock ends it once, and never early or late."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from time_machine import travel

from agreements import policy
from agreements.kinds import EventKind
from agreements.models import DataShare, EndGround, Ending
from agreements.register.publish import publish_owed
from agreements.reviewing import ending
from agreements.reviewing.notice import clause_on_ending, earliest_last_day
from agreements.states import State
from agreements.tasks import sweep_last_days
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import lived, stages, umbrellas
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.in_force(cast, asset)


def state(share: DataShare) -> str:
    return stages.fresh(share).edition.state


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def last_day(share: DataShare) -> date | None:
    return share.agreements.get().ends_on


def told(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


# --- With its term ---------------------------------------------------------------------------------


def test_last_day_is_that_of_the_period_of_use_in_the_signed_words(share: DataShare) -> None:
    agreement = share.agreements.get()
    assert agreement.ends_on is not None
    assert long_date(agreement.ends_on) in agreement.words.words
    assert agreement.ends_by == Ending.TERM


def test_last_day_counts_and_the_next_does_not(share: DataShare) -> None:
    last = last_day(share)
    assert last is not None
    with travel(f"{last} 23:59:30+00:00", tick=False):
        assert sweep_last_days() == 0
    with travel(f"{last + timedelta(days=1)} 00:00:30+00:00", tick=False):
        assert sweep_last_days() == 1
        assert sweep_last_days() == 0
        assert state(share) == State.ENDED
        assert verify_everything([share]).findings == []
    assert told(share).count(EventKind.AGREEMENT_ENDED) == 1


@pytest.mark.parametrize(
    ("last", "still", "over"),
    [
        # Both changes of summer time, a leap day, and the end of a year.
        (date(2027, 3, 27), "2027-03-27 23:59:30+00:00", "2027-03-28 00:00:30+00:00"),
        (date(2027, 10, 30), "2027-10-30 22:59:30+00:00", "2027-10-30 23:00:30+00:00"),
        (date(2027, 10, 31), "2027-10-31 23:59:30+00:00", "2027-11-01 00:00:30+00:00"),
        (date(2028, 2, 29), "2028-02-29 23:59:30+00:00", "2028-03-01 00:00:30+00:00"),
        (date(2027, 12, 31), "2027-12-31 23:59:30+00:00", "2028-01-01 00:00:30+00:00"),
    ],
)
def test_it_ends_at_midnight_in_the_united_kingdom(share: DataShare, last: date, still: str, over: str) -> None:
    share.agreements.update(ends_on=last, ends_by=Ending.TERM)
    with travel(still, tick=False):
        assert sweep_last_days() == 0
    with travel(over, tick=False):
        assert sweep_last_days() == 1


def test_a_worker_that_was_away_ends_it_late_with_the_day_of_the_words(share: DataShare) -> None:
    last = last_day(share)
    assert last is not None
    with travel(f"{last + timedelta(days=11)} 09:00:00+00:00", tick=False):
        assert sweep_last_days() == 1
        agreement = share.agreements.select_related("edition").get()
        assert agreement.ended_on == last
        assert f"Ended on {long_date(last)}" in Visitor().get("register").words
        assert "Its term was over" in Visitor().get("register_entry", share.reference).words


# --- By notice -------------------------------------------------------------------------------------


def test_notice_is_as_long_as_the_signed_words_say(cast: Cast, share: DataShare) -> None:
    agreement = share.agreements.select_related("words").get()
    clause = clause_on_ending(agreement)
    assert clause is not None
    assert "of notice in writing" in " ".join(clause["text"].split())
    party = share.parties.select_related("organisation").get(is_lead=True)
    with travel("2026-12-24 12:00:00+00:00", tick=False):
        # The next working day after Christmas Eve is 29 December.
        assert earliest_last_day(agreement, party) == date(2027, 3, 29)


def test_notice_ends_the_agreement_between_two(cast: Cast, share: DataShare) -> None:
    day = in_days(100)
    ending.give_notice(share=share, last_day=day, reason="The service closes.", by=cast.acquirer_signatory)
    assert (state(share), last_day(share)) == (State.IN_FORCE, day)
    assert "an organisation gave notice" in Visitor().get("register_entry", share.reference).words
    assert "It is in force until" not in Visitor().get("register").words
    with travel(f"{day + timedelta(days=1)} 01:00:00+00:00", tick=False):
        assert sweep_last_days() == 1
        assert state(share) == State.ENDED
        assert verify_everything([share]).findings == []
        assert "An organisation gave notice" in Visitor().get("register_entry", share.reference).words
    assert told(share)[-3:] == [EventKind.NOTICE_GIVEN, EventKind.AGREEMENT_ENDED, EventKind.DISPOSAL_OWED]


def test_notice_is_given_once_by_a_signatory_and_not_after_the_end(cast: Cast, share: DataShare) -> None:
    for person in (cast.acquirer, cast.supplier_colleague, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            ending.give_notice(share=share, last_day=in_days(100), reason="No.", by=person)
    last = last_day(share)
    assert last is not None
    for wrong in (timezone.localdate(), last + timedelta(days=1)):
        with pytest.raises(Incomplete):
            ending.give_notice(share=share, last_day=wrong, reason="No.", by=cast.acquirer_signatory)
    ending.give_notice(share=share, last_day=in_days(100), reason="Yes.", by=cast.acquirer_signatory)
    with pytest.raises(NotNow):
        ending.give_notice(share=share, last_day=in_days(101), reason="Again.", by=cast.acquirer_signatory)


def test_notice_that_is_too_short_is_refused_beside_the_field(cast: Cast, share: DataShare) -> None:
    day = in_days(5)
    parts = {"last_day-day": str(day.day), "last_day-month": str(day.month), "last_day-year": str(day.year)}
    seen = Visitor(cast.acquirer_signatory).post("give_notice", share, reason="We moved.", **parts)
    assert seen.errors == [error for error in seen.errors if error.startswith("The last day must be")]
    assert len(seen.errors) == 1
    assert "We moved." in seen.words
    assert not share.agreements.get().departures.exists()


# --- At once ---------------------------------------------------------------------------------------


def test_an_end_at_once_ends_it_for_both(cast: Cast, share: DataShare) -> None:
    power = "The regulations were revoked."
    assert ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason=power, by=cast.supplier_signatory)
    assert state(share) == State.ENDED
    agreement = share.agreements.get()
    assert (agreement.ended_on, agreement.ends_by) == (timezone.localdate(), Ending.AT_ONCE)
    assert verify_everything([share]).findings == []
    entry = Visitor().get("register_entry", share.reference)
    assert "An organisation ended it early" in entry.words
    assert power not in entry.words
    with pytest.raises(NotNow):
        ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason=power, by=cast.acquirer_signatory)


def test_a_suspension_ends_with_the_agreement(cast: Cast, asset: DataAsset) -> None:
    share = lived.suspended(cast, asset)
    ending.end_at_once(share=share, ground=EndGround.BREACH, reason="See above.", by=cast.acquirer_signatory)
    assert not share.agreements.get().suspensions.standing().exists()
    assert verify_everything([share]).findings == []


# --- One of several --------------------------------------------------------------------------------


@pytest.fixture
def of_three(cast: Cast, asset: DataAsset) -> DataShare:
    share = three.frozen(cast, asset)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory, three.director(cast))
    publish_owed()
    return stages.fresh(share)


def test_others_go_on_if_one_of_several_leaves(cast: Cast, of_three: DataShare) -> None:
    share, day = of_three, in_days(100)
    assert state(share) == State.IN_FORCE
    ending.give_notice(share=share, last_day=day, reason="We stop collecting it.", by=three.director(cast))
    assert last_day(share) != day
    with travel(f"{day + timedelta(days=1)} 01:00:00+00:00", tick=False):
        assert sweep_last_days() == 0
        assert state(share) == State.IN_FORCE
        assert told(share)[-1] == EventKind.PARTY_LEFT
        assert "Elsewhere" in Visitor().get("register_entry", share.reference).all("//dt[.='Left']/../dd")[0]
        assert verify_everything([share]).findings == []
        with pytest.raises(NotNow):
            ending.give_notice(share=share, last_day=in_days(100), reason="Again.", by=three.director(cast))


def test_it_ends_when_no_giver_is_left(cast: Cast, of_three: DataShare) -> None:
    share = of_three
    for person in (cast.supplier_signatory, three.director(cast)):
        ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="Advice of 2 May.", by=person)
    assert state(share) == State.ENDED
    assert told(share)[-3:] == [EventKind.PARTY_LEFT_AT_ONCE, EventKind.ENDED_AT_ONCE, EventKind.DISPOSAL_OWED]
    assert verify_everything([share]).findings == []


def test_it_ends_at_once_for_all_if_who_asks_leaves(cast: Cast, of_three: DataShare) -> None:
    assert ending.end_at_once(
        share=of_three, ground=EndGround.UNLAWFUL, reason="Advice of 2 May.", by=cast.acquirer_signatory
    )
    assert state(of_three) == State.ENDED


def test_who_leads_rules_of_several_leaves_only_once_another_leads_them(cast: Cast) -> None:
    others = tuple(umbrellas.made(name) for name in umbrellas.NAMES[:2])
    rules = umbrellas.in_force(cast, others)
    signatory, why = cast.acquirer_signatory, "Ask another organisation to lead first"
    with pytest.raises(NotNow, match=why):
        ending.give_notice(share=rules, last_day=in_days(100), reason="We moved.", by=signatory)
    seen = Visitor(signatory).get("give_notice", rules)
    assert seen.status == 409
    assert why in seen.words
    # The law may not let it wait: at once it can always leave.
    assert Visitor(signatory).get("end_at_once", rules).status == 200
    leaving = "//main//a[contains(., 'at once') or starts-with(., 'Give notice')]"
    assert len(Visitor(signatory).get("overview", rules).all(leaving)) == 1
    assert len(Visitor(others[0].signatory).get("overview", rules).all(leaving)) == 2
    assert not rules.agreements.get().departures.exists()
    ending.end_at_once(share=rules, ground=EndGround.UNLAWFUL, reason="Advice.", by=others[0].signatory)
    assert len(Visitor(signatory).get("overview", rules).all(leaving)) == 2
    assert ending.end_at_once(share=rules, ground=EndGround.UNLAWFUL, reason="Advice.", by=signatory)
    assert state(rules) == State.ENDED
    assert policy.disagreements() == []


# --- After the end ---------------------------------------------------------------------------------


def test_an_ended_data_share_is_archived_by_a_lead_and_then_only_read(cast: Cast, asset: DataAsset) -> None:
    share = lived.certified(cast, asset)
    assert Visitor(cast.acquirer).post("archive", share).status == 409
    lived.accept(share, cast)
    assert Visitor(cast.acquirer_colleague).post("archive", share).status == 403
    assert Visitor(cast.acquirer).post("archive", share).status == 302
    assert state(share) == State.ARCHIVED
    for page in ("overview", "people", "history", "files", "request", "response", "agreement"):
        assert Visitor(cast.supplier).get(page, share).status == 200, page
    assert Visitor(cast.acquirer).get("invite", share).status == 409
    assert "Ended" in Visitor().get("register_entry", share.reference).words
    assert verify_everything([share]).findings == []


def test_desk_says_what_has_ended_and_what_is_suspended(cast: Cast, asset: DataAsset) -> None:
    share = lived.certified(cast, asset)
    assert share.title in " ".join(Visitor(cast.acquirer).get("shares").all("//table[caption='Finished']"))


def test_sealed_file_of_an_ended_agreement_says_when_it_ended(share: DataShare, cast: Cast) -> None:
    ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason="Revoked.", by=cast.supplier_signatory)
    seen = Visitor().get("verify", query={"reference": share.reference})
    assert seen.heading == "Ended"
    assert "was in force from" in seen.words


def test_line_of_steps_does_not_say_that_an_ended_agreement_is_in_force_now(cast: Cast, asset: DataAsset) -> None:
    words = Visitor(cast.supplier).get("overview", lived.ended(cast, asset)).words
    assert "Ended at step 5 of 5: In force" in words
    assert "In force ended here" in words
    assert "now" not in words.partition("Overview")[0]


def test_one_that_cannot_be_ended_holds_up_no_other(cast: Cast, asset: DataAsset) -> None:
    broken = stages.in_force(cast, asset)
    other = stages.in_force(cast, make_asset(stages.working_for(cast.supplier), "Records of another kind"))
    yesterday = in_days(-1)
    broken.agreements.update(ends_on=yesterday, ends_by="nonsense")
    other.agreements.update(ends_on=yesterday, ends_by=Ending.TERM)
    assert sweep_last_days() == 1
    assert (state(broken), state(other)) == (State.IN_FORCE, State.ENDED)
