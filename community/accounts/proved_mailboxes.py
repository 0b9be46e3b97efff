"""Accounts with a confirmed mailbox, and the handling of those without."""

from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from simple_history.utils import update_change_reason

from community.accounts.sessions import end_all
from community.models import Ground, Membership, User
from community.organisations.ending import end_all_of

# Reserved by RFC 2606: it receives no mail, so its addresses cannot be confirmed.
NOWHERE: Final = "closed.invalid"


def is_proved(user: User) -> bool:
    """Return whether the address of this account was confirmed from its mailbox."""
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())


def holder_of(email: str) -> User | None:
    """Return the active user who has confirmed this address."""
    proved = EmailAddress.objects.filter(email=email, verified=True).values("user")
    return User.objects.filter(pk__in=proved, email=email, is_active=True).first()


def forget(user: User) -> None:
    """Remove from an unconfirmed account all that a person without its mailbox may have added."""
    end_all(user)
    for kind in (EmailAddress, SocialAccount, Authenticator):
        kind.objects.filter(user=user).delete()
    end_all_of(Membership.objects.open().filter(user=user), Ground.NOT_PROVED)
    user.full_name = user.job_title = ""
    user.set_unusable_password()


def retire(user: User, reason: str) -> None:
    """Close an account permanently: no address, no way to sign in, no session. Its history keeps the address it had."""
    end_all(user)
    for kind in (EmailAddress, SocialAccount, Authenticator):
        kind.objects.filter(user=user).delete()
    user.email, user.is_active = f"{user.pk}@{NOWHERE}", False
    user.set_unusable_password()
    user.save(update_fields=["email", "is_active", "password"])
    update_change_reason(user, reason)


def make_room(address: EmailAddress) -> None:
    """Retire an account that never confirmed an address which its owner is about to confirm for another."""
    squatter = User.objects.select_for_update(no_key=True).filter(email=address.email).exclude(pk=address.user_id)
    for user in squatter:
        if not is_proved(user):
            retire(user, Ground.NOT_PROVED.label)
