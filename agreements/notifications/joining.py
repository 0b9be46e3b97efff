"""Tells the organisations in common rules that others have joined these by signing an agreement under them."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import F

from agreements.models import Agreement, Member
from agreements.states import Role
from community.models import Notification, Organisation
from community.notices.mail_choice import Weight, mail_for
from community.notices.outbox import promise
from datashare.lib import clock
from datashare.lib.phrases import listed

WHY: Final = "You get this because you lead for {} in common rules, or in an agreement under them."


def tell_joined(rules: Agreement, joined: Sequence[Organisation], by: Agreement) -> None:
    """Tell the leads of every organisation that keeps to the rules, in the transaction in which others join them.

    Locks nothing of the rules: what is stored is mail that is owed.
    """
    leads = {lead.user_id: lead for lead in _leads(rules, joined)}
    promise(_notice(rules, joined, by, lead) for lead in leads.values())


def _leads(rules: Agreement, joined: Sequence[Organisation]) -> list[Member]:
    """Return who leads for each organisation: of those that joined before, where they joined; then in the rules.

    Two queries.
    """
    leads = Member.objects.live().signed_up().filter(role=Role.LEAD).exclude(party__organisation__in=joined)
    leads = leads.select_related("user", "share", "party__organisation")
    accession = "share__agreements__accessions_made"
    where: dict[str, Any] = {
        f"{accession}__agreement__share": rules.share_id,
        f"{accession}__organisation": F("party__organisation"),
    }
    return [*leads.filter(**where), *leads.filter(share=rules.share_id, party__in_rules=True)]


def _notice(rules: Agreement, joined: Sequence[Organisation], by: Agreement, lead: Member) -> Notification:
    share, title, user = lead.share, rules.share.title, lead.user
    assert user is not None  # noqa: S101 (leads are taken from members who have signed up)
    in_rules = lead.share_id == rules.share_id
    address = f"/shares/{share.reference}/" if in_rules else f"/register/{rules.share.reference}/"
    bodies, number = listed(joined), f"version {by.number}"
    return Notification(
        user=user,
        email=user.email,
        subject=f"{bodies} joined common rules: {title}"[:250],
        body=(
            f"{bodies} joined the common rules “{title}” ({rules.share.reference}, version {rules.number}) on "
            f"{clock.long_date(by.in_force_at or by.offered_at)}, by signing {by.share.reference} ({number}). "
            "You do not need to do anything."
        ),
        address=address,
        topic=share.reference,
        topic_name=share.title,
        why=WHY.format(str(lead.party)[:150]),
        mail=mail_for(user, Weight.NEWS),
        key=f"joined:{by.pk}:{user.pk}",
    )
