"""Parties without a lead: who is asked to name one, and naming one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements import policy
from agreements.kinds import EventKind, FactValue
from agreements.members.actions import about_role, join, takes_part
from agreements.members.other_bodies import why_not_also
from agreements.models import DataShare, Member, Party
from agreements.notifications import sender
from agreements.states import CLOSED, Action, Role
from agreements.workflow import begin_by_the_service, finish
from community.models import Membership, User
from datashare.lib.addresses import canonical_or_none
from datashare.lib.exceptions import NotNow


def without_lead() -> QuerySet[Party]:
    """Return the parties without a lead in data shares that go on."""
    leads = Member.objects.leads().filter(party=OuterRef("pk"))
    going_on = Party.objects.exclude(share__edition__state__in=CLOSED)
    return going_on.filter(Exists(Member.objects.filter(party=OuterRef("pk"), role=Role.LEAD))).exclude(Exists(leads))


def _answerable(party: Party) -> QuerySet[User]:
    """Return the people responsible for an organisation: its admins, and the handlers of its requests."""
    works = Membership.objects.acting_for(party.organisation_id).live().confirmed()
    ones = works.filter(Q(is_admin=True) | Q(handles_requests=True))
    return User.objects.filter(pk__in=ones.values("user")).order_by("pk")


def may_name(user: User, party: Party) -> bool:
    """Return whether this user may name a lead for the party: those responsible for it, or support."""
    return user.is_active and (user.is_superuser or _answerable(party).filter(pk=user.pk).exists())


def ask_for_lead(share: DataShare, party: Party) -> None:
    """Ask those responsible for the organisation, else support, if no one leads for the party any more."""
    if share.edition.state in CLOSED or not policy.takes_part(share, party):
        return
    if Member.objects.leads().filter(share=share, party=party).exists():
        return
    asked = list(_answerable(party)) or list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))
    sender.ask_for_lead(share, party, asked)


@transaction.atomic
def name_lead(*, party: Party, email: str, by: User) -> Member:
    """Make a user who works for the organisation its lead in a data share that has none.

    Raise PermissionDenied without the right to, NotNow if there is a lead or the user cannot be one.
    """
    if not may_name(by, party):
        raise PermissionDenied("Only people who manage the organisation, or the support team, can name its lead.")
    share = begin_by_the_service(party.share, Action.NAME_LEAD)
    if Member.objects.leads().filter(share=share, party=party).exists():
        raise NotNow(f"{party} already has a lead in this data share.")
    lead = someone_of(party, email)
    if lead.pk == by.pk and not _answerable(party).filter(pk=by.pk).exists():
        raise NotNow("Support staff cannot name themselves. Name someone else.")
    if why := why_not_also(party, lead, takes_part(share, lead, lead.email).exclude(party=party)):
        raise NotNow(why)
    member = join(share=share, party=party, user=lead, role=Role.LEAD, by=by)
    facts: dict[str, FactValue] = {"person": str(lead), "parties": [party.fact]}
    finish(share, EventKind.LEAD_NAMED, by=by, facts=facts, subject=about_role(member))
    return member


def someone_of(party: Party, email: str) -> User:
    """Return the user with this address, with an account and confirmed as working for the party.

    Raise NotNow if none.
    """
    works = Membership.objects.acting_for(party.organisation_id).live().confirmed()
    lead = User.objects.filter(email=canonical_or_none(email), pk__in=works.values("user")).first()
    if lead is None:
        raise NotNow(f"Enter the email address of someone with a confirmed account at {party}")
    return lead
