"""Common rules (an umbrella): start them, say who is to agree them, send them to everyone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.answers import journey_of
from agreements.drafting.drafts import start_clauses
from agreements.drafting.signed_before import agree_as_signed
from agreements.kinds import EventKind, Facts
from agreements.members.actions import end_role, invite_lead, join
from agreements.members.coordinating import has_lead
from agreements.models import Answer, DataShare, Edition, Party, Round
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT_RULES
from agreements.requesting.actions import must_be_complete
from agreements.requesting.bodies import begin_for_lead, was_sent
from agreements.requesting.holders import must_be_open
from agreements.requesting.joined_rules import let_joined_in
from agreements.states import Action, Role, State
from agreements.workflow import begin, finish, lock, open_share
from community.models import Membership, Organisation, User
from datashare.lib.exceptions import Incomplete, NotNow


@transaction.atomic
def open_rules(*, title: str, aims: str, organisation: Organisation, by: User) -> DataShare:
    """Open common rules that this organisation leads. Idempotent for a double press: the same draft is returned.

    Raise PermissionDenied unless the user works for the organisation, NotNow if it has closed.
    """
    must_be_open(organisation)
    if not Membership.objects.live().filter(user=by, organisation=organisation).exists():
        raise PermissionDenied("You can start common rules only for an organisation you work for.")
    twin = DataShare.objects.filter(is_umbrella=True, opened_by=by, title=title, edition__state=State.DRAFT)
    if opened := twin.filter(parties__organisation=organisation, parties__is_lead=True).first():
        return opened
    answers = {"title": title, "aims": aims}
    missing = len(Journey(CURRENT_RULES, answers).missing())
    share = Edition.objects.open_first(
        question_set=CURRENT_RULES.version,
        open_questions=missing,
        title=title,
        by=by,
        at=timezone.now(),
        is_umbrella=True,
    )
    party = Party.objects.create(share=share, organisation=organisation, is_lead=True, in_rules=True)
    Answer.objects.bulk_create(
        Answer(edition=share.edition, key=key, value=value, author=by) for key, value in answers.items()
    )
    join(share=share, party=party, user=by, role=Role.LEAD, by=by)
    open_share(share, EventKind.RULES_OPENED, by, {})
    return share


@transaction.atomic
def add_body(*, share: DataShare, body: Organisation, email: str, by: User) -> Party:
    """Add an organisation that is to agree the rules, and invite its lead.

    One that is there already gets one more lead, as long as no one leads for it. Raise NotNow if it has closed, has a
    lead, or the person cannot be its lead.
    """
    share = begin_for_lead(share, by)
    must_be_open(body)
    party = share.parties.filter(organisation=body).first() or Party(share=share, organisation=body)
    if party.is_lead or (party.in_rules and has_lead(party)):
        raise NotNow(f"{body} is already one of the organisations that are to agree the rules.")
    is_new = not party.in_rules
    party.in_rules = True
    party.save()
    if is_new:
        policy.align_parties(share, [party])
        finish(
            share,
            EventKind.RULES_BODY_ADDED,
            by=by,
            facts={"parties": [party.fact]},
            subject=f"body:{party.pk}",
        )
    if not has_lead(party):
        invite_lead(share=share, party=party, email=email, by=by)
    return party


@transaction.atomic
def remove_body(*, share: DataShare, party: Party, by: User) -> None:
    """Take an organisation out before the rules are sent; the roles of its people end. Idempotent."""
    share = begin_for_lead(share, by)
    party = share.parties.get(pk=party.pk)
    if party.is_lead or not party.in_rules:
        return
    if was_sent(share):
        raise NotNow(f"These rules were sent to {party} before. It can leave them only as they say.")
    party.in_rules = False
    party.save(update_fields=["in_rules"])
    policy.align_parties(share, [party])
    for member in list(party.members.live()):
        end_role(share, member, by)
    facts: Facts = {"parties": [party.fact]}
    finish(share, EventKind.RULES_BODY_REMOVED, by=by, facts=facts, subject=f"body:{party.pk}")


@transaction.atomic
def offer(*, share: DataShare, by: User) -> Round:
    """Send the rules to everyone: keep the answers as a round, and draft the clauses that all are to agree. Idempotent.

    A body that has joined the edition in force since the next one was opened is sent them too.
    Raise Incomplete while a needed answer, or another organisation, is missing.
    """
    share = lock(share)
    newest = share.edition.rounds.last()
    if newest and newest.submitted_by_id == by.pk and share.edition.state == State.NEGOTIATING:
        return newest
    share = begin(share, Action.OFFER, by)
    let_joined_in(share, by)
    journey = journey_of(share)
    must_be_complete(journey)
    if share.parties.filter(in_rules=True).count() < 2:
        raise Incomplete("Add at least one other organisation")
    sent = Round.objects.create(
        edition=share.edition, number=1, answers=dict(journey.answered()), halves={}, submitted_by=by
    )
    start_clauses(share)
    finish(share, EventKind.RULES_OFFERED, by=by, facts={"round": sent.number}, subject=f"round:{sent.number}")
    agree_as_signed(share)
    return sent
