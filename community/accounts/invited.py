"""The link that leads an invited person to sign-up, and what the sign-up page may say of the invitation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from community.models import Notification

_SIGNER: Final = Signer(salt="community.invited")
# Says whether an invitation to an address that shows no public body stands; an app above registers it when it is ready.
_ADMITS: dict[str, Callable[[str], bool]] = {}


@dataclass(frozen=True)
class Invitation:
    """What the invitation mail said: to whom, from whom, to what."""

    email: str
    sender: str
    title: str


def admit_by(stands: Callable[[str], bool]) -> None:
    """Let who asks say whether an invitation to an address from outside the public sector stands."""
    _ADMITS["outside"] = stands


def admits(invitation: Invitation | None, email: str) -> bool:
    """Return whether this invitation lets its own address have an account although it shows no public body.

    Only the link of the invitation mail does, so that the page does not reveal who is invited.
    """
    stands = _ADMITS.get("outside")
    return invitation is not None and stands is not None and invitation.email == email and stands(email)


def sign_up_address(key: str, leads_to: str) -> str:
    """Return the address of the sign-up page for the person who gets the notification with this key."""
    return f"{reverse('account_signup')}?{urlencode({'next': leads_to, 'invitation': _SIGNER.sign(key)}, safe='/:')}"


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a link came from; None for a link that this service did not make.

    It reveals only what the mail with the link said to its reader.
    """
    try:
        key = _SIGNER.unsign(token)
    except BadSignature:
        return None
    sent = Notification.objects.filter(key=key, user=None).select_related("sender").first()
    return Invitation(sent.email, str(sent.sender or ""), sent.topic_name) if sent else None
