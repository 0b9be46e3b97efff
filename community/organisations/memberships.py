"""Who works for which organisation: from a confirmed address, or on the user's own word."""

from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from simple_history.utils import update_change_reason

from community.models import EmailDomain, Ground, Membership, Organisation, User, domain_of
from community.organisations.confirming import CONFIRMED, ask_to_confirm
from community.organisations.ending import end_all_of
from community.organisations.signals import ground_changed
from community.organisations.succession import choices_of, closing_of, closings
from datashare.lib.addresses import domain_part
from datashare.lib.exceptions import NotNow
from datashare.lib.phrases import listed

SAID: Final = "The person told us that they work here"
SHOWN: Final = "The person’s email address shows that they work here"


@transaction.atomic
def admit(user: User, email: str) -> Membership | None:
    """Make the user a member of the one organisation their confirmed address belongs to, if there is one.

    A closed organisation admits no one: its people choose one of its successors. An end that an admin has set stays.
    """
    domain = domain_of(email)
    if not domain or not domain.organisation or domain.organisation.is_closed:
        return None
    body, end = domain.organisation, _end_set(user, domain.organisation)
    if membership := Membership.objects.open().filter(user=user, organisation=body).order_by("pk").last():
        return membership if end else _shown_by_address(membership)
    if end and end <= timezone.now():
        return None
    membership, _ = Membership.objects.get_or_create(user=user, organisation=body, until=end)
    return membership


def _shown_by_address(membership: Membership) -> Membership:
    """Let a membership that waits to be confirmed rest on the address, which now shows it."""
    if not membership.is_confirmed:
        membership.self_declared = False
        membership.save(update_fields=["self_declared"])
        update_change_reason(membership, SHOWN)
    return membership


def _end_set(user: User, body: Organisation) -> datetime | None:
    """Return the end that an admin last set for a user's work here. What the service changes has a reason."""
    by_admin = Q(history_change_reason=None) | Q(history_change_reason__startswith=CONFIRMED.partition("{")[0])
    last = Membership.history.filter(by_admin, user=user, organisation=body).first()
    return last.until if last else None


@transaction.atomic
def move(user: User, old: str, new: str) -> None:
    """Follow a confirmed change of address: end the memberships that the new address does not support.

    An address at the same domain, or at another domain of the same organisation, changes nothing.
    """
    left, joined = domain_of(old), domain_of(new)
    stays = joined.organisation_id if joined else None
    moved = domain_part(old) != domain_part(new)
    if moved and not (left and stays and left.organisation_id == stays):
        elsewhere = Membership.objects.open().filter(user=user).exclude(organisation__in=[stays] if stays else [])
        end_all_of(elsewhere, Ground.ADDRESS_CHANGED)
    admit(user, new)
    if moved:
        ground_changed.send(User, person=user, reason=Ground.ADDRESS_CHANGED, moved=True)


def obstacle_to_choosing(user: User) -> str:
    """Return why this user may not choose their organisation themselves; empty if they may.

    One whose membership by address has ended may say that they work there again; it must be confirmed.
    """
    domain = domain_of(user.email)
    noted = Membership.objects.live().filter(user=user, self_declared=False, organisation__is_closed=False)
    if domain and domain.organisation and noted.filter(organisation=domain.organisation).exists():
        return f"Your email address shows that you work for {domain.organisation}."
    if membership := noted.select_related("organisation").first():
        return f"The team that runs this service has recorded that you work for {membership.organisation}."
    if choices_of(domain) == []:
        return f"{_shown(domain)} Ask the support team to record where you work now."
    if not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        return "You must confirm your email address first."
    return "" if domain else "We do not recognise your email address as one from a public body."


def _shown(domain: EmailDomain | None) -> str:
    """Return what is known about the closed organisations that a domain belonged to."""
    owners = [domain.organisation, *domain.shared_by.all()] if domain else []
    return " ".join(closing.sentence for closing in closings(owners))


def obstacle_to(body: Organisation, user: User) -> str:
    """Return why this user may not say that they work for this organisation, as an error; empty if they may."""
    if closing := closing_of(body):
        return closing.sentence
    choices = choices_of(domain_of(user.email))
    if choices is None:
        return _own_addresses(body)
    if body in choices:
        return ""
    return f"Your email address shows that you work for {listed((choice.name for choice in choices), 'or')}"


def _own_addresses(body: Organisation) -> str:
    """Return which addresses prove work for an organisation with its own or shared domains; empty if it has none."""
    theirs = EmailDomain.objects.filter(Q(organisation=body) | Q(shared_by=body)).distinct()
    ends = list(theirs.values_list("pattern", flat=True)[:3])
    if not ends:
        return ""
    shown = listed(("." + end[2:] if end.startswith("*.") else f"@{end}" for end in ends), "or")
    return (
        f"Change your email address to one that ends in {shown}, or ask an admin of {body} or the support team "
        "to add you"
    )


@transaction.atomic
def choose(*, organisation: Organisation, by: User) -> Membership:
    """Record on the user's own word that they work here, no longer where they said before.

    Its admins are asked to confirm it.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    body = Organisation.objects.get(pk=organisation.pk)
    obstacle = obstacle_to_choosing(by) or obstacle_to(body, by)
    if obstacle:
        raise NotNow(f"{obstacle.removesuffix('.')}.")
    end_all_of(Membership.objects.live().filter(user=by, self_declared=True).exclude(organisation=body), Ground.LEFT)
    membership, new = Membership.objects.get_or_create(
        user=by, organisation=body, until=None, defaults={"self_declared": True}
    )
    if new:
        update_change_reason(membership, SAID)
        ask_to_confirm(membership)
    return membership


@transaction.atomic
def leave(user: User) -> None:
    """Close the user's own account: end all memberships and sessions, delete nothing."""
    user.is_active, user.because = False, Ground.ACCOUNT_CLOSED
    user.save(update_fields=["is_active"])
    update_change_reason(user, Ground.ACCOUNT_CLOSED.label)
