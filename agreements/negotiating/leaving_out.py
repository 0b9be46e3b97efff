"""Go on with the negotiation without a party of several that takes no part in it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agreements import policy
from agreements.kinds import ChangeKey, EventKind, Facts
from agreements.members.actions import end_role, party_of
from agreements.members.coordinating import must_coordinate
from agreements.models import Act, Clause, DataShare, FlowEnd, Party
from agreements.models.flows import note_acts
from agreements.negotiating.needed import needs_of
from agreements.negotiating.party_progress import last_seen_in
from agreements.negotiating.without import Text, rewrite
from agreements.states import Action
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib import clock
from datashare.lib.exceptions import NotNow

# The working days without any act of a party after which it counts as silent.
WAIT: Final = 10


def can_be_left_out(share: DataShare) -> list[Party]:
    """Return the parties without which the others have an agreement, and that none in force binds."""
    parties = list(share.parties.bound().select_related("organisation"))
    needed = needs_of(share).among({party.pk for party in parties})
    return [party for party in parties if party.pk not in needed]


def silent_from(share: DataShare, parties: Sequence[Party]) -> dict[int, date]:
    """Return from which day each party counts as silent, by its key: after its last act, or after clauses were drafted.

    One query.
    """
    acts, since = last_seen_in(share), share.edition.state_since
    last = {party.pk: max(since, acts.get(party.pk, since)) for party in parties}
    return {key: clock.working_day_after(clock.local_date(at), WAIT) for key, at in last.items()}


@transaction.atomic
def leave_out(*, share: DataShare, party: Party, is_silent: bool, reason: str, by: User) -> Sequence[Clause]:
    """End what a party gives and receives in the edition that is being agreed, and take it out of the text.

    Return the clauses that people worded and that still name it. Only a lead of the party that asks may. Raise
    NotNow if there is no agreement without the party, one in force binds it or, for one that is said to be silent, it
    did something in the last working days.
    """
    share = begin(share, Action.FREEZE, by)
    must_coordinate(share, by)
    party, acting = share.parties.select_related("organisation").get(pk=party.pk), party_of(share, by)
    _must_be_free(share, party, is_silent=is_silent)
    before = Text.of(share)
    _end_part(share, party, by)
    found = rewrite(share, before, party, by=by, acting=acting)
    changes = [EventChange.given(ChangeKey.REASON, reason), *found.changes]
    facts: Facts = {"parties": [party.fact]}
    finish(share, EventKind.PARTY_LEFT_OUT, by=by, facts=facts, changes=changes, subject=f"party:{party.pk}")
    return found.to_check


def _must_be_free(share: DataShare, party: Party, *, is_silent: bool) -> None:
    if party not in can_be_left_out(share):
        raise NotNow(f"You cannot leave out {party}. There is no agreement without it, or one in force binds it.")
    day = silent_from(share, [party])[party.pk]
    if is_silent and timezone.localdate() < day:
        raise NotNow(
            f"{party} has not been silent for {WAIT} working days. You can say so from {clock.long_date(day)}."
        )


def _end_part(share: DataShare, party: Party, by: User) -> None:
    """Close the flows of a party and its ends of others; its people look back, and no one comes in by an invitation."""
    flows = share.edition.flows.still_open()
    flows.given_by(party).update(closed_at=timezone.now())
    FlowEnd.objects.filter(flow__edition=share.edition, party=party, act=Act.RECEIVES).delete()
    receivers = FlowEnd.objects.filter(flow=OuterRef("pk"), act=Act.RECEIVES)
    flows.exclude(Exists(receivers)).update(closed_at=timezone.now())
    party.in_rules = False
    party.save(update_fields=["in_rules"])
    if share.lead_offered_to_id == party.pk:
        share.lead_offered_to = None
        share.save(update_fields=["lead_offered_to"])
    note_acts(share)
    party.refresh_from_db()
    policy.align_parties(share, [party])
    for member in list(party.members.live().filter(user=None)):
        end_role(share, member, by)
