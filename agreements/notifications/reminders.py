"""Reminders of the day by which a party answers, by email and in the service: each once for each day and person."""

from typing import Final

from django.utils import timezone

from agreements.models import AnswerDate, Member
from agreements.notifications.details import urgency
from agreements.states import Role, State
from community.models import Notification
from community.notices.mail_choice import Weight, mail_for
from community.notices.outbox import promise
from datashare.lib.clock import long_date

BEFORE, ON_THE_DAY = "before", "day"
# What is answered, and on which page, by the state.
_ANSWERS: Final = {
    State.SUBMITTED: ("the request", "response/"),
    State.ASSESSING: ("the request", "response/"),
    State.RETURNED: ("the comments on the request", "request/"),
    State.RECONSIDERING: ("whether it stands by its refusal of the request", "response/reconsider/"),
}


def remind(row: AnswerDate, moment: str) -> None:
    """Remind the leads and contributors of a party of its answer. Idempotent."""
    share, party = row.edition.share, row.party
    what, page = _ANSWERS[State(row.edition.state)]
    day = long_date(row.on)
    promised = "said that it will" if row.named else "should"
    said = f"{party} {promised} answer {what} “{share.title}” by {day}.{_when(row, moment)}"
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


def _when(row: AnswerDate, moment: str) -> str:
    if moment == BEFORE:
        return ""
    return " That is today." if row.on == timezone.localdate() else " That day is over."
