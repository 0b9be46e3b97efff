"""What to do where the common rules that a data share cites have a newer edition in force."""

from dataclasses import dataclass

from agreements.access import Page
from agreements.drafting.rules_above import rules_above
from agreements.models import Agreement, Party
from agreements.models.accessions import later_edition_of, rules_open_to
from agreements.states import ENDED, STANDING, STOPPED, Action, State

_WITH_WHO_ASKS = frozenset({State.DRAFT, State.RETURNED})
_WITH_SUPPLIERS = frozenset({State.SUBMITTED, State.ASSESSING})


@dataclass(frozen=True)
class NewerRules:
    """The edition that a data share cites, the newer one in force, and whether the reader can choose that now."""

    cited: Agreement
    newer: Agreement
    what_to_do: str
    can_choose: bool


def newer_rules(page: Page, cited: Agreement | None = None) -> NewerRules | None:
    """Return the newer edition and what to do about it; None if there is none, or nothing is to be agreed any more.

    No query for a data share that stands under no common rules, and none more if `cited` is in force.
    """
    over = page.state in STOPPED | ENDED or page.state == State.SUPERSEDED
    cited = None if over else cited or rules_above(page.share)
    newer = later_edition_of(cited) if cited else None
    if cited is None or newer is None or page.asking is None:
        return None
    open_to_it = page.state in _WITH_WHO_ASKS and _is_open_to(page.asking, newer)
    can_choose = open_to_it and page.may(Action.ANSWER) and page.may(Action.INVITE)
    return NewerRules(cited, newer, _what_to_do(page, page.asking, newer, open_to_it=open_to_it), can_choose)


def _is_open_to(asking: Party, newer: Agreement) -> bool:
    """Return whether the newer edition binds who asks, so that it can be chosen. One query."""
    return rules_open_to(asking.organisation).filter(pk=newer.pk).exists()


def _what_to_do(page: Page, asking: Party, newer: Agreement, *, open_to_it: bool) -> str:
    if page.state in STANDING:
        return f"Version {newer.number} applies to this data share only if its organisations adopt it."
    version = f"version {newer.number}"
    if open_to_it:
        return f"A lead for {asking} can choose {version} for this request until it is sent."
    if page.state in _WITH_WHO_ASKS:
        return f"{asking} has not joined {version}, so this request cannot move to it. It can stay under the older one."
    stays = "The agreement can stand under the version that it cites."
    if page.state in _WITH_SUPPLIERS:
        to_use = f"To use {version} instead, a supplier must return the request."
        return f"{stays} {to_use} A lead for {asking} can then choose it."
    return f"{stays} To use {version} instead, a lead for {asking} must withdraw and start a new request."
