"""Bodies that joined common rules by signing an agreement under them: the next edition has them as parties."""

from django.db.models import Exists, OuterRef

from agreements import policy
from agreements.kinds import EventKind, Facts
from agreements.members.actions import join, takes_part
from agreements.models import Accession, DataShare, Departure, Member, Party
from agreements.states import Role
from agreements.workflow import finish
from community.models import User


def let_joined_in(share: DataShare, by: User) -> None:
    """Make each body that has joined these rules one of their parties. Idempotent. The caller holds the lock.

    The people who lead for it in the agreement by which it joined lead for it here. A body that has closed can agree
    nothing, and one that has left since is bound no more: both stay out.
    """
    gone = Departure.objects.gone().filter(agreement__share=share, party__organisation=OuterRef("organisation"))
    joined = (
        Accession.objects.standing()
        .filter(
            ~Exists(gone.filter(done_at__gte=OuterRef("at"))), agreement__share=share, organisation__is_closed=False
        )
        .order_by("-pk")
    )
    for accession in joined.select_related("organisation"):
        party = share.parties.filter(organisation=accession.organisation).first()
        party = party or Party(share=share, organisation=accession.organisation)
        if not party.in_rules:
            _let_in(share, party, by)
            _add_leads(party, accession, by)


def _let_in(share: DataShare, party: Party, by: User) -> None:
    party.in_rules = True
    party.save()
    policy.align_parties(share, [party])
    facts: Facts = {"parties": [party.fact]}
    finish(share, EventKind.RULES_BODY_JOINED, by=by, facts=facts, subject=f"body:{party.pk}")


def _add_leads(party: Party, accession: Accession, by: User) -> None:
    """Add those who lead for the body where it joined, but no one who takes part for another body here."""
    there = Member.objects.leads().filter(share__agreements=accession.by_id, party__organisation=party.organisation_id)
    for member in there.select_related("user"):
        user = member.user
        if user and not takes_part(party.share, user, user.email).exclude(party=party).exists():
            join(share=party.share, party=party, user=user, role=Role.LEAD, by=by)
