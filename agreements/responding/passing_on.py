"""A supplier passes a request on to the body that holds the data, which decides in its place."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.kinds import ChangeKey, EventKind, FactValue
from agreements.members.actions import join, party_of, takes_part
from agreements.members.ending import end_guests_of_holders
from agreements.models import Act, DataShare, Decision, Flow, Outcome, Party, Round
from agreements.models.answering import GRID, USEFUL
from agreements.models.flows import note_acts
from agreements.models.turns import begin_turn, end_turn
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.supplier import HOLD
from agreements.questionnaire.words import chosen, part, text
from agreements.responding.actions import decision_by, must_be_undecided, newest_round
from agreements.standing.staying import must_stay, why_it_stays
from agreements.states import Action, Role
from agreements.workflow import EventChange, begin, finish, lock
from catalogue.models import DataAsset
from catalogue.records import unlisted
from community.models import Organisation, User
from community.organisations.search import can_be_reached
from community.organisations.succession import closing_of
from datashare.lib.exceptions import Incomplete


def is_held_elsewhere(own: Journey) -> bool:
    """Return whether a supplier has answered that it does not hold the data. No query."""
    return "none" in chosen(own.answers.get(HOLD.key))


def passed_on_to(party: Party, sent: Round) -> Decision | None:
    """Return the decision of the supplier that passed this round on to a party. One query."""
    made = sent.decisions.filter(passed_to=party).select_related("by", "party__organisation")
    return made.first()


def named_holder(share: DataShare, party: Party) -> str:
    """Return the body that this supplier named as the holder, in its own words; empty if it named none. One query."""
    held = _held(share, party)
    return text(part(held, "none"))[:100] if "none" in chosen(held) else ""


def _held(share: DataShare, party: Party) -> Any:
    return share.edition.party_answers.filter(party=party, key=HOLD.key).values_list("value", flat=True).first()


@transaction.atomic
def pass_on(*, share: DataShare, body: Organisation, note: str, by: User) -> Decision:
    """Pass the request on to another body, as if it had been sent to it; the first supplier gives nothing any more.

    What it gives now, to whom and whether it is needed, the other body gives. Raise Incomplete if that one takes part
    already, cannot be reached or has closed, and NotNow if a colleague has decided. Idempotent for the same user.
    """
    share = lock(share)
    done = decision_by(share, by)
    if done and done.passed_to and (done.passed_to.organisation_id, done.text) == (body.pk, note):
        return done
    must_be_undecided(share, party_of(share, by))
    share = begin(share, Action.PASS_ON, by)
    party, sent = party_of(share, by), newest_round(share)
    if party in must_stay(share):
        raise Incomplete(f"{why_it_stays([party])} You can return the request, or refuse it.")
    _must_be_free(share, body, note)
    several = len(share.parties.deciding()) > 1
    holder = Party.objects.create(share=share, organisation=body)
    records = _move_records(share, party, body)
    _move_stored(share, party, body)
    _move_flows(share, party, holder)
    end_guests_of_holders(share, by)
    _let_in(share, holder, records[0], by)
    decision = Decision.objects.create(
        round=sent,
        party=party,
        outcome=Outcome.PASS_ON,
        text=note,
        own_half={},
        passed_to=holder,
        by=by,
        office=by.job_title,
    )
    facts: dict[str, FactValue] = {"round": sent.number, "parties": [holder.fact]}
    kind = EventKind.OWN_DATA_PASSED_ON if several else EventKind.REQUEST_PASSED_ON
    end_turn([party])
    begin_turn(share, [holder], sent)
    changes = [EventChange.given(ChangeKey.DECISION_NOTE, note)]
    finish(share, kind, by=by, facts=facts, changes=changes, subject=f"round:{sent.number}")
    return decision


def _must_be_free(share: DataShare, body: Organisation, note: str) -> None:
    if not note:
        raise Incomplete("Enter why you are passing the request on")
    if closing := closing_of(body):
        raise Incomplete(closing.sentence)
    if share.parties.filter(organisation=body).exists():
        raise Incomplete(f"{body} already takes part in this data share. Select another organisation")
    if not can_be_reached(body):
        raise Incomplete(f"We cannot reach anyone at {body}. Select another organisation, or refuse the request")


def _move_records(share: DataShare, party: Party, body: Organisation) -> list[DataAsset]:
    """Ask the other body for the same data, in place of the records of the first supplier, by their titles.

    Raise Incomplete if no record of it is asked for, so that there is nothing to pass on.
    """
    records = list(share.assets.filter(publisher=party.organisation_id).order_by("pk"))
    if not records:
        raise Incomplete("This request asks for no record of yours, so you cannot pass it on. You can refuse it")
    share.assets.remove(*records)
    reference = unlisted.new_reference
    named = [unlisted.named(reference(), record.title, record.description, body) for record in records]
    kept = [unlisted.kept(record) for record in named]
    share.assets.add(*kept)
    return kept


def _move_stored(share: DataShare, party: Party, body: Organisation) -> None:
    """Put the other body in the place of the first in what is stored of who gives data to whom, for later rounds."""
    first, other = party.organisation_id, body.pk
    for answer in share.edition.answers.filter(key__in=[GRID, USEFUL]):
        if answer.key == USEFUL:
            answer.value = sorted(other if key == first else key for key in answer.value)
        else:
            flows = [[other if giver == first else giver, to] for giver, to in answer.value["flows"]]
            answer.value = {"known": sorted({*answer.value["known"], other}), "flows": sorted(flows)}
        answer.save(update_fields=["value"])


def _move_flows(share: DataShare, party: Party, holder: Party) -> None:
    for flow in share.edition.flows.still_open().given_by(party).prefetch_related("ends__party"):
        receivers = [end.party for end in flow.ends.all() if end.act == Act.RECEIVES]
        flow.closed_at = timezone.now()
        flow.save(update_fields=["closed_at"])
        Flow.objects.open_one(share.edition, giver=holder, receivers=receivers, needed=flow.needed)
    note_acts(share)
    policy.align_parties(share, [party])


def _let_in(share: DataShare, holder: Party, record: DataAsset, by: User) -> None:
    """Make the people who answer requests for the other body its leads, without those who take part already."""
    for user in record.answerers():
        if not takes_part(share, user, user.email).exists():
            join(share=share, party=holder, user=user, role=Role.LEAD, by=by)
