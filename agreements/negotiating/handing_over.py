"""Let another body lead, of more than two: the one that leads asks it, and it accepts or not."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.answers import journey_of
from agreements.kinds import ChangeKey, EventKind, Facts
from agreements.members.actions import party_of
from agreements.models import Answer, Clause, DataShare, Departure, Edition, Member, Party, PartyAnswer
from agreements.models.binding import Binding
from agreements.models.flows import note_acts
from agreements.negotiating.without import Text, draft_again
from agreements.questionnaire.receiver import RECEIVER_KEYS
from agreements.requesting.actions import count_open
from agreements.states import Action, State
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib import clock
from datashare.lib.exceptions import NotNow

# Working days after which an organisation that was asked and has not answered counts as one that will not lead.
SILENT: Final = 20
_COPIED = ("key", "value", "author_id", "at", "revision", "standard_id")


def can_lead(share: DataShare) -> list[Party]:
    """Return the parties that can lead in place of the one that does.

    Each receives data or keeps to common rules, as the one that leads does, has someone who leads for it, who works for
    its successor if it closed, and has given no notice. None between two. Six queries.
    """
    leaving = Departure.objects.filter(agreement__in=share.agreements.in_force(), done_at=None).values("party")
    parties = list(share.parties.exclude(pk__in=leaving).in_order().select_related("organisation"))
    taking_part = [party for party in parties if party.receives or party.gives or party.in_rules]
    binding = Binding.of(share)
    others = [party for party in taking_part if not party.is_lead and (party.receives or party.in_rules)]
    staying = [party for party in others if party.pk not in binding.left]
    if share.edition.varies_id or share.edition.state in (State.IN_FORCE, State.SUSPENDED):
        staying = [party for party in staying if party.pk in binding.bound]
    led = set(Member.objects.leads().filter(share=share).values_list("party", flat=True))
    return [party for party in staying if party.pk in led] if share.parties.count() > 2 else []


def lead_is_gone(share: DataShare) -> bool:
    """Return whether the body that leads has left what was signed, or has closed and no lead acts for a successor."""
    lead = share.parties.select_related("organisation").get(is_lead=True)
    if lead.pk in Binding.of(share).left:
        return True
    return lead.organisation.is_closed and not Member.objects.leads().filter(share=share, party=lead).exists()


def still_to_ask(share: DataShare) -> list[Party]:
    """Return the parties that can lead and neither refused to nor were silent about it for 20 working days.

    Since the one that leads does. One more query than `can_lead`.
    """
    kinds = (EventKind.LEAD_OFFERED, EventKind.LEAD_REFUSED, EventKind.LEAD_CHANGED)
    rows = list(share.events.filter(kind__in=kinds).order_by("sequence").values_list("kind", "subject", "at"))
    done: set[str] = set()
    for (kind, subject, at), (then, _, until) in pairwise([*rows, ("", "", timezone.now())]):
        if kind == EventKind.LEAD_CHANGED:
            done = set()
        elif kind == EventKind.LEAD_OFFERED and (then == EventKind.LEAD_REFUSED or _waited(at, until) >= SILENT):
            done.add(subject)
    return [party for party in can_lead(share) if f"party:{party.pk}" not in done]


def _waited(since: datetime, until: datetime) -> int:
    return clock.working_days_between(clock.local_date(since), clock.local_date(until))


def asked_to_lead(share: DataShare) -> Party | None:
    """Return the party that was asked to lead, has not answered and still can. None of others."""
    return next((party for party in can_lead(share) if party.pk == share.lead_offered_to_id), None)


def may_take(share: DataShare, party: Party | None) -> bool:
    """Return whether a party may lead now: it was asked to, or the one that leads is gone."""
    asked = party is not None and (share.lead_offered_to_id == party.pk or lead_is_gone(share))
    return asked and party in can_lead(share)


@transaction.atomic
def offer_lead(*, share: DataShare, to: Party, reason: str, by: User) -> None:
    """Ask another party to lead; one that was asked before is asked no more. Idempotent.

    Raise PermissionDenied for who does not lead for the party that leads, NotNow if the other cannot.
    """
    share = begin(share, Action.OFFER_LEAD, by)
    found = next((party for party in can_lead(share) if party.pk == to.pk), None)
    if found is None:
        raise NotNow(f"{to} cannot lead. It must take part as you do, and have a person who leads for it.")
    if share.lead_offered_to_id == found.pk:
        return
    share.lead_offered_to = found
    share.save(update_fields=["lead_offered_to"])
    _tell(EventKind.LEAD_OFFERED, share, found, by, [EventChange.given(ChangeKey.REASON, reason)])


@transaction.atomic
def refuse_lead(*, share: DataShare, reason: str, by: User) -> None:
    """Say for one's own organisation that it will not lead. Raise NotNow unless it was asked."""
    share = begin(share, Action.TAKE_LEAD, by)
    party = party_of(share, by)
    if share.lead_offered_to_id != party.pk:
        raise NotNow(f"{party} is not asked to lead.")
    share.lead_offered_to = None
    share.save(update_fields=["lead_offered_to"])
    _tell(EventKind.LEAD_REFUSED, share, party, by, [EventChange.given(ChangeKey.REASON, reason)])


