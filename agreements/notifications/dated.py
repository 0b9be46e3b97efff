"""Reminders of the dates of an agreement, by email and in the service: each once for a day and a person."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils import timezone

from agreements.models import Agreement, Duty, DutyKind, Member
from agreements.notifications.to_act import to_act
from agreements.states import Role
from community.notices.outbox import promise
from datashare.lib.clock import long_date

_SUBJECTS: Final = {
    "review": "Review by {day}: {title}",
    "end": "Ends on {day}: {title}",
    "disposal": "Certify the disposal by {day}: {title}",
}
_SAYS: Final = {
    "review": "The agreement “{title}” must be reviewed by {day}.{when} Agree with the other organisations on a date "
    "for the review.",
    "end": "The last day of the agreement “{title}” is {day}.{when} If the sharing must go on after that, the "
    "agreement must be varied before then. If not, plan how the data will be disposed of.",
    "disposal": "The agreement “{title}” has ended. The certificate that the data has been disposed of is due by {day}."
    "{when} If the signed words let you keep the data for longer, certify it when that time is over.",
}


# What is done on a page of its own, not by marking the duty as done.
_DO: Final = {DutyKind.DELIVERY: ("When the data has been sent, record the delivery under Supply.", "supply/")}


def remind_leads(agreement: Agreement, what: str, day: date, moment: int, party: int | None = None) -> None:
    """Remind the leads of every party, or of one. Idempotent for the agreement, the day, the moment and the person."""
    share = agreement.share
    told = {"title": share.title, "day": long_date(day), "when": _when(day)}
    promise(
        to_act(
            member.user,
            share,
            subject=_SUBJECTS[what].format(**told),
            body=_SAYS[what].format(**told),
            page="disposal/" if what == "disposal" else "",
            why=f"you lead for {str(member.party)[:150]} in this data share",
            key=f"{what}:{agreement.pk}:{day:%Y%m%d}:{moment}:{member.user.pk}",
        )
        for member in _leads_of(agreement, party)
        if member.user
    )


def remind_of_duty(duty: Duty, moment: int) -> None:
    """Remind the leads of who owes a duty. Idempotent for the duty, its day, the moment and the person."""
    share, day = duty.agreement.share, duty.due_on
    if day is None:
        raise ValueError("No one is reminded of a duty without a day.")
    clause = f" (clause {duty.clause})" if duty.clause else ""
    overdue = day < timezone.localdate()
    said = "was due by" if overdue else "is due by"
    do, page = _DO.get(DutyKind(duty.kind), ("When it is done, mark it as done and say what shows that.", "duties/"))
    body = (
        f"{duty.words}. The agreement “{share.title}” asks this of {duty.party or 'all organisations'}{clause}. It "
        f"{said} {long_date(day)}.{_when(day)} {do}"
    )
    promise(
        to_act(
            member.user,
            share,
            subject=f"{'Overdue' if overdue else f'Due by {long_date(day)}'}: {duty.words}, {share.title}",
            body=body,
            page=page,
            why=f"you lead for {str(member.party)[:150]} in this data share",
            key=f"duty:{duty.pk}:{day:%Y%m%d}:{moment}:{member.user.pk}",
        )
        for member in _leads_of(duty.agreement, duty.party_id)
        if member.user
    )


def _leads_of(agreement: Agreement, party: int | None) -> Iterable[Member]:
    """Return the leads of a party, or of every party; a person once."""
    members = Member.objects.live().signed_up().filter(share=agreement.share_id, role=Role.LEAD)
    if party:
        members = members.filter(party=party)
    people = {member.user_id: member for member in members.select_related("user", "party__organisation")}
    return people.values()


def _when(day: date) -> str:
    left = (day - timezone.localdate()).days
    if left < 0:
        return " That day is over."
    return {0: " That is today.", 1: " That is tomorrow."}.get(left, f" That is in {left} days.")
