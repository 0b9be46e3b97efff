"""A data share at each stage of its life, brought there by the real actions.

Everyone in the cast but the stranger takes part: on each side the lead, a colleague who contributes, an expert who
advises on law and a signatory; the onlooker observes for the acquirer. Only the answers are written at one go.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeAlias

from django.utils import timezone

from agreements.answers import journey_of
from agreements.members import actions as members
from agreements.models import Answer, Clause, DataShare, Member, Outcome, Proposal, Reason, Verdict
from agreements.negotiating import actions as negotiation
from agreements.negotiating import late_answers
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.sections.triage import SECTION as TRIAGE
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.responding import reconsidering as appeals
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Action, Role, Side, actions_of
from agreements.wording.gaps import MARK, has_gap
from catalogue.models import DataAsset
from community.models import Organisation, User
from community.skills import Skill
from datashare.lib.exceptions import Incomplete
from tests.agreements.assessments import decide_all
from tests.agreements.questionnaire.specimens import full
from tests.cast import Cast
from tests.support.remembered import remembered

Stage: TypeAlias = Callable[[Cast, DataAsset], DataShare]

EMERGENCY = {"chosen": "emergency", "risk": "People may be trapped in flooded homes."}
DECLARED = {
    "considered": ["technology", "security", "data_protection", "law", "governance"],
    "risks_read": ["yes"],
}


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def answers_of_today() -> dict[str, Any]:
    """Return the specimen that opens every branch, with dates that are valid on any day."""
    answers: dict[str, Any] = full()
    later = {"needed_by": in_days(60), "review_every": {"chosen": "on_change", "on": in_days(300)}}
    return answers | {"transfer": "yes"} | later


def checked_answers() -> dict[str, Any]:
    """Return these answers, checked by a data protection adviser too, so that nothing stops an agreement."""
    answers = answers_of_today()
    return answers | {"dp_check": answers["legal_check"]}


def actions_for(side: Side, role: Role) -> frozenset[Action]:
    """Return what a role may do for one of two parties: the one that asks, or the one that gives."""
    return actions_of(frozenset({side}), role, asks=side == Side.ACQUIRER)


def working_for(user: User) -> Organisation:
    return user.memberships.get().organisation


@remembered
def draft(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a share with every question answered (or those given), nothing sent, and the acquirer's members."""
    given = dict(answers_of_today() if answers is None else answers)
    first = {key: given.pop(key) for step in TRIAGE.steps for key in step.keys if key in given}
    share = requesting.open_request(
        assets=[asset], triage=first, organisation=working_for(cast.acquirer), by=cast.acquirer
    )
    Answer.objects.bulk_create(
        Answer(edition=share.edition, key=key, value=value, author=cast.acquirer) for key, value in given.items()
    )
    share.title = str(given.get("title", share.title))
    share.edition.open_questions = len(journey_of(share).missing())
    share.save(update_fields=["title"])
    share.edition.save(update_fields=["open_questions"])
    _invite(share, cast.acquirer, cast.acquirer_colleague, cast.acquirer_expert, cast.acquirer_signatory)
    members.invite(share=share, email=cast.onlooker.email, role=Role.OBSERVER, by=cast.acquirer)
    return share


def with_guest(share: DataShare, guest: User, role: Role, *, by: User) -> Member:
    """Give someone who works elsewhere a role of the party that `by` acts for, as once was possible."""
    return members.join(share=share, party=members.party_of(share, by), user=guest, role=role, by=by)


def _invite(share: DataShare, lead: User, colleague: User, expert: User, signatory: User) -> None:
    """Invite a lead's own side."""
    members.invite(share=share, email=colleague.email, role=Role.CONTRIBUTOR, by=lead)
    members.invite(share=share, email=expert.email, role=Role.ADVISER, skill=Skill.LEGAL, by=lead)
    members.invite(share=share, email=signatory.email, role=Role.SIGNATORY, office="Director of Data", by=lead)


@remembered
def submitted(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a sent share without a response, with the supplier's members."""
    share = draft(cast, asset, answers)
    requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)
    _invite(share, cast.supplier, cast.supplier_colleague, cast.supplier_expert, cast.supplier_signatory)
    return fresh(share)


