"""A data share of three organisations: one asks, two give, and what the second gives is useful but not needed."""

from agreements.members import actions as members
from agreements.models import DataShare, Outcome, Party, Reason
from agreements.negotiating import actions as negotiation
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting import records
from agreements.responding import actions as responding
from agreements.signing import freezing, joining_later
from agreements.states import Role
from agreements.varying.actions import vary
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset, make_person
from tests.support.remembered import remembered

ASKS, GIVES, USEFUL = "Barchester City Council", "Office for Records", "Ministry of Elsewhere"


def director(cast: Cast) -> User:
    """Return who signs for the second supplier."""
    return User.objects.get(full_name="Femi Obi")


def agreed(cast: Cast, asset: DataAsset) -> DataShare:
    """Return it with every clause agreed and a signatory for each."""
    third = cast.stranger.memberships.get()
    third.handles_requests = True
    third.save(update_fields=["handles_requests"])
    body = third.organisation
    share = stages.draft(cast, asset, stages.checked_answers())
    records.add_record(share=share, asset=make_asset(body, "Energy use of homes"), by=cast.acquirer)
    records.say_needed(share=share, useful=[body.pk], by=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    for lead in (cast.supplier, cast.stranger):
        responding.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=lead)
    share = stages.fresh(share)
    signing = {cast.supplier: cast.supplier_signatory, cast.stranger: make_person("director", "Femi Obi", body)}
    for lead, person in signing.items():
        members.invite(share=share, email=person.email, role=Role.SIGNATORY, office="Director of Data", by=lead)
    stages.fill_gaps(share, cast)
    agree(share, cast.acquirer, *signing)
    return stages.fresh(share)


def third(share: DataShare, cast: Cast) -> Party:
    """Return the second supplier as a party."""
    return share.parties.select_related("organisation").get(organisation=stages.working_for(cast.stranger))


def frozen(cast: Cast, asset: DataAsset) -> DataShare:
    """Return it with the words out for signature."""
    share = agreed(cast, asset)
    freezing.freeze_words(share=share, by=cast.acquirer)
    return stages.fresh(share)


@remembered
def in_force(cast: Cast, asset: DataAsset) -> DataShare:
    """Return it signed by all three, and listed in the register."""
    share = frozen(cast, asset)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory, director(cast))
    publish_owed()
    return stages.fresh(share)


@remembered
def without_third(cast: Cast, asset: DataAsset) -> DataShare:
    """Return it in force without the second supplier, which was moved to join later."""
    share = frozen(cast, asset)
    joining_later.move(share=share, party=third(share, cast), reason="Late.", by=cast.acquirer)
    signed(stages.fresh(share), cast.acquirer_signatory, cast.supplier_signatory)
    publish_owed()
    return stages.fresh(share)


@remembered
def varied(cast: Cast, asset: DataAsset) -> DataShare:
    """Return it with a variation that both suppliers are reading."""
    vary(share=in_force(cast, asset), by=cast.acquirer)
    share = DataShare.objects.select_related("edition").get()
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


def variation_frozen(share: DataShare, cast: Cast) -> DataShare:
    """Return it with a variation out for signature, begun while it is in force or suspended."""
    vary(share=stages.fresh(share), by=cast.acquirer)
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    for lead in (cast.supplier, cast.stranger):
        decide(share, lead)
    stages.fill_gaps(stages.fresh(share), cast)
    agree(stages.fresh(share), cast.acquirer, cast.supplier, cast.stranger)
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    return stages.fresh(share)


def variation_in_force(share: DataShare, cast: Cast) -> DataShare:
    """Return it with a variation signed by all three."""
    signed(variation_frozen(share, cast), cast.acquirer_signatory, cast.supplier_signatory, director(cast))
    publish_owed()
    return stages.fresh(share)


def decide(share: DataShare, by: User, outcome: Outcome = Outcome.ACCEPT, reason: Reason | None = None) -> None:
    responding.decide(share=stages.fresh(share), outcome=outcome, reason=reason, text="Said." if reason else "", by=by)


def agree(share: DataShare, *leads: User) -> None:
    """Agree every clause that is left for these."""
    for lead in leads:
        own = members.party_of(share, lead)
        left = share.edition.clauses.binding(own).exclude(current__agreements__party=own)
        negotiation.agree(share=share, wordings={clause.pk: clause.current_id or 0 for clause in left}, by=lead)
