"""The link that leads an invited person to sign-up, and what the sign-up page may say of the invitation."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from community.models import Notification

_SIGNER: Final = Signer(salt="community.invited")


@dataclass(frozen=True)
class Invitation:
    """What the invitation mail said: to whom, from whom, to what."""

    email: str
    sender: str
    title: str


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
