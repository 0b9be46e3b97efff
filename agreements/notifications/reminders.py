"""Reminders of an answer, a check or a signature, by email and here: each once for a day and a person."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

from agreements.kinds.state_words import role_in_words
from agreements.models import AnswerDate, ExpertCheck, Member, RequiredSignature
from agreements.notifications.details import urgency
from agreements.notifications.to_act import to_act
from agreements.states import Role, State
from community.models import Notification, User
from community.notices.outbox import promise
from community.skills import Skill
from datashare.lib.clock import long_date, working_days_between

BEFORE, ON_THE_DAY = "before", "day"
AHEAD: Final = 2
# What is answered, and on which page, by the state.
_ANSWERS: Final = {
    State.SUBMITTED: ("the request", "response/"),
    State.ASSESSING: ("the request", "response/"),
    State.RETURNED: ("the comments on the request", "request/"),
    State.RECONSIDERING: ("whether it stands by its refusal of the request", "response/reconsider/"),
}


def moment_of(on: date, since: datetime, nation: str) -> str:
    """Return which reminder is due; empty if none is. One that was missed while no worker ran is sent late.

    None before the day for what was asked today.
    """
    today = timezone.localdate()
    if on <= today:
        return ON_THE_DAY
    near = working_days_between(today, on, nation) <= AHEAD
    return BEFORE if near and timezone.localdate(since) < today else ""


def remind(row: AnswerDate, moment: str) -> None:
    """Remind the leads and contributors of a party of its answer. Idempotent."""
    share, party = row.edition.share, row.party
    what, page = _ANSWERS[State(row.edition.state)]
    day = long_date(row.on)
    promised = "said that it will" if row.named else "should"
    said = f"{party} {promised} answer {what} “{share.title}” by {day}.{_when(row.on, moment)}"
    members = Member.objects.live().signed_up().filter(party=party, role__in=[Role.LEAD, Role.CONTRIBUTOR])
    people = {member.user_id: member.user for member in members.select_related("user") if member.user}
    promise(
        to_act(
            person,
            share,
            subject=f"{urgency(share)}Answer by {day}: {share.title}",
            body=f"{said} If you need more time, a lead for your organisation can name another date on the overview.",
            page=page,
            why=f"you take part in this data share for {str(party)[:150]}",
            key=f"answer-by:{row.pk}:{row.on:%Y%m%d}:{moment}:{person.pk}",
        )
        for person in people.values()
    )


def remind_expert(check: ExpertCheck, moment: str) -> None:
    """Remind an expert of the answers that they were asked to check. Idempotent."""
    share, person, day = check.edition.share, check.member.user, long_date(check.due)
    if person is None:
        return
    role = role_in_words(Role.ADVISER, Skill(check.skill))
    asked = f"{check.by} asked you to check answers of the data share “{share.title}” by {day}."
    promise(
        [
            to_act(
                person,
                share,
                subject=f"{urgency(share)}Check the answers by {day}: {share.title}",
                body=f"{asked}{_when(check.due, moment)} Read them and say whether you confirm them.",
                page=f"checks/{check.pk}/",
                why=f"you take part in this data share as {role} for {str(check.party)[:150]}",
                key=f"check-by:{check.pk}:{check.due:%Y%m%d}:{moment}:{person.pk}",
            )
        ]
    )


def remind_signatory(required: RequiredSignature, since: date, moment: str, *, by: User | None = None) -> None:
    """Remind who signs now that it is their turn: for a lead who asks, or for no one. Idempotent for the moment."""
    share, signatory = required.agreement.share, required.signatory
    person = signatory.user
    if person is None:
        return
    asked = f"{by} asked us to remind you: the" if by else "The"
    body = (
        f"{asked} agreement “{share.title}” has waited for your signature since {long_date(since)}. Read it and "
        "sign, or decline and say why. If someone else should sign, ask your lead to name them."
    )
    promise(
        [
            to_act(
                person,
                share,
                subject=f"{urgency(share)}Sign or decline: {share.title}",
                body=body,
                page="sign/",
                why=f"you are named to sign for {str(required.party)[:150]}",
                key=_key_of(required, moment),
            )
        ]
    )


def was_reminded(required: RequiredSignature, moment: str) -> bool:
    """Return whether who signs now has been reminded at this moment. One query."""
    return Notification.objects.filter(key=_key_of(required, moment)).exists()


def _key_of(required: RequiredSignature, moment: str) -> str:
    return f"sign:{required.pk}:{required.signatory.pk}:{moment}"


def tell_of_unsigned(required: RequiredSignature, since: date) -> None:
    """Tell the leads of a party that its signatory has not signed. Idempotent."""
    share, signatory = required.agreement.share, required.signatory
    leads = Member.objects.live().signed_up().filter(party=required.party_id, role=Role.LEAD)
    promise(
        to_act(
            lead.user,
            share,
            subject=f"{urgency(share)}Not signed yet: {share.title}",
            body=f"{signatory} has not signed the agreement “{share.title}” for {required.party}, although it has been "
            f"their turn since {long_date(since)}. You can speak to them, or name another signatory.",
            page="sign/",
            why=f"you lead for {str(required.party)[:150]} in this data share",
            key=f"unsigned:{required.pk}:{signatory.pk}:{lead.pk}",
        )
        for lead in leads.select_related("user")
        if lead.user and lead.user_id != signatory.user_id
    )


def _when(on: date, moment: str) -> str:
    if moment == BEFORE:
        return ""
    return " That is today." if on == timezone.localdate() else " That day is over."
