"""A data share that stands under common rules (a schedule), brought to each stage by the real actions."""

from agreements.members import actions as members
from agreements.models import Agreement, DataShare, Outcome, Party, PartyAnswer, Reason
from agreements.negotiating import actions as negotiation
from agreements.questionnaire.receiver import RECEIVER_KEYS
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting import bodies, records, under_rules
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Role
from agreements.wording.gaps import MARK, has_gap
from catalogue.models import DataAsset
from community.models import Membership, User
from tests.agreements import stages, umbrellas
from tests.agreements.assessments import decide_all
from tests.cast import Cast
from tests.support.remembered import remembered


def rules_in(umbrella: DataShare) -> Agreement:
    """Return the edition of common rules that is in force."""
    return umbrella.agreements.select_related("share", "words").get(in_force_at__isnull=False, ended_at=None)


def supplying(cast: Cast) -> umbrellas.Joined:
    """Return the supplier of a schedule, which joins the rules by signing it."""
    return umbrellas.Joined(stages.working_for(cast.supplier), cast.supplier, cast.supplier_signatory)


def draft(cast: Cast, asset: DataAsset, umbrella: DataShare) -> DataShare:
    """Return a draft that stands under these rules."""
    share = stages.draft(cast, asset, stages.checked_answers())
    under_rules.stand_under(share=share, rules=rules_in(umbrella), by=cast.acquirer)
    return stages.fresh(share)


@remembered
def negotiating(cast: Cast, asset: DataAsset, umbrella: DataShare) -> DataShare:
    """Return it with its clauses drafted, and the supplier's people in it."""
    share = draft(cast, asset, umbrella)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    responding.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    signatory, office = cast.supplier_signatory, "Director of Data"
    members.invite(
        share=stages.fresh(share), email=signatory.email, role=Role.SIGNATORY, office=office, by=cast.supplier
    )
    return stages.fresh(share)


@remembered
def frozen(cast: Cast, asset: DataAsset, umbrella: DataShare) -> DataShare:
    """Return it with every clause agreed and the text out for signature."""
    share = negotiating(cast, asset, umbrella)
    stages.fill_gaps(share, cast)
    for lead in (cast.acquirer, cast.supplier):
        agree(share, lead)
    freezing.freeze_words(share=share, by=cast.acquirer)
    return stages.fresh(share)


def agree(share: DataShare, lead: User) -> None:
    """Agree every clause that is left for this lead's organisation."""
    own = members.party_of(share, lead)
    left = share.edition.clauses.binding(own).exclude(current__agreements__party=own)
    negotiation.agree(share=share, wordings={clause.pk: clause.current_id or 0 for clause in left}, by=lead)


@remembered
def in_force(cast: Cast, asset: DataAsset, umbrella: DataShare) -> DataShare:
    """Return it signed by both, and listed in the register."""
    share = frozen(cast, asset, umbrella)
    agreement = share.agreements.offered().select_related("words").get()
    for person in (cast.acquirer_signatory, cast.supplier_signatory):
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=person)
    publish_owed()
    return stages.fresh(share)


def of_several(cast: Cast, draft: DataShare, others: tuple[umbrellas.Joined, ...]) -> DataShare:
    """Return a draft of the council, sent, with its text frozen: the first three of the others give, and all receive.

    The first holds the record that is asked for. The third refuses, and its flow closes; it still receives.
    """
    holder, second, third = others[:3]
    for body in others:
        bodies.add_body(
            share=draft,
            body=body.organisation,
            gives=body in (second, third),
            purpose="Checking on people at risk.",
            email=body.lead.email,
            by=cast.acquirer,
        )
    for party in draft.parties.filter(is_lead=False):
        _answer_own(draft, party, others[0].lead)
    records.say_needed(share=draft, useful=[third.organisation.pk], by=cast.acquirer)
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    for body, outcome in ((holder, Outcome.ACCEPT), (second, Outcome.ACCEPT), (third, Outcome.REFUSE)):
        reason, text = (Reason.QUALITY, "Our records are too old.") if outcome == Outcome.REFUSE else (None, "")
        responding.decide(share=stages.fresh(draft), outcome=outcome, reason=reason, text=text, by=body.lead)
    share = stages.fresh(draft)
    decide_all(share)
    _fill_gaps(share, [cast.acquirer, *(body.lead for body in others)])
    for body in others:
        person = body.signatory
        members.invite(share=share, email=person.email, role=Role.SIGNATORY, office="Director", by=body.lead)
    for lead in (cast.acquirer, *(body.lead for body in others)):
        agree(share, lead)
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    return stages.fresh(share)


def _answer_own(share: DataShare, party: Party, by: User) -> None:
    """Write every answer of an organisation about itself at one go."""
    given = stages.checked_answers()
    PartyAnswer.objects.bulk_create(
        PartyAnswer(edition=share.edition, party=party, key=key, value=given[key], author=by)
        for key in RECEIVER_KEYS & given.keys()
    )


def held_by(body: umbrellas.Joined) -> None:
    """Let the lead of an organisation answer requests for its records."""
    Membership.objects.filter(user=body.lead).update(handles_requests=True)


def _fill_gaps(share: DataShare, leads: list[User]) -> None:
    """Replace every gap by words that one lead proposes and another accepts, both of parties that the clause binds."""
    party_of = {lead: members.party_of(share, lead) for lead in leads}
    for clause in share.edition.clauses.select_related("current"):
        text = clause.current.text if clause.current else ""
        if has_gap(text):
            one, other, *_ = (lead for lead in leads if not clause.binds or party_of[lead].pk in clause.binds)
            proposal = negotiation.propose(
                clause=clause,
                based_on=clause.current_id or 0,
                text=MARK.sub("as the parties have settled in writing", text),
                reason="It fills the gap.",
                by=one,
            )
            negotiation.accept(proposal=proposal, by=other)
