"""End an agreement, or one party's part in it: with its term, by notice, or at once where its words allow."""

from datetime import date, timedelta
from typing import Final

import structlog
from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.kinds import Cause, ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import Agreement, DataShare, Departure, Disposal, EndGround, Ending, Incident, Party, RegisterJob
from agreements.negotiating.handing_over import SILENT, still_to_ask
from agreements.reviewing.disposing import open_disposals
from agreements.reviewing.schedules import must_have_left, must_have_notice, schedules_of
from agreements.reviewing.suspending import resume_if_all_agree
from agreements.standing.flows import flows_of
from agreements.standing.today import remaining
from agreements.states import IN_PREPARATION, STANDING, Action
from agreements.workflow import EventChange, begin_in_force, finish, lock_in_force
from community.models import User
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow
from datashare.lib.phrases import listed

log = structlog.get_logger(__name__)
KNOWN: Final = "The last day of this agreement is known already. To change it, vary the agreement."
PREPARED: Final = "A new version of the agreement is being prepared. Withdraw it first."
UNREAD: Final = "The service has not read the signed words yet. Try again in a few minutes."
# Days from the entry of a last day to the earliest one.
DAYS_TO_OBJECT: Final = 30
_CAUSES: Final = {Ending.TERM: Cause.TERM_OVER, Ending.NOTICE: Cause.NOTICE_OVER}


@transaction.atomic
def give_notice(*, share: DataShare, last_day: date, reason: str, by: User) -> Departure:
    """Give notice to end one's own organisation's part. Between two parties the agreement then ends for both.

    Raise PermissionDenied for who does not sign for a party, NotNow if it gave notice before or the agreement is not in
    force, Incomplete for a last day that is not to come or after that of the agreement.
    """
    share, agreement = begin_in_force(share, Action.GIVE_NOTICE, by)
    party = party_that_may_leave(share, agreement, by)
    must_have_notice(share, party, last_day)
    if last_day <= timezone.localdate():
        raise Incomplete("The last day must be in the future.")
    if agreement.ends_on and last_day > agreement.ends_on:
        raise Incomplete("The agreement ends before that day, so it needs no notice.")
    made = Departure.objects.create(agreement=agreement, party=party, reason=reason, last_day=last_day, by=by)
    if not goes_on_without(agreement, party, last_day):
        _set_end(agreement, last_day, Ending.NOTICE)
    facts: dict[str, FactValue] = {"parties": [party.fact], "day": last_day.isoformat()}
    _tell(EventKind.NOTICE_GIVEN, share, agreement, by, facts, reason)
    return made


@transaction.atomic
def end_at_once(*, share: DataShare, ground: EndGround, reason: str, by: User) -> bool:
    """End one's own organisation's part at once. Return whether the whole agreement has ended by that.

    Raise as `give_notice` does.
    """
    share, agreement = begin_in_force(share, Action.END_AT_ONCE, by)
    party = party_that_may_leave(share, agreement, by, at_once=True)
    must_have_left(share, party)
    if ground not in grounds_of(share):
        raise NotNow("The rules let an organisation leave at once only if the law no longer allows it to keep to them.")
    now, today = timezone.now(), timezone.localdate()
    goes_on = goes_on_without(agreement, party, today)
    told = {"ground": ground, "reason": reason, "last_day": today, "by": by, "at": now, "done_at": now}
    Departure.objects.update_or_create(agreement=agreement, party=party, defaults=told)
    facts: dict[str, FactValue] = {"parties": [party.fact], "ground": ground.value}
    if goes_on:
        _tell(EventKind.PARTY_LEFT_AT_ONCE, share, agreement, by, facts, reason)
        open_disposals(share, agreement, [party], today)
        policy.align_after_signing(share)
        resume_if_all_agree(share, agreement)
        return False
    agreement.ended_at = now
    agreement.save(update_fields=["ended_at"])
    _set_end(agreement, today, Ending.AT_ONCE)
    _close_suspension(agreement)
    _tell(EventKind.ENDED_AT_ONCE, share, agreement, by, facts, reason)
    _have_all_dispose(share, agreement)
    return True


def grounds_of(share: DataShare) -> tuple[EndGround, ...]:
    """Return why a party may end its part at once: common rules have no ground but the law."""
    return (EndGround.NO_POWER, EndGround.UNLAWFUL) if share.is_umbrella else tuple(EndGround)


