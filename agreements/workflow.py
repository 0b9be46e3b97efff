"""Begin and finish actions: the only writer of a data share's state and of its events."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from agreements import policy
from agreements.evidence.chain import GENESIS, EventFacts, commit, event_digest
from agreements.evidence.frozen import canonical_json
from agreements.kinds import KINDS, Cause, ChangeKey, EventKind, Facts, flaw_in_facts
from agreements.models import Agreement, DataShare, Edition, Event, EventDetails, Member
from agreements.models.accessions import note_members
from agreements.models.flows import note_acts
from agreements.notifications import sender
from agreements.questionnaire.words import Json
from agreements.states import BY_ACTION, STANDING, STOPPED, Action, State, next_state, open_now
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import NotNow


@dataclass(frozen=True)
class EventChange:
    """What changed, by its key, with the stored values of before and after; None where there was none."""

    key: str
    before: Json
    after: Json

    @classmethod
    def given(cls, key: ChangeKey, text: Json, *what: object) -> "EventChange":
        """Return a text given with the event: a reason, a comment."""
        return cls(key.of(*what), None, text)


@dataclass(frozen=True)
class _Telling:
    """The content of an event besides its place in the chain."""

    kind: EventKind
    facts: Facts
    changes: tuple[EventChange, ...] = ()
    subject: str = ""
    cause: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = field(default_factory=timezone.now)


def begin(share: DataShare, action: Action, by: User, *, edition: int | None = None) -> DataShare:
    """Lock the data share, then check permission and state. All that the action reads after this is stable.

    `edition` is the key of the one that the action is about, where it was reached by something else than the data
    share. Raise PermissionDenied, or NotNow if the state has changed, people work on another edition, or the user acts
    for another party than when they read the data share.
    """
    locked = lock(share)
    seen_by, seen_for = locked.seen or (None, None)
    policy.require(by, action, locked, seen_for=seen_for if seen_by == by.pk else None)
    if edition not in (None, locked.edition_id):
        raise NotNow(
            "This belongs to another version of the agreement. Open the data share again to see the current one."
        )
    return locked


def begin_by_the_service(share: DataShare, action: Action, edition: Edition | None = None) -> DataShare:
    """Lock the data share for an action of the service itself, without a permission check.

    `edition` is the one that it is about, if not the one that people work on. Raise NotNow in the wrong state.
    """
    locked = lock(share)
    about = locked.editions.get(pk=edition.pk) if edition else locked.edition
    if not open_now(action, State(about.state)):
        raise NotNow(f"{locked.reference} is {about.state}: {action.label.lower()} is not possible.")
    return locked


def begin_in_force(share: DataShare, action: Action, by: User) -> tuple[DataShare, Agreement]:
    """Lock the data share and check permission and state of what is in force, whichever edition people work on.

    Return the data share read in the edition in force, or that has ended, and its newest agreement. Raise
    PermissionDenied or NotNow, as `begin` does.
    """
    locked, agreement = lock_in_force(share)
    seen_by, seen_for = locked.seen or (None, None)
    policy.require(by, action, locked, seen_for=seen_for if seen_by == by.pk else None)
    if agreement is None:
        raise NotNow("Nothing was signed in this data share.")
    return locked, agreement


def lock_in_force(share: DataShare) -> tuple[DataShare, Agreement | None]:
    """Lock the data share and return it read in the edition signed last, with its agreement; None if none was."""
    locked = lock(share)
    agreement = locked.agreements.listed().select_related("edition", "words").last()
    if agreement and agreement.edition_id == locked.edition_id:
        agreement.edition = locked.edition
    elif agreement:
        locked.edition = agreement.edition
        locked.tied()
    return locked, agreement


def lock(share: DataShare) -> DataShare:
    """Lock the row, so that concurrent actions run one after the other."""
    if not connection.in_atomic_block:
        raise RuntimeError("An action runs inside a transaction: decorate it with transaction.atomic.")
    shares = DataShare.objects.with_doubts().select_related("edition").select_for_update(of=("self", "edition"))
    locked = shares.get(pk=share.pk).tied()
    locked.seen = (share.reader_id, share.reader_party_id) if share.reader_id else share.seen
    return locked


def open_share(share: DataShare, kind: EventKind, by: User, facts: Facts, subject: str = "") -> Event:
    """Record the first event of a new data share, at the time in its row."""
    telling = _Telling(kind, _checked(kind, facts), subject=subject, at=share.opened_at)
    return _record(share, share.edition, by, telling, "")


def open_variation(share: DataShare, by: User, at: datetime) -> Edition:
    """Open the next edition, which varies the one in force, and record it as the edition that people work on."""
    varied, newest = share.edition, share.editions.latest("number")
    share.edition = Edition.objects.create(
        share=share,
        number=newest.number + 1,
        varies=varied,
        question_set=varied.question_set,
        open_questions=varied.open_questions,
        rules=varied.rules,
        records_before=sorted(share.assets.values_list("pk", flat=True)),
        state_since=at,
    )
    share.save(update_fields=["edition"])
    kind, facts = EventKind.VARIATION_OPENED, {"edition": share.edition.number, "varies": varied.number}
    telling = _Telling(kind, _checked(kind, facts), subject=f"edition:{share.edition.number}", at=at)
    event = _record(share, share.edition, by, telling, "")
    sender.tell(event, share, by)
    return share.edition


def supersede(share: DataShare, at: datetime) -> None:
    """End the edition that the one now signed varies, if it varies one."""
    varied = share.edition.varies
    if varied and varied.state in STANDING:
        facts = {"edition": varied.number, "later": share.edition.number}
        finish(
            share, EventKind.EDITION_SUPERSEDED, by=None, edition=varied, facts=facts, cause=Cause.LATER_EDITION, at=at
        )


def finish(
    share: DataShare,
    kind: EventKind,
    *,
    by: User | None,
    edition: Edition | None = None,
    facts: Facts | None = None,
    changes: Iterable[EventChange] = (),
    subject: str = "",
    cause: str = "",
    record: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Move the state as the table says, append the event, and store whom to notify, in the caller's transaction.

    `facts` are those that the kind names; each phase's texts.py makes the sentence from them when it is read. The
    service's own events have no person and must name their cause, a code. `edition` is the one that it is about, if not
    the one that people work on. `record` holds the contents of the rows written with it, and `at` their time:
    verification compares them (docs/evidence.md, sections 3 and 10).
    """
    if by is None and not cause:
        raise ValueError("An event of the service names its cause.")
    about = edition or share.edition
    before = about.state
    told = _checked(kind, facts or {})
    telling = _Telling(kind, told, tuple(changes), subject, cause, record or {}, at or timezone.now())
    _move(about, KINDS[kind].action, telling.at)
    event = _record(share, about, by, telling, before)
    _turn_back(share)
    sender.tell(event, share, by)
    return event


