"""Reminders of the dates of an agreement, by email and in the service: each once for a day and a person."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from agreements.models import Agreement, Duty, DutyKind, Incident, Member, Party
from agreements.notifications.to_act import to_act
from agreements.states import Role
from community.notices.outbox import promise
from datashare.lib.clock import long_date, long_datetime

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


def remind_of_clock(incident: Incident, party: Party, tell_by: datetime, moment: int, *, is_known: bool) -> None:
    """Remind the leads of a party of its 72 hours to tell the ICO, which end at `tell_by`.

    `is_known` says that the party said when it became aware. Idempotent for the party, the end, the moment (in hours
    after the first) and the person.
    """
    share = incident.agreement.share
    left = "are over" if tell_by <= timezone.now() else f"end on {long_datetime(tell_by)}"
    hours = f"The 72 hours of {party} to tell the Information Commissioner’s Office {left}."
    do = "Record whether it was told, or why it need not be. If it is told late, say why."
    if not is_known:
        hours = (
            f"{party} has not said when it became aware of this incident. If that was when we told you of it, its 72 "
            f"hours to tell the Information Commissioner’s Office {left}."
        )
        do = "Say when it became aware. Then record whether the office was told, or why it need not be."
    promise(
        to_act(
            member.user,
            share,
            subject=f"72 hours {left}: incident {incident.number}, {share.title}",
            body=f"Incident {incident.number} in the data share “{share.title}”. {hours} {do}",
            page=f"incidents/{incident.number}/",
            why=f"you lead for {str(party)[:150]} in this data share",
            key=f"incident:{incident.pk}:{party.pk}:{tell_by:%Y%m%d%H%M}:{moment}:{member.user.pk}",
        )
        for member in _leads_of(incident.agreement, party.pk)
        if member.user
    )


def remind_of_joint_record(incident: Incident, moment: int) -> None:
    """Remind all leads of the joint record of an incident. Idempotent for its day, the moment and the person."""
    share, day = incident.agreement.share, incident.explain_by
    if day is None:
        raise ValueError("No one is reminded of a record without a day.")
    said = "was due by" if day < timezone.localdate() else "is due by"
    promise(
        to_act(
            member.user,
            share,
            subject=f"Joint record {said} {long_date(day)}: incident {incident.number}, {share.title}",
            body=f"The joint record of incident {incident.number} in the data share “{share.title}” {said} "
            f"{long_date(day)}.{_when(day)} It says what happened, why, and what each organisation changes. Once all "
            "agree with it, the incident is closed.",
            page=f"incidents/{incident.number}/",
            why=f"you lead for {str(member.party)[:150]} in this data share",
            key=f"joint-record:{incident.pk}:{day:%Y%m%d}:{moment}:{member.user.pk}",
        )
        for member in _leads_of(incident.agreement, None)
        if member.user
    )


def _leads_of(agreement: Agreement, party: int | None) -> Iterable[Member]:
    """Return the leads of a party, or of every party; a person once."""
    members = Member.objects.live().signed_up().told().filter(share=agreement.share_id, role=Role.LEAD)
    if party:
        members = members.filter(party=party)
    people = {member.user_id: member for member in members.select_related("user", "party__organisation")}
    return people.values()


def _when(day: date) -> str:
    left = (day - timezone.localdate()).days
    if left < 0:
        return " That day is over."
    return {0: " That is today.", 1: " That is tomorrow."}.get(left, f" That is in {left} days.")