@transaction.atomic
def enter_last_day(*, share: DataShare, last_day: date, why: str, by: User) -> None:
    """Store the last day as the signed words say it, where the service could not read it from them. Idempotent.

    One party enters it for all, so everyone is told by whom and why, and has 30 days to object. Raise NotNow if the
    agreement has a last day already, or the service has not read its words yet, Incomplete for an earlier day or
    without words.
    """
    share, agreement = begin_in_force(share, Action.ENTER_END, by)
    if agreement.ends_on == last_day:
        return
    if agreement.ends_on:
        raise NotNow(KNOWN)
    if not words_are_read(agreement):
        raise NotNow(UNREAD)
    if last_day < earliest_entered():
        raise Incomplete(f"The last day must be {long_date(earliest_entered())} or later, so that everyone can object.")
    if not why.strip():
        raise Incomplete("Say which words of the agreement give that day.")
    _set_end(agreement, last_day, Ending.TERM)
    _tell(EventKind.END_ENTERED, share, agreement, by, {"day": last_day.isoformat()}, why)


def words_are_read(agreement: Agreement) -> bool:
    """Return whether the service has looked for the last day in the signed words. One query."""
    return not RegisterJob.objects.filter(agreement=agreement, done_at=None).exists()


def earliest_entered() -> date:
    """Return the first day that a lead can enter today as the last day of an agreement."""
    return timezone.localdate() + timedelta(days=DAYS_TO_OBJECT)


@transaction.atomic
def archive(*, share: DataShare, by: User) -> None:
    """Close an ended data share for good: it can be read, and nothing in it can change.

    Raise NotNow while a disposal is not proved, an incident is open, or a new version is being prepared.
    """
    share, _ = begin_in_force(share, Action.ARCHIVE, by)
    owing = Disposal.objects.in_share(share.pk).filter(proved_at=None).select_related("party__organisation")
    if names := [str(disposal.party) for disposal in owing]:
        raise NotNow(f"The disposal of the data by {listed(names)} has not been certified and accepted yet.")
    if Incident.objects.in_share(share.pk).still_open().exists():
        raise NotNow("An incident is open. Close it first.")
    if share.editions.filter(state__in=sorted(IN_PREPARATION)).exists():
        raise NotNow(PREPARED)
    finish(share, EventKind.SHARE_ARCHIVED, by=by)


def sweep() -> int:
    """End every agreement whose last day is over, and every part in one. Idempotent. Return how many agreements."""
    today = timezone.localdate()
    leaving = list(Departure.objects.due(today).values_list("agreement__share", "agreement"))
    over = list(Agreement.objects.over(today).values_list("share", "pk"))
    return sum(_try_to_end(share, agreement) for share, agreement in dict.fromkeys([*leaving, *over]))


def _try_to_end(share_key: int, agreement_key: int) -> bool:
    """End one; a failure is logged and tried again by the next sweep, and holds up no other."""
    try:
        return _end_one(share_key, agreement_key)
    except Exception:
        log.exception("agreement_not_ended", agreement=agreement_key)
        return False


@transaction.atomic
def _end_one(share_key: int, agreement_key: int) -> bool:
    """Read again under the lock: another worker may have been first, or a variation come into force."""
    share, agreement = lock_in_force(DataShare.objects.get(pk=share_key))
    if agreement is None or agreement.pk != agreement_key or share.edition.state not in STANDING:
        return False
    today = timezone.localdate()
    if agreement.ends_on and agreement.ends_on < today:
        _end_by_date(share, agreement, _CAUSES[Ending(agreement.ends_by)])
        return True
    due = Departure.objects.due(today).filter(agreement=agreement).select_related("party__organisation")
    # Common rules bind a body for as long as an agreement under them does.
    gone = [departure for departure in due if not schedules_of(share, departure.party).exists()]
    for departure in gone:
        _let_go(share, agreement, departure)
    if gone and not _is_still_shared(remaining(agreement), agreement):
        _set_end(agreement, max(departure.last_day for departure in gone), Ending.NOTICE)
        _end_by_date(share, agreement, Cause.NOTHING_LEFT)
        return True
    resume_if_all_agree(share, agreement)
    return False


