"""The notification that asks one person to act in a data share, whatever it is about."""

from agreements.models import DataShare
from community.models import Notification, User
from community.notices.mail_choice import Weight, mail_for


def to_act(person: User, share: DataShare, *, subject: str, body: str, page: str, why: str, key: str) -> Notification:
    """Return it, not stored. `page` is the address below that of the data share, `key` that of this message alone."""
    return Notification(
        user=person,
        email=person.email,
        topic=share.reference,
        topic_name=share.title,
        subject=subject[:250],
        body=body,
        address=f"/shares/{share.reference}/{page}",
        why=f"You get this because {why}.",
        mail=mail_for(person, Weight.ACT),
        key=key,
    )
