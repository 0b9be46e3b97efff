"""Common rules (an umbrella) of several organisations at each stage, brought there by the real actions."""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.answers import journey_of, revision_of
from agreements.members import actions as members
from agreements.models import Agreement, DataShare
from agreements.negotiating import actions as negotiation
from agreements.questionnaire.question_sets import CURRENT_RULES
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting import umbrella
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Role, State
from agreements.varying.actions import vary
from community.models import EmailDomain, Organisation, User
from tests.agreements import stages
from tests.cast import Cast, make_person
from tests.support.remembered import remembered

NAMES = ("Barset Police", "Barset Fire and Rescue", "Barset Hospitals", "Plumstead Council")
TITLE = "Rules for community safety in Barset"
AIMS = "We help the same people. We want to agree once how we protect the data that we share."
ANSWERS = {
    "review_every": {"chosen": "1_year", "on": ""},
    "breach": [{"id": "row1", "party": "Barset Police", "contact": "incidents@police.example", "hours": 24}],
}


@dataclass(frozen=True)
class Joined:
    """An organisation that keeps to the rules, and the people who act for it."""

    organisation: Organisation
    lead: User
    signatory: User


def leading(cast: Cast) -> Joined:
    """Return the council, which leads the rules."""
    return Joined(stages.working_for(cast.acquirer), cast.acquirer, cast.acquirer_signatory)


@remembered
def made(name: str) -> Joined:
    """Return another organisation with a lead and a signatory."""
    slug = name.lower().replace(" ", "-")
    body = Organisation.objects.create(name=name, slug=slug)
    EmailDomain.objects.create(pattern=f"{slug}.gov.uk", organisation=body)
    return Joined(body, make_person("lead", f"Lead of {name}", body), make_person("director", f"Head of {name}", body))


def opened(cast: Cast) -> DataShare:
    """Return rules with their first two answers, and no other organisation."""
    lead = leading(cast)
    return umbrella.open_rules(title=TITLE, aims=AIMS, organisation=lead.organisation, by=lead.lead)


def answered(share: DataShare, by: User) -> None:
    """Answer every question that is left."""
    for step in CURRENT_RULES.steps.values():
        if values := {key: ANSWERS[key] for key in step.keys if key in ANSWERS}:
            kept = list(share.edition.answers.filter(key__in=step.keys))
            requesting.answer(share=share, step=step, values=values, revision=revision_of(kept), by=by)
    assert not journey_of(share).missing()


def offered(cast: Cast, others: Sequence[Joined]) -> DataShare:
    """Return rules that were sent to the other organisations."""
    share = opened(cast)
    answered(share, cast.acquirer)
    for body in others:
        umbrella.add_body(share=share, body=body.organisation, email=body.lead.email, by=cast.acquirer)
    umbrella.offer(share=share, by=cast.acquirer)
    return stages.fresh(share)


@remembered
def agreed(cast: Cast, others: tuple[Joined, ...]) -> DataShare:
    """Return rules in which everyone has agreed every clause and named a signatory."""
    share = offered(cast, others)
    for body in (leading(cast), *others):
        agree_all(share, body)
    return stages.fresh(share)


def agree(share: DataShare, body: Joined) -> None:
    wordings = {key: current or 0 for key, current in share.edition.clauses.values_list("pk", "current")}
    negotiation.agree(share=share, wordings=wordings, by=body.lead)


def agree_all(share: DataShare, body: Joined) -> None:
    """Agree every clause for an organisation, and name who signs for it."""
    agree(share, body)
    office = "Director of Data"
    members.invite(share=share, email=body.signatory.email, role=Role.SIGNATORY, office=office, by=body.lead)


@remembered
def in_force(cast: Cast, others: tuple[Joined, ...]) -> DataShare:
    """Return rules that everyone has signed, and that the register lists."""
    share = agreed(cast, others)
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)
    for body in (leading(cast), *others):
        sign(agreement, body.signatory)
    publish_owed()
    return stages.fresh(share)


def moved_on(rules: DataShare, bodies: Sequence[Joined]) -> DataShare:
    """Return rules in force with their next edition in force, signed by these organisations; the first leads."""
    if rules.edition.state == State.IN_FORCE:
        vary(share=rules, by=bodies[0].lead)
    share = stages.fresh(rules)
    umbrella.offer(share=share, by=bodies[0].lead)
    for body in bodies:
        own = share.parties.get(organisation=body.organisation)
        if own.members.filter(role=Role.SIGNATORY).exists():
            agree(stages.fresh(share), body)
        else:
            agree_all(stages.fresh(share), body)
    agreement = freezing.freeze_words(share=stages.fresh(share), by=bodies[0].lead)
    for body in bodies:
        sign(agreement, body.signatory)
    publish_owed()
    return stages.fresh(share)


def sign(agreement: Agreement, signatory: User) -> None:
    digest = agreement.words.digest
    sign_off.sign(agreement=agreement, digest=digest, method="password", by=signatory)
