"""Who in a data share is told that an email about it was not delivered."""

from collections.abc import Iterable
from typing import Any

from agreements.models import Member
from agreements.states import Role
from community.models import Notification, User


def leads_who_should_know(sender: Any, *, notification: Notification, **signal: Any) -> Iterable[User]:
    """Return the leads of the addressee's party; of the acquirer, if the mail went to a mailbox."""
    members = Member.objects.live().filter(share__reference=notification.topic)
    theirs = members.filter(email=notification.email)
    theirs = theirs | members.filter(user=notification.user) if notification.user else theirs
    leads = members.signed_up().filter(role=Role.LEAD)
    parties = list(theirs.values_list("party", flat=True))
    leads = leads.filter(party__in=parties) if parties else leads.filter(party__is_lead=True)
    return list(User.objects.filter(share_members__in=leads).distinct()) if notification.topic else []