@remembered
def assessing(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a share in which the supplier has asked a question about the purpose."""
    share = submitted(cast, asset, answers)
    verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Why only people over 66?")
    return fresh(share)


def verdict_on(share: DataShare, by: User, section: str, verdict: Verdict, note: str = "", private: str = "") -> None:
    """Give a verdict by the real action, as from a page just opened."""
    sections = {found.key: found for found in question_set(share.edition.question_set).sections}
    newest = responding.newest_round(share).responses.filter(section=section).first()
    responding.respond(
        share=share,
        section=sections[section],
        verdict=verdict,
        note=note,
        private_note=private,
        revision=newest.revision if newest else 0,
        by=by,
    )


@remembered
def returned(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a share back with the acquirer, with a comment."""
    share = assessing(cast, asset, answers)
    _decide(share, cast, Outcome.RETURN, "Say why the date of birth is needed.")
    return fresh(share)


@remembered
def refused(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    share = submitted(cast, asset, answers)
    _decide(share, cast, Outcome.REFUSE, "Another Act forbids it.", Reason.NO_POWER)
    return fresh(share)


@remembered
def reconsidering(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a share whose refusal the acquirer has asked to reconsider."""
    share = refused(cast, asset, answers)
    appeals.ask(share=share, reasons="The Act was amended in May.", by=cast.acquirer)
    return fresh(share)


def _decide(share: DataShare, cast: Cast, outcome: Outcome, text: str = "", reason: Reason | None = None) -> None:
    responding.decide(share=share, outcome=outcome, reason=reason, text=text, by=cast.supplier)


@remembered
def withdrawn(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    share = submitted(cast, asset, answers)
    requesting.withdraw(share=share, reason="The project ended.", by=cast.acquirer)
    return fresh(share)


@remembered
def negotiating(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a share with drafted clauses, none agreed; some have gaps."""
    share = submitted(cast, asset, answers)
    _decide(share, cast, Outcome.ACCEPT)
    return fresh(share)


@remembered
def agreed(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a share with every clause agreed by both sides, without gaps."""
    share = negotiating(cast, asset, answers)
    agree_everything(share, cast)
    return fresh(share)


def fill_gaps(share: DataShare, cast: Cast) -> None:
    """Replace every gap by words that both sides agree; first decide the assessment, as that writes clauses again."""
    decide_all(share)
    for clause in share.edition.clauses.select_related("current"):
        if clause.current and has_gap(clause.current.text):
            _fill(clause, cast)


def agree_everything(share: DataShare, cast: Cast) -> None:
    """Fill every gap that is left, and agree every clause for both sides."""
    _have_data_protection_checked(share, cast)
    fill_gaps(share, cast)
    for lead in (cast.acquirer, cast.supplier):
        party = members.party_of(share, lead)
        wordings = {
            clause.pk: clause.current_id or 0
            for clause in share.edition.clauses.in_text().binding(party).exclude(current__agreements__party=party)
        }
        negotiation.agree(share=share, wordings=wordings, by=lead)


def _have_data_protection_checked(share: DataShare, cast: Cast) -> None:
    """Say who checked it, if no one had: that would stop the agreement."""
    kept = share.edition.answers.filter(key="dp_check").first()
    if kept is None or kept.value != {"chosen": "not_yet"}:
        return
    checked = answers_of_today()["legal_check"]
    step = question_set(share.edition.question_set).places["dp_check"].step
    late_answers.fill(share=share, step=step, cleaned={"dp_check": checked}, revision=kept.revision, by=cast.acquirer)
    for proposal in Proposal.objects.open().in_share(share).filter(wording__author=cast.acquirer):
        negotiation.accept(proposal=proposal, by=cast.supplier)


def reword(share: DataShare, cast: Cast, key: str, text: str) -> None:
    """Propose these words for a clause as the supplier, and accept them as the acquirer."""
    clause = share.edition.clauses.get(key=key)
    proposal = negotiation.propose(
        clause=clause, based_on=clause.current_id or 0, text=text, reason="It is what we mean.", by=cast.supplier
    )
    negotiation.accept(proposal=proposal, by=cast.acquirer)


def _fill(clause: Clause, cast: Cast) -> Proposal:
    """Propose words for the gap as the supplier, and accept them as the acquirer, or another that the clause binds."""
    words = MARK.sub("as the parties have settled in writing", clause.current.text if clause.current else "")
    proposal = negotiation.propose(
        clause=clause, based_on=clause.current_id or 0, text=words, reason="It fills the gap.", by=cast.supplier
    )
    if clause.binds and not clause.is_for(members.party_of(clause.edition.share, cast.acquirer)):
        negotiation.accept(proposal=proposal, by=cast.stranger)
    else:
        negotiation.accept(proposal=proposal, by=cast.acquirer)
    return proposal


@remembered
def signing(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a share with frozen words and no signature."""
    share = agreed(cast, asset, answers)
    freezing.freeze_words(share=share, by=cast.acquirer)
    return fresh(share)


@remembered
def in_force(cast: Cast, asset: DataAsset, answers: Mapping[str, Any] | None = None) -> DataShare:
    """Return a share signed by both sides. A seal job is owed; nothing is sealed."""
    share = signing(cast, asset, answers)
    sign_everything(share, cast)
    return fresh(share)


def sign_everything(share: DataShare, cast: Cast) -> None:
    """Sign what is offered for both sides, and list it in the register."""
    agreement = share.agreements.offered().select_related("words").get()
    for signatory in (cast.acquirer_signatory, cast.supplier_signatory):
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=signatory)
    publish_owed()


def fresh(share: DataShare) -> DataShare:
    """Return the share from the database."""
    return DataShare.objects.select_related("edition").get(pk=share.pk)


def confirmed(share: DataShare) -> dict[str, str]:
    """Return the data posted by a lead who has read the current public entry."""
    try:
        return {"entry": freezing.public_entry_of(share).digest, "entry_read": "on"}
    except Incomplete:
        return {"entry": "", "entry_read": "on"}
