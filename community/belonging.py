"""Who works for which organisation: found from a confirmed address, or said by the person where that shows none."""

from collections.abc import Iterable
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from simple_history.utils import update_change_reason

from community.models import EmailDomain, Membership, Notification, Organisation, User, domain_of
from community.notices import drop_mail, promise
from community.sessions import end_all
from community.succession import choices_of, closing_of, closings
from datashare.lib.addresses import domain_part
from datashare.lib.problems import NotNow

SAID: Final = "The person said that they work here"
LEFT: Final = "The person said that they work for another organisation"
CLOSED: Final = "The person closed their account"
MOVED: Final = "The person has another e-mail address now"


@transaction.atomic
def admit(user: User, email: str) -> Membership | None:
    """Make the person a member of the organisation their confirmed address belongs to, if it is one organisation's.

    An organisation that closed admits no one: its people choose one of those that follow it.
    """
    domain = domain_of(email)
    if not domain or not domain.organisation or domain.organisation.is_closed:
        return None
    membership, _ = Membership.objects.get_or_create(user=user, organisation=domain.organisation, until=None)
    return membership


@transaction.atomic
def move(user: User, old: str, new: str) -> None:
    """Follow a confirmed change of address: out of the old organisation, into the new one."""
    left, joined = domain_of(old), domain_of(new)
    stays = left and joined and left.organisation_id == joined.organisation_id
    mine = Membership.objects.live().filter(user=user)
    if left and left.organisation_id and not stays:
        _end(mine.filter(organisation_id=left.organisation_id), MOVED)
    if domain_part(old) != domain_part(new):
        _end(mine.filter(self_declared=True), MOVED)
    admit(user, new)


def obstacle_to_choosing(user: User) -> str:
    """Why this person may not say themselves which organisation they work for; empty when they may."""
    domain = domain_of(user.email)
    if domain and domain.organisation and not domain.organisation.is_closed:
        return f"Your e-mail address shows that you work for {domain.organisation}."
    noted = Membership.objects.live().filter(user=user, self_declared=False, organisation__is_closed=False)
    if given := noted.select_related("organisation").first():
        return f"The people who run this service have noted that you work for {given.organisation}."
    if choices_of(domain) == []:
        return f"{_shown(domain)} Ask the support team to note where you work now."
    if not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        return "You have not confirmed your e-mail address yet."
    return "" if domain else "We do not know the end of your e-mail address as that of a public body."


def _shown(domain: EmailDomain | None) -> str:
    """What is known of the closed organisations that a domain belonged to."""
    owners = [domain.organisation, *domain.shared_by.all()] if domain else []
    return " ".join(closing.sentence for closing in closings(owners))


def obstacle_to(body: Organisation, user: User) -> str:
    """Why this person may not say that they work for this organisation; empty when they may."""
    if closing := closing_of(body):
        return closing.sentence
    choices = choices_of(domain_of(user.email))
    if choices is None or body in choices:
        return ""
    return f"Your e-mail address shows that you work for {' or '.join(choice.name for choice in choices)}."


@transaction.atomic
def choose(*, organisation: Organisation, by: User) -> Membership:
    """The person says that they work here, and no longer where they said before. The organisation's admins are told."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    body = Organisation.objects.get(pk=organisation.pk)
    obstacle = obstacle_to_choosing(by) or obstacle_to(body, by)
    if obstacle:
        raise NotNow(obstacle)
    _end(Membership.objects.live().filter(user=by, self_declared=True).exclude(organisation=body), LEFT)
    membership, new = Membership.objects.get_or_create(
        user=by, organisation=body, until=None, defaults={"self_declared": True}
    )
    if new:
        update_change_reason(membership, SAID)
        promise(_told(membership, admin) for admin in _admins(body))
    return membership


@transaction.atomic
def leave(user: User) -> None:
    """The person closes their account: out of every organisation, signed out everywhere, never deleted."""
    _end(Membership.objects.live().filter(user=user), CLOSED)
    user.is_active = False
    user.save(update_fields=["is_active"])
    update_change_reason(user, CLOSED)
    drop_mail(user)
    end_all(user)


def _end(memberships: Iterable[Membership], reason: str) -> None:
    for membership in memberships:
        membership.until = timezone.now()
        membership.save(update_fields=["until"])
        update_change_reason(membership, reason)


def _admins(body: Organisation) -> Iterable[User]:
    live = Membership.objects.live().filter(organisation=body, is_admin=True)
    return User.objects.filter(memberships__in=live).distinct()


def _told(membership: Membership, admin: User) -> Notification:
    person, body = membership.user, membership.organisation
    page = reverse("admin:community_membership_change", args=[membership.pk]) if admin.is_staff else reverse("help")
    return Notification(
        user=admin,
        email=admin.email,
        subject="Somebody says that they work for your organisation",
        body=f"{person.full_name} ({person.email}) has told us that they work for {body}, and may now ask for data in "
        "its name. If they do not work there, end their membership on the admin pages, or tell us.",
        address=page,
        why=f"You get this because you are an admin of {body.name[:200]} in this service.",
        key=f"self-declared:{membership.pk}:{admin.pk}",
    )
