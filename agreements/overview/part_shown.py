"""The part of a reader's own organisation among several: what it gives and receives, what it must do, who is silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from agreements.models import Party
from agreements.negotiating.party_progress import last_sign_of
from agreements.overview.flows_shown import FlowsShown, flows_shown
from agreements.overview.next_step_facts import Here, Link, since
from agreements.overview.next_step_negotiating import owed_by
from agreements.states import Action, State
from datashare.lib import clock
from datashare.lib.phrases import plural

# Working days without a sign after which an organisation that must do something counts as silent here.
SILENT: Final = 5
_ANSWERED_BY_SUPPLIERS: Final = frozenset({State.SUBMITTED, State.ASSESSING})


@dataclass(frozen=True)
class OwnDuty:
    """What the reader's organisation must do, with the page where the reader can do it, if they may."""

    words: str
    link: Link | None = None


@dataclass(frozen=True)
class PartShown:
    flows: FlowsShown | None
    duties: Sequence[OwnDuty]
    silent: Sequence[str]


def part_shown(here: Here) -> PartShown | None:
    """Return what the overview says to one of several; None, without a query, for two bodies with one flow.

    Two queries at most, three once an agreement is in force, beside what the next step has read.
    """
    flows = flows_shown(here.page)
    if flows is None and len(here.page.parties) < 3:
        return None
    return PartShown(flows, _duties(here, flows), _silent(here, flows))


def _duties(here: Here, flows: FlowsShown | None) -> list[OwnDuty]:
    """Return what the reader's organisation must do now. No query: the next step has read all of it."""
    own, state = here.page.party, here.page.state
    if own is None:
        return []
    if state == State.NEGOTIATING:
        return _in_negotiation(here, own)
    counted = {
        Action.RESPOND: "respond to the request" * (state in _ANSWERED_BY_SUPPLIERS and _decides(own, flows)),
        Action.ANSWER_OWN: f"answer {plural(here.own_gaps, 'question')} about itself" * bool(here.own_gaps),
        Action.SIGN: "sign" * any(party == own for party in here.unsigned),
    }
    return [_duty(here, action, words) for action, words in counted.items() if words and _is_open(action, state)]


_PAGES: Final = {
    Action.RESPOND: "response",
    Action.ANSWER_OWN: "own_half",
    Action.SIGN: "sign",
    Action.DECIDE: "proposals",
    Action.AGREE: "agreement",
    Action.PROPOSE: "missing_answers",
}
_ASKED_BEFORE: Final = frozenset({State.DRAFT, State.RETURNED, *_ANSWERED_BY_SUPPLIERS})


def _is_open(action: Action, state: State) -> bool:
    return action != Action.ANSWER_OWN or state in _ASKED_BEFORE


def _decides(own: Party, flows: FlowsShown | None) -> bool:
    return flows is not None and own in flows.undecided


def _in_negotiation(here: Here, own: Party) -> list[OwnDuty]:
    key, share = own.pk, here.page.share.pk
    offered = here.facts.proposals.get(share, {}).get(key, 0)
    left = here.facts.clauses.get(share, {}).get(key, 0)
    now = here.facts.ready[share].clauses.get(key, 0) if share in here.facts.ready else 0
    some = f" ({now:,} of them now)" if 0 < now < left else ""
    owed = len(owed_by(here, own))
    counted = {
        Action.DECIDE: f"accept or reject {plural(offered, 'proposal')}" * bool(offered),
        Action.PROPOSE: f"answer {plural(owed, 'question')}" * bool(owed),
        Action.AGREE: f"agree {plural(left, 'clause')}{some}" * bool(left),
    }
    return [_duty(here, action, words) for action, words in counted.items() if words]


def _duty(here: Here, action: Action, words: str) -> OwnDuty:
    said = f"{words[0].upper()}{words[1:]}"
    return OwnDuty(said, here.link(said, _PAGES[action]) if here.may(action) else None)


def _silent(here: Here, flows: FlowsShown | None) -> list[str]:
    """Return which others must do something and have given no sign for days, each as a sentence. One query, or none."""
    awaited = [party for party in _awaited(here, flows) if party != here.page.party]
    began = here.page.share.edition.state_since
    if not awaited or not _is_long_ago(began):
        return []
    signs = last_sign_of(here.page.share)
    quiet = [party for party in awaited if _is_long_ago(max(began, signs.get(party.pk, began)))]
    read = ", or marked the clauses as read," if here.page.state == State.NEGOTIATING else ""
    return [
        f"{party} has not done anything here{read} {since(signs[party.pk])}."
        if party.pk in signs
        else f"{party} has not done anything here yet. It has been asked {since(began)}."
        for party in quiet
    ]


def _is_long_ago(moment: datetime) -> bool:
    return clock.working_days_between(clock.local_date(moment), timezone.localdate()) >= SILENT


def _awaited(here: Here, flows: FlowsShown | None) -> Sequence[Party]:
    """Return the parties that must do something now."""
    if here.page.state in _ASKED_BEFORE:
        deciding = flows.undecided if flows and here.page.state in _ANSWERED_BY_SUPPLIERS else ()
        owing = [party for party in here.page.parties if party.pk in here.gaps_about_themselves]
        return list(dict.fromkeys([*deciding, *owing]))
    if here.page.state == State.SIGNING:
        return here.unsigned
    if here.page.state != State.NEGOTIATING:
        return ()
    left, offered = (found.get(here.page.share.pk, {}) for found in (here.facts.clauses, here.facts.proposals))
    return [party for party in here.page.parties if left.get(party.pk) or offered.get(party.pk)]
