"""Signing on the page, as a signatory does."""

from typing import Any

from agreements.models import Agreement, DataShare, Signature
from agreements.signing import actions as signing
from community.models import User
from tests.cast import PASSWORD
from tests.support.visiting import Seen, Visitor


def newest(share: DataShare) -> Agreement:
    return share.agreements.select_related("words", "share").latest("number")


def typed(share: DataShare, **other: Any) -> dict[str, Any]:
    """Return the data posted by a signatory who has read, confirmed and re-authenticated."""
    return {"digest": newest(share).words.digest, "read": "on", "authority": "on", "proof": PASSWORD} | other


def sign(user: User, share: DataShare, **other: Any) -> Seen:
    return Visitor(user).post("sign", share, **typed(share, **other))


def signed(share: DataShare, *people: User) -> None:
    """Sign by the real action."""
    agreement = newest(share)
    for person in people:
        signing.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=person)


def signatures(share: DataShare) -> list[Signature]:
    return list(Signature.objects.filter(agreement__share=share))
