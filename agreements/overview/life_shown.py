"""How what was signed stands today, and what the reader can do about it, for the overview."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agreements import policy
from agreements.access import Page
from agreements.models import Agreement, Disposal, Incident, Suspension
from agreements.negotiating.handing_over import may_take
from agreements.overview.next_step_facts import Link
from agreements.register.rules_listed import left_in_words
from agreements.reviewing.ending import must_hand_over, words_are_read
from agreements.standing.pages import agreement_of
from agreements.standing.paused import PartsPaused, awaiting, parts_paused, stops_all
from agreements.standing.today import Standing, standing_of
from agreements.states import OVER, STOPPED, Action
from datashare.lib.jinja import url


@dataclass(frozen=True)
class LifeShown:
    """How an agreement stands, who has left or will, and the acts that are open to the reader."""

    agreement: Agreement
    standing: Standing
    left: list[str]
    # The organisations whose part is suspended.
    paused: list[str]
    acts: list[Link]


def life_shown(page: Page) -> LifeShown | None:
    """Return how what was signed stands; None before anything was. No query before that, else at most eleven."""
    is_first = page.share.edition.number == 1
    if is_first and page.state not in OVER - STOPPED:
        return None
    found = agreement_of(page)
    if found is None:
        return None
    agreement = found.agreement
    paused = parts_paused(agreement) if len(page.every_party) > 2 and not agreement.ended_at else PartsPaused()
    return LifeShown(
        agreement,
        standing_of(agreement, nothing_moves=paused.stop_all),
        left_in_words(agreement),
        paused.lines,
        list(_acts(found.page, agreement, page.share.edition_id)),
    )


def _acts(page: Page, agreement: Agreement, of_page: int) -> Iterator[Link]:
    """Yield the acts that are open; `of_page` is the edition that people work on."""
    may, reference = policy.open_to(page.reader, page.share), page.share.reference
    proved = list(Disposal.objects.in_share(page.share.pk).values_list("proved_at", flat=True))
    incidents = Incident.objects.in_share(page.share.pk).still_open().count()
    is_over = all(proved) and not incidents
    standing = list(agreement.suspensions.standing().select_related("party__organisation"))
    paused = [suspension.party for suspension in standing]
    gives_notice = agreement.departures.filter(party=page.party).exists()
    is_without_end = agreement.ends_on is None and words_are_read(agreement)
    # Of more than two, the others go on; who leads them lets another lead first.
    ends = "leave" if len(page.parties) > 2 else "end"
    may_go = not (page.asks and page.party and must_hand_over(page.share, agreement, page.party))
    may_lead = len(page.every_party) > 2 and (page.asks or may_take(page.share, page.party))
    offered = (
        (Action.ENTER_END, "Enter the last day of the agreement", "enter_end", is_without_end),
        (Action.SUSPEND, _to_suspend(page, agreement), "suspend", page.party not in paused),
        (Action.VARY, "Vary the agreement", "vary", page.share.edition_id == of_page),
        (Action.VARY, "Extend the agreement", "extend", _may_extend(page, agreement, of_page)),
        (Action.GIVE_NOTICE, f"Give notice to {ends} the agreement", "give_notice", may_go and not gives_notice),
        (Action.END_AT_ONCE, f"{ends.capitalize()} the agreement at once", "end_at_once", True),
        (Action.OFFER_LEAD, "Let another organisation lead", "lead_body", may_lead),
        (Action.TAKE_LEAD, "Lead in place of another organisation", "lead_body", may_lead and not page.asks),
        (Action.VIEW, "Duties and dates", "duties", True),
        (Action.VIEW, "Contacts that changed", "contacts", True),
        (Action.VIEW, "Supply", "supply", not page.share.is_umbrella),
        (Action.VIEW, "Reviews", "reviews", True),
        (Action.VIEW, _incidents(incidents), "incidents", not page.share.is_umbrella),
        (Action.VIEW, "Disposal of the data", "disposal", bool(proved)),
        (Action.ARCHIVE, "Archive this data share", "archive", is_over and page.share.edition_id == of_page),
    )
    for action, words, name, is_open in offered:
        if action in may and is_open:
            yield Link(words, url(f"agreements:{name}", reference))
    if Action.LIFT_SUSPENSION in may:
        yield from _to_resume(page, standing)


def _incidents(still_open: int) -> str:
    return f"Incidents ({still_open} open)" if still_open else "Incidents"


def _to_resume(page: Page, standing: Iterable[Suspension]) -> Iterator[Link]:
    """Yield a link for each suspension that waits for the reader's organisation. Five queries, or none."""
    address = url("agreements:lift_suspension", page.share.reference)
    for suspension in awaiting(standing, page.party):
        what = "" if suspension.is_whole else f" to and from {suspension.party}"
        yield Link(f"Resume the sharing{what}", f"{address}?of={suspension.pk}")


def _to_suspend(page: Page, agreement: Agreement) -> str:
    """Return what the reader's organisation can suspend: the sharing, or, of several, its own part. Four queries."""
    if len(page.every_party) < 3 or page.party is None or stops_all(agreement, page.party):
        return "Suspend the sharing"
    return f"Suspend the sharing to and from {page.party}"


def _may_extend(page: Page, agreement: Agreement, of_page: int) -> bool:
    """Return whether there is a short way: of several that receive, each has dates of its own."""
    has_term = agreement.ends_on is not None and not agreement.is_under_notice
    return has_term and page.asks and len(page.parties) == 2 and page.share.edition_id == of_page
