"""What is kept back from the people of a party whose part has ended: what came later."""

from typing import Final

from django.http import HttpRequest

from agreements.models import DataShare, EndedPart, Party
from datashare.lib.exceptions import NoPart

# The pages that are left to the people of a party whose part has ended, by the name of the URL; as tabs, some of them.
LOOKED_BACK_ON: Final = frozenset(
    {
        *("overview", "request", "response", "history", "act_for", "leave"),
        *("decision_record", "decision_file", "round_changes"),
        # To send a refusal twice, or to pass on twice, leads to what was decided.
        *("decide", "pass_on", "decided"),
    }
)


def refuse_what_came_later(request: HttpRequest, ended: EndedPart, asking: Party | None) -> None:
    """Raise NoPart for a page that is not left to the people of a party whose part has ended."""
    match = request.resolver_match
    if match is None or match.url_name not in LOOKED_BACK_ON:
        ask = f" If this is wrong, ask {asking}." if asking else ""
        raise NoPart(f"{ended.sentence} {ended.why} You cannot open pages about what came after that.{ask}")


def show_as_it_was(share: DataShare, ended: EndedPart) -> None:
    """Let a data share be read as it was when the part of its reader's party ended. It is not stored. One query."""
    share.last_round, share.title = ended.round, ended.title or share.title
    if ended.event:
        share.edition = share.editions.get(number=ended.event.edition)
        share.edition.state, share.edition.state_since = ended.event.to_state, ended.event.at
        share.tied()