def _checked(kind: EventKind, facts: Facts) -> Facts:
    if flaw := flaw_in_facts(kind, facts):
        raise ValueError(flaw)
    return facts


def _move(edition: Edition, action: Action, at: datetime) -> None:
    target = next_state(action, State(edition.state))
    if BY_ACTION[action].target and target != edition.state:
        edition.state = target
        edition.state_since = at
        edition.save(update_fields=["state", "state_since"])


def _turn_back(share: DataShare) -> None:
    """Let people work on the edition in force again once a variation of it was refused or withdrawn."""
    if share.edition.varies and share.edition.state in STOPPED:
        share.assets.set(DataAsset.objects.filter(pk__in=share.edition.records_before))
        share.edition = share.edition.varies
        title = share.edition.answers.filter(key="title").values_list("value", flat=True).first()
        share.title = str(title)[:200] if title else share.title
        share.save(update_fields=["edition", "title"])
        note_acts(share)
        if share.is_umbrella:
            note_members(share)
        policy.align_parties(share, share.parties.all())


def _record(share: DataShare, edition: Edition, by: User | None, telling: _Telling, before: str) -> Event:
    newest = Event.objects.filter(share=share).order_by("-sequence").first()
    text, salt = _details(share, by, telling), secrets.token_bytes(32)
    event = Event(
        share=share,
        edition=edition.number,
        sequence=newest.sequence + 1 if newest else 1,
        at=telling.at,
        kind=telling.kind,
        from_state=before,
        to_state=edition.state,
        cause=telling.cause,
        subject=telling.subject,
        commitment=commit(text, salt),
        previous=bytes(newest.digest) if newest else GENESIS,
    )
    event.digest = event_digest(facts_of(event), bytes(event.previous))
    event.save(force_insert=True)
    EventDetails.objects.create(event=event, actor=by, salt=salt, text=text)
    return event


def facts_of(event: Event) -> EventFacts:
    """Return the part of an event that its digest covers."""
    return EventFacts(
        reference=event.share.reference,
        edition=event.edition,
        sequence=event.sequence,
        at=event.at,
        kind=event.kind,
        from_state=event.from_state,
        to_state=event.to_state,
        cause=event.cause,
        subject=event.subject,
        commitment=bytes(event.commitment),
    )


def _details(share: DataShare, by: User | None, telling: _Telling) -> str:
    member = _member_of(share, by)
    details: dict[str, Any] = {
        "actor": str(by) if by else "The service",
        "actor_id": by.pk if by else None,
        "party": member.party_id if member else None,
        "organisation": str(member.party) if member else "",
        "facts": dict(telling.facts),
        "changes": [asdict(change) for change in telling.changes if change.before != change.after],
        "record": dict(telling.record),
    }
    if by and member and _is_unconfirmed(share, by, member):
        details["unconfirmed"] = by.email
    if by and member and policy.is_guest(by, share, member.party_id):
        details["outside"] = by.email
    return canonical_json(details)


def _member_of(share: DataShare, by: User | None) -> Member | None:
    """Return the member as whom this user acts."""
    return Member.objects.acting(share, by).select_related("party__organisation").first() if by else None


def _is_unconfirmed(share: DataShare, by: User, member: Member) -> bool:
    """Return whether only their own word says that a member works there. No query if loaded `with_doubts`."""
    if share.led is not None:
        return [by.pk, member.party_id] in share.unconfirmed
    return Member.objects.with_doubt().get(pk=member.pk).is_unconfirmed
