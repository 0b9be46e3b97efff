"""Tell everyone that a contact or a post of one's own organisation changed. The signed words stay as they are."""

from datetime import date

from django.db import transaction

from agreements.kinds import ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import ContactNotice, DataShare
from agreements.standing.today import remaining
from agreements.states import Action
from agreements.workflow import EventChange, begin_in_force, finish
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow


@transaction.atomic
def change_contact(*, share: DataShare, post: str, was: str, now: str, from_on: date, by: User) -> ContactNotice:
    """Record that a contact or a post of one's own organisation is another from a day on, and tell everyone.

    Idempotent for the same words. Raise PermissionDenied for who leads for no party, NotNow for a party that is not
    bound, Incomplete if nothing changes.
    """
    share, agreement = begin_in_force(share, Action.CHANGE_CONTACT, by)
    party = party_of(share, by)
    if party not in remaining(agreement):
        raise NotNow(f"The agreement does not bind {party} now.")
    if was.strip() == now.strip():
        raise Incomplete("The new contact must differ from the one before.")
    same = {"party": party, "post": post, "was": was, "now": now, "from_on": from_on}
    if done := agreement.contact_notices.filter(**same).first():
        return done
    made = ContactNotice.objects.create(agreement=agreement, by=by, **same)
    finish(
        share,
        EventKind.CONTACT_CHANGED,
        by=by,
        facts={
            "agreement": agreement.number,
            "day": from_on.isoformat(),
            "office": post,
            "parties": [party.fact],
        },
        changes=[EventChange(ChangeKey.CONTACT, was, now)],
        subject=f"contact:{made.pk}",
    )
    return made
