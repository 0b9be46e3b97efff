"""A party that no one leads any more: who is asked to name a lead, and naming one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.members.actions import join, takes_part
from agreements.models import DataShare, Member, Party
from agreements.notifications import sender
from agreements.states import STOPPED, Action, Role
from agreements.workflow import begin_by_the_service, finish
from community.models import Membership, User
from datashare.lib.addresses import canonical_or_none
from datashare.lib.exceptions import NotNow


def without_lead() -> QuerySet[Party]:
    """The parties of data shares that go on in which no one leads."""
    leads = Member.objects.leads().filter(party=OuterRef("pk"))
    going_on = Party.objects.exclude(share__state__in=STOPPED)
    return going_on.filter(Exists(Member.objects.filter(party=OuterRef("pk"), role=Role.LEAD))).exclude(Exists(leads))


def _answerable(party: Party) -> QuerySet[User]:
    """Who looks after an organisation here: its admins, and who handles its requests."""
    works = Membership.objects.acting_for(party.organisation_id).live().confirmed()
    ones = works.filter(Q(is_admin=True) | Q(handles_requests=True))
    return User.objects.filter(pk__in=ones.values("user")).order_by("pk")


def may_name(user: User, party: Party) -> bool:
    """Whether this person names a lead for the party: one who looks after the organisation, or support."""
    return user.is_active and (user.is_superuser or _answerable(party).filter(pk=user.pk).exists())


def ask_for_lead(share: DataShare, party: Party) -> None:
    """Where no one leads for the party any more, ask those who look after the organisation, else support."""
    if share.state in STOPPED or Member.objects.leads().filter(share=share, party=party).exists():
        return
    asked = list(_answerable(party)) or list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))
    sender.ask_for_lead(share, party, asked)


@transaction.atomic
def name_lead(*, party: Party, email: str, by: User) -> Member:
    """Make someone who works for the organisation its lead in a data share that has none.

    Raises PermissionDenied where it is not theirs to do, NotNow where there is a lead or the person cannot be it.
    """
    if not may_name(by, party):
        raise PermissionDenied("Only who looks after the organisation, or support, names its lead.")
    share = begin_by_the_service(party.share, Action.NAME_LEAD)
    if Member.objects.leads().filter(share=share, party=party).exists():
        raise NotNow(f"{party} has a lead in this data share by now.")
    lead = someone_of(party, email)
    if lead.pk == by.pk and not _answerable(party).filter(pk=by.pk).exists():
        raise NotNow("Support staff name someone else, never themselves.")
    if takes_part(share, lead, lead.email).exclude(party=party).exists():
        raise NotNow(f"{lead} takes part in this data share for another organisation.")
    member = join(share=share, party=party, user=lead, role=Role.LEAD, by=by)
    says = f"named {lead} as lead for {party}, which had none"
    finish(share, Action.NAME_LEAD, by=by, says=says, subject=f"party:{party.pk}")
    return member


def someone_of(party: Party, email: str) -> User:
    """The person with this address, where they have an account and are confirmed as working for the party."""
    works = Membership.objects.acting_for(party.organisation_id).live().confirmed()
    lead = User.objects.filter(email=canonical_or_none(email), pk__in=works.values("user")).first()
    if lead is None:
        raise NotNow(f"No one with this address is known here as working for {party}.")
    return lead
