"""Notifies people of events, in the service and by email: the only sender."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from agreements.kinds import Cause, EventKind
from agreements.models import Clause, DataShare, Event, Member, Party, RequiredSignature, Round
from agreements.notifications.audiences import Notice, Recipient, SigningTurn, ends_part
from agreements.notifications.details import urgency, words_for, words_of
from agreements.notifications.notices import NOTICES
from agreements.notifications.sentences import cause_in_words
from agreements.states import State
from community.models import Ground, Mail, Notification, User
from community.notices.mail_choice import Weight, mail_for
from community.notices.outbox import promise, support_team
from datashare.lib import clock
from datashare.lib.phrases import listed

# The time between mails about frequent events: one mail a day is enough.
BUNDLED_FOR: Final = timedelta(hours=24)


def tell(event: Event, share: DataShare, by: User | None) -> None:
    """Store the notifications owed to each user, once each, in the transaction of the event itself."""
    notices = NOTICES.get(EventKind(event.kind))
    if not notices:
        return
    told = _told(_readers(event, share, by), notices)
    words, lately = words_of(event, share), set()
    if any(notice.bundled for _, notice in told):
        lately = _asked_lately(share)
    promise(_owed(event, share, notice, reader, lately, words) for reader, notice in told)


def _told(readers: Sequence[Recipient], notices: Sequence[Notice]) -> list[tuple[Recipient, Notice]]:
    """Return who is told what.

    Someone who takes part for several parties is told the same once; mere news only if they have nothing to do.
    """
    told: dict[tuple[int, int, str], tuple[Recipient, Notice]] = {}
    for reader in readers:
        if notice := reader.first_of(notices):
            same = (reader.user.pk, notices.index(notice), repr(words_for(reader)))
            before = told[same][0].members if same in told else ()
            told[same] = replace(reader, members=(*before, *reader.members)), notice
    busy = {reader.user.pk for reader, notice in told.values() if notice.weight == Weight.ACT}
    return [row for row in told.values() if row[1].weight == Weight.ACT or row[0].user.pk not in busy]


def _readers(event: Event, share: DataShare, by: User | None) -> list[Recipient]:
    """Return all other members, each with all their roles for a party; not those of a part that ended before this."""
    live = Member.objects.live().signed_up().filter(share=share).exclude(user=by)
    roles: dict[tuple[int | None, int], list[Member]] = defaultdict(list)
    for member in live.with_end().select_related("party__organisation", "user"):
        if member.looks_back and not ends_part(event, member.party):
            continue
        roles[member.user_id, member.party_id].append(member)
    turn = _turn(share) if State(share.edition.state) == State.SIGNING else SigningTurn()
    actor = event.details.content["party"] or 0
    bound = _bound(event) if len({actor, *(party for _, party in roles)}) > 2 else None
    return [Recipient(tuple(members), event, actor, turn, bound) for members in roles.values()]


def _bound(event: Event) -> frozenset[int] | None:
    """Return the parties that a clause of the event binds; None if it is about none, or one binds all. One query."""
    clauses: Any = event.details.facts.get("clauses")
    if not clauses:
        return None
    found = list(Clause.objects.filter(pk__in=[key for key, *_ in clauses]).values_list("binds", flat=True))
    return frozenset(key for keys in found for key in keys) if found and all(found) else None


def _turn(share: DataShare) -> SigningTurn:
    """Return whose turn it is to sign the words that are out. One query."""
    offered = RequiredSignature.objects.filter(agreement__in=share.agreements.offered())
    required = offered.with_signer().select_related("signature")
    rows = [(row.rank, (_signer_of(row), row.party_id), hasattr(row, "signature")) for row in required]
    awaited = RequiredSignature.objects.filter(agreement__in=share.agreements.offered()).awaited()
    now, ranks = awaited.aggregate(Min("rank"))["rank__min"], {rank for rank, _, _ in rows}
    return SigningTurn(
        due=frozenset(signer for rank, signer, given in rows if not given and (now is None or rank <= now)),
        is_new=len(ranks) > 1 and not any(given for rank, _, given in rows if rank == now),
        in_order=len(ranks) > 1,
        is_last=now is None,
    )


def _signer_of(required: RequiredSignature) -> int | None:
    """Return the user who is to sign, of one loaded `with_signer`."""
    return getattr(required, "signer_user", None)


def _asked_lately(share: DataShare) -> set[tuple[int | None, str]]:
    """Return who was recently mailed to open which page of this data share, and has not read that here."""
    lately = Notification.objects.filter(topic=share.reference, created__gt=timezone.now() - BUNDLED_FOR)
    return set(lately.filter(mail=Mail.AT_ONCE).unread().values_list("user", "address"))


def _owed(
    event: Event,
    share: DataShare,
    notice: Notice,
    reader: Recipient,
    lately: set[tuple[int | None, str]],
    words: Mapping[str, str],
) -> Notification:
    words, address = {**words, **words_for(reader)}, f"/shares/{share.reference}/{notice.page}"
    again = notice.bundled and (reader.user.pk, address) in lately
    return Notification(
        user=reader.user,
        email=reader.user.email,
        sender=event.details.actor,
        subject=f"{words['urgency']}{notice.subject.format(**words)}"[:250],
        body=notice.body.format(**words),
        address=address,
        topic=share.reference,
        topic_name=share.title,
        why=reader.why,
        mail=mail_for(reader.user, Weight.NEWS if again else notice.weight),
        key=f"event:{share.reference}:{event.sequence}:{reader.user.pk}:{reader.members[0].party_id}",
    )


def tell_mailbox(share: DataShare, organisation: str, mailbox: str, by: User, *, is_answered: bool) -> None:
    """Email a supplier's role mailbox if no one there can answer this request yet.

    `is_answered` says that people there answer requests, but take part in this request for another organisation.
    """
    why = f"No one at {organisation} answers requests in this service yet."
    if is_answered:
        why = f"The people at {organisation} who answer requests take part in this one for another organisation."
    promise(
        [
            Notification(
                email=mailbox,
                sender=by,
                topic=share.reference,
                topic_name=share.title,
                subject=f"{urgency(share)}A request for data that {organisation} holds: {share.title}"[:250],
                body=(
                    f"A public body asks for data that {organisation} holds: “{share.title}”.\n\n"
                    f"{why} Create an account with your work email "
                    "address. Then ask your organisation’s admin to let you answer requests. The request "
                    "waits until then."
                ),
                address="/accounts/signup/",
                why=f"You get this because the catalogue gives this address for data of {organisation[:150]}. "
                "We will not email it about this request again.",
                key=f"mailbox:{share.reference}:{mailbox}"[:120],
            )
        ]
    )


def ask_for_lead(share: DataShare, party: Party, asked: Iterable[User]) -> None:
    """Ask the admins of an organisation to name a lead for it. They are no members: reveal no contents."""
    promise(
        Notification(
            user=person,
            email=person.email,
            subject=f"{urgency(share)}Name a lead for {party}"[:250],
            body=f"{party} no longer has a lead in the data share {share.reference}. Until it has one, no one can "
            f"send, agree or sign anything for it. Name someone who works for {party} as its lead.",
            address=reverse("agreements:name_lead", args=[share.reference, party.pk]),
            why=f"You get this because you manage {str(party)[:150]} in this service, or support its users.",
            key=f"no-lead:{party.pk}:{share.events.count()}:{person.pk}",
        )
        for person in asked
    )


def tell_leaver(person: User, titles: Sequence[str], organisation: str, reason: Cause | Ground) -> None:
    """Tell a user which of their roles have ended, and why."""
    why = cause_in_words(reason)
    why = f"{why[:1].lower()}{why[1:]}"
    listed = ", ".join(f"“{title}”" for title in titles[:5]) + (" and others" if len(titles) > 5 else "")
    promise(
        [
            Notification(
                user=person,
                email=person.email,
                subject=f"You no longer act for {organisation}"[:250],
                body=f"Your roles for {organisation} have ended in {listed}. The reason: {why}."
                f" If this is wrong, ask the organisation’s admin or {support_team()}.",
                address=reverse("account"),
                why="You get this because you took part in these data shares.",
                key=f"left:{person.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
            )
        ]
    )


def tell_replaced(share: DataShare, former: Member, member: Member, by: User, *, stays: bool) -> None:
    """Tell a signatory that another was named in their place; they need not read what asked them to sign.

    `stays` says that they still take part in the data share, in another role.
    """
    asked = Notification.objects.filter(topic=share.reference, address=f"/shares/{share.reference}/sign/")
    if former.user:
        asked.filter(user=former.user).unread().update(read_at=timezone.now())
    part = "" if stays else " You are no longer in this data share, so you cannot open its pages."
    page = f"/shares/{share.reference}/" if stays else reverse("notifications")
    promise(
        [
            Notification(
                user=former.user,
                email=former.email,
                sender=by,
                topic=share.reference,
                topic_name=share.title,
                subject=f"{urgency(share)}You no longer need to sign: {share.title}"[:250],
                body=f"{by} named {member} to sign for {member.party} in your place. You no longer need to sign "
                f"the agreement.{part} If that is wrong, ask {by} ({by.email}).",
                address=page if former.user else reverse("home"),
                why=f"You get this because you were named to sign for {str(member.party)[:150]}.",
                mail=Mail.AT_ONCE,
                key=f"replaced:{former.pk}:{member.pk}",
            )
        ]
    )


def tell_delegated(share: DataShare, former: Member, member: Member) -> None:
    """Confirm to a signatory that someone else was asked to sign in their place, in case it was not they who asked."""
    said = f"You asked {member} ({member.email}) to sign for {member.party} in your place."
    promise(
        [
            Notification(
                user=former.user,
                email=former.email,
                topic=share.reference,
                topic_name=share.title,
                subject=f"{urgency(share)}Someone else signs in your place: {share.title}"[:250],
                body=f"{said} If it was not you, tell a lead of your organisation at once, and change your password.",
                address=f"/shares/{share.reference}/",
                why=f"You get this because you were named to sign for {str(member.party)[:150]}.",
                mail=Mail.AT_ONCE,
                key=f"delegated:{former.pk}:{member.pk}",
            )
        ]
    )


def confirm_sending(share: DataShare, sent: Round, by: User) -> None:
    """Confirm to the sender of a request that it went, to whom, and what comes next."""
    suppliers = listed(share.parties.filter(gives=True))
    again = f" again (round {sent.number})" if sent.number > 1 else ""
    promise(
        [
            Notification(
                user=by,
                email=by.email,
                subject=f"{urgency(share)}You sent a request: {share.title}"[:250],
                body=(
                    f"You sent the request {share.reference}{again} to {suppliers or 'the organisation that holds it'} "
                    f"on {clock.long_date(sent.submitted_at)}. It will read each section. It will then return the "
                    "request with comments, agree to start negotiating, or refuse it. We will email you when it "
                    "decides. Until then you can read what you sent, or withdraw the request."
                ),
                address=f"/shares/{share.reference}/request/",
                topic=share.reference,
                topic_name=share.title,
                why="You get this because you sent the request.",
                mail=mail_for(by, Weight.ACT),
                key=f"sent:{share.reference}:{sent.number}",
            )
        ]
    )