@transaction.atomic
def take_lead(*, share: DataShare, by: User) -> Sequence[Clause]:
    """Lead for one's own organisation. Return the clauses that people worded and that may name the one before.

    Drafted clauses that change by it are drafted and agreed again. What was signed stays as it is. Raise NotNow unless
    it was asked, or the one that led has left or closed.
    """
    share = begin(share, Action.TAKE_LEAD, by)
    party = party_of(share, by)
    if not may_take(share, party):
        raise NotNow(f"{party} cannot lead now: it was not asked to, or does not take part as the one that leads does.")
    former = share.parties.select_related("organisation").get(is_lead=True)
    before = Text.of(share) if share.edition.state == State.NEGOTIATING else None
    _swap(share, former, party)
    found = draft_again(share, before, by=by, acting=party, why=f"{party} leads now.") if before else None
    changes = found.changes if found else ()
    _tell(EventKind.LEAD_CHANGED, share, party, by, changes, about=f"/from:{former.pk}")
    return found.to_check if found else ()


def _swap(share: DataShare, former: Party, party: Party) -> None:
    """Let one lead in place of the other, in every version: each keeps what it has answered about itself."""
    share.parties.filter(pk=former.pk).update(is_lead=False)
    share.parties.filter(pk=party.pk).update(is_lead=True)
    share.lead_offered_to = None
    share.save(update_fields=["lead_offered_to"])
    for edition in share.editions.all():
        _swap_answers(edition, former, party)
    note_acts(share)
    if not share.is_umbrella:
        count_open(share, journey_of(share))
    policy.align_parties(share, share.parties.filter(pk__in=[former.pk, party.pk]))


def _swap_answers(edition: Edition, former: Party, party: Party) -> None:
    """Keep what each answers about itself as one that receives where its answers are kept from now on."""
    led = list(edition.answers.filter(key__in=RECEIVER_KEYS))
    own = list(edition.party_answers.filter(party=party, key__in=RECEIVER_KEYS))
    edition.answers.filter(pk__in=[row.pk for row in led]).delete()
    edition.party_answers.filter(pk__in=[row.pk for row in own]).delete()
    PartyAnswer.objects.bulk_create(PartyAnswer(edition=edition, party=former, **_values(row)) for row in led)
    Answer.objects.bulk_create(Answer(edition=edition, **_values(row)) for row in own)


def _values(row: Answer | PartyAnswer) -> dict[str, object]:
    return {name: getattr(row, name) for name in _COPIED}


def _tell(
    kind: EventKind, share: DataShare, party: Party, by: User, changes: Sequence[EventChange], about: str = ""
) -> None:
    facts: Facts = {"parties": [party.fact]}
    finish(share, kind, by=by, facts=facts, changes=changes, subject=f"party:{party.pk}{about}")
