"""Reminders of the day by which a party or an expert answers, by email and here: each once for each day and person."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

from agreements.kinds.state_words import role_in_words
from agreements.models import AnswerDate, ExpertCheck, Member
from agreements.notifications.details import urgency
from agreements.states import Role, State
from community.models import Notification
from community.notices.mail_choice import Weight, mail_for
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
        Notification(
            user=person,
            email=person.email,
            topic=share.reference,
            topic_name=share.title,
            subject=f"{urgency(share)}Answer by {day}: {share.title}"[:250],
            body=f"{said} If you need more time, a lead for your organisation can name another date on the overview.",
            address=f"/shares/{share.reference}/{page}",
            why=f"You get this because you take part in this data share for {str(party)[:150]}.",
            mail=mail_for(person, Weight.ACT),
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
            Notification(
                user=person,
                email=person.email,
                topic=share.reference,
                topic_name=share.title,
                subject=f"{urgency(share)}Check the answers by {day}: {share.title}"[:250],
                body=f"{asked}{_when(check.due, moment)} Read them and say whether you confirm them.",
                address=f"/shares/{share.reference}/checks/{check.pk}/",
                why=f"You get this because you take part in this data share as {role} for {str(check.party)[:150]}.",
                mail=mail_for(person, Weight.ACT),
                key=f"check-by:{check.pk}:{check.due:%Y%m%d}:{moment}:{person.pk}",
            )
        ]
    )


def _when(on: date, moment: str) -> str:
    if moment == BEFORE:
        return ""
    return " That is today." if on == timezone.localdate() else " That day is over."
