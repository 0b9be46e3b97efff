"""The people of a party that an answer may name: its members, with the position in which they are named."""

from agreements.models import DataShare, Member, Party
from agreements.questionnaire.forms.base import Person
from agreements.states import Role


def people_to_name(share: DataShare, party: Party | None) -> tuple[Person, ...]:
    """Return the live members of a party, each address once; of the one that asks, without a party. One query."""
    live = share.members.live()
    members = list((live.filter(party=party) if party else live.filter(party__is_lead=True)).select_related("user"))
    writing = {member.email for member in members if member.role in (Role.LEAD, Role.CONTRIBUTOR)}
    people = {
        member.email: Person(
            str(member.pk), str(member), _position(member), member.email, writes_request=member.email in writing
        )
        for member in members
    }
    return tuple(people.values())


def _position(member: Member) -> str:
    """Return the person's position in the agreement: the one they sign as, their job, else their role here."""
    position = member.office or (member.user.job_title if member.user else "") or Role(member.role).label
    return f"{position}, from outside the public sector" if member.outside_because else position