def _end_by_date(share: DataShare, agreement: Agreement, cause: Cause) -> None:
    agreement.ended_at = timezone.now()
    agreement.save(update_fields=["ended_at"])
    leaving = agreement.departures.filter(done_at=None, last_day__lt=timezone.localdate())
    leaving.update(done_at=agreement.ended_at)
    _close_suspension(agreement)
    last = agreement.ends_on or timezone.localdate()
    _tell(EventKind.AGREEMENT_ENDED, share, agreement, None, {"day": last.isoformat()}, "", cause)
    _have_all_dispose(share, agreement)


def _have_all_dispose(share: DataShare, agreement: Agreement) -> None:
    parties = share.parties.in_order().select_related("organisation")
    open_disposals(share, agreement, list(parties), agreement.ends_on or timezone.localdate())
    policy.align_parties(share, parties.filter(departures__agreement=agreement))


def _let_go(share: DataShare, agreement: Agreement, departure: Departure) -> None:
    departure.done_at = timezone.now()
    departure.save(update_fields=["done_at"])
    facts: dict[str, FactValue] = {"parties": [departure.party.fact], "day": departure.last_day.isoformat()}
    _tell(EventKind.PARTY_LEFT, share, agreement, None, facts, "", Cause.NOTICE_OVER)
    open_disposals(share, agreement, [departure.party], departure.last_day)
    policy.align_after_signing(share)


def _close_suspension(agreement: Agreement) -> None:
    agreement.suspensions.standing().update(lifted_at=agreement.ended_at)


def _set_end(agreement: Agreement, last_day: date, how: Ending) -> None:
    agreement.ends_on, agreement.ends_by = last_day, how
    agreement.save(update_fields=["ends_on", "ends_by"])


def party_that_may_leave(share: DataShare, agreement: Agreement, by: User, *, at_once: bool = False) -> Party:
    """Return the party for which the user acts.

    Raise NotNow if it gave notice before, is not bound, or must let another lead first. At once it may always leave:
    the law may not let it wait.
    """
    party = party_of(share, by)
    bound = remaining(agreement)
    if party not in bound:
        raise NotNow(f"The agreement does not bind {party} now.")
    if not at_once and agreement.departures.filter(party=party).exists():
        raise NotNow(f"{party} has given notice already.")
    if not at_once and must_hand_over(share, agreement, party):
        raise NotNow(
            f"{party} leads. Ask another organisation to lead first. Give notice once it leads, or once each that can "
            f"lead has refused or not answered for {SILENT} working days."
        )
    return party


def must_hand_over(share: DataShare, agreement: Agreement, party: Party) -> bool:
    """Return whether a party leads that others go on without, and must ask another to lead before it gives notice.

    Not once each that can has refused, or has not answered in time.
    """
    goes_on = party.is_lead and goes_on_without(agreement, party, timezone.localdate())
    return goes_on and bool(still_to_ask(share))


def goes_on_without(agreement: Agreement, party: Party, last_day: date) -> bool:
    """Return whether the agreement goes on between others after this day if this party leaves then."""
    leaving = agreement.departures.filter(done_at=None, last_day__lte=last_day).values_list("party", flat=True)
    gone = {party.pk, *leaving}
    return _is_still_shared([other for other in remaining(agreement) if other.pk not in gone], agreement)


def _is_still_shared(parties: list[Party], agreement: Agreement) -> bool:
    """Return whether data can move between these parties, or, of common rules, whether two still keep to them."""
    keys = {party.pk for party in parties}
    if agreement.share.is_umbrella:
        return len(keys) > 1
    return any({giver, receiver} <= keys for giver, receiver in flows_of(agreement))


def _tell(
    kind: EventKind,
    share: DataShare,
    agreement: Agreement,
    by: User | None,
    facts: dict[str, FactValue],
    reason: str,
    cause: str = "",
) -> None:
    """Record what happened to this agreement, with its last day as it stands now."""
    finish(
        share,
        kind,
        by=by,
        facts={"agreement": agreement.number, **facts},
        changes=[EventChange.given(ChangeKey.REASON, reason)] if reason else [],
        cause=cause,
        subject=f"agreement:{agreement.number}:{agreement.words.digest}",
        record={"ends_on": agreement.ends_on.isoformat() if agreement.ends_on else None, "ends_by": agreement.ends_by},
        at=agreement.ended_at,
    )
