"""Fetches the data share of every page: 404 for a stranger, 403 without permission, 409 in the wrong state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from agreements import policy
from agreements.emergency import Urgency, deferrable, urgency_of
from agreements.frame import RULES_STEPS, STEPS, Tab, refuse_what_rules_lack, tabs_of, withdrawal_in_words
from agreements.kept_back import LOOKED_BACK_ON, refuse_what_came_later, show_as_it_was
from agreements.kinds import EventKind
from agreements.models import DataShare, EndedPart, Leading, Member, Party
from agreements.models.sent import OPEN_TO_BOTH, keep_unsent_from_others
from agreements.questionnaire.law import unchecked
from agreements.states import ENDED, Action, Side, State
from community.accounts.current_user import signed_in
from community.models import User
from datashare.lib.carried import carry
from datashare.lib.error_pages import set_way_out
from datashare.lib.exceptions import NotNow, PartEnded
from datashare.lib.jinja import url

# The field in the forms of a reader of several parties that names the one they act for.
ACTING_FOR: Final = "acting_for"


@dataclass(frozen=True)
class Page:
    """A data share as one user reads it; what its frame shows is fetched when it is first asked for."""

    share: DataShare
    reader: User
    # How the part of the reader's party ended, if it did: they read the data share as it was then.
    ended: EndedPart | None = None

    def render(
        self, request: HttpRequest, template: str, content: Mapping[str, Any], *, tab: Tab, status: int = 200
    ) -> HttpResponse:
        """Return the template with this content in the frame of the data share, under one of its tabs."""
        context = {"page": self, "share": self.share, "tab": tab, **content}
        return render(request, template, context, status=status)

    @property
    def law_unchecked(self) -> str:
        """The sentence that no lawyer has checked the library's law yet; empty once one has."""
        return unchecked()

    @cached_property
    def every_party(self) -> list[Party]:
        return list(self.share.parties.all())

    @cached_property
    def parties(self) -> list[Party]:
        """The parties that the agreement binds: not one whose every flow has closed."""
        return [party for party in self.every_party if party.sides]

    @cached_property
    def party(self) -> Party | None:
        """The party for which the reader takes part."""
        return next((party for party in self.every_party if party.pk == self.share.reader_party_id), None)

    @property
    def also_for(self) -> list[Party]:
        """The other parties for which the reader takes part; none for almost everyone."""
        return [party for party in self.every_party if party.pk in self.share.reader_parties and party != self.party]

    @property
    def acting(self) -> Party:
        """The party for which the reader acts. Raise PermissionDenied for someone who takes part for none."""
        if self.party:
            return self.party
        raise PermissionDenied("You do not take part in this data share for an organisation.")

    @property
    def supplier(self) -> Party | None:
        """The supplier whose response the reader reads or gives: their own party or, for who asks, the first other.

        None for another body that receives: it reads no response.
        """
        if self.is_supplier():
            return self.party
        return next((party for party in self.suppliers if party.decides), None) if self.asks else None

    @cached_property
    def open_to(self) -> frozenset[Action]:
        """What the reader may do now."""
        return policy.open_to(self.reader, self.share)

    def may(self, action: str) -> bool:
        """Return whether the reader may do it now; templates ask with the action's value."""
        return Action(action) in self.open_to

    @property
    def asks(self) -> bool:
        """Whether the reader takes part for the organisation that asks."""
        return self.party is not None and self.party.is_lead

    @cached_property
    def leading(self) -> Leading:
        """Who led at which time. No query between two."""
        return Leading.of(self.share)

    def asked(self, at: datetime) -> bool:
        """Return whether the reader's organisation was the one that asked at this time."""
        return self.leading.led(self.party, at)

    @property
    def coordinates(self) -> bool:
        """Whether the reader's party may take a step for all: each of two; of several, the one that asks."""
        return len(self.parties) < 3 or self.asks

    @property
    def asking(self) -> Party | None:
        """The party that asks."""
        return next((party for party in self.every_party if party.is_lead), None)

    def is_supplier(self) -> bool:
        return self.party is not None and self.party.side == Side.SUPPLIER

    @cached_property
    def deferrable(self) -> frozenset[str]:
        """The questions that may be answered after the signatures; none outside an emergency."""
        return deferrable(self.share.edition.question_set) if self.urgency else frozenset()

    @property
    def withdraw_words(self) -> str:
        """What the link to end the data share says."""
        return withdrawal_in_words(self.state, bodies=len(self.parties), is_umbrella=self.share.is_umbrella)

    @cached_property
    def urgency(self) -> Urgency | None:
        """How urgent an emergency is, as far as the reader's organisation may know; None for any other request."""
        return None if self.ended else urgency_of(self.share, asks=self.asks)

    @property
    def state(self) -> State:
        return State(self.share.edition.state)

    @cached_property
    def has_clauses(self) -> bool:
        """Whether clauses are the text of record. No query in the states that always have some."""
        return self.state in OPEN_TO_BOTH or self.share.edition.clauses.exists()

    @property
    def acquirers(self) -> list[Party]:
        """The parties that receive; of an umbrella, the one that leads and answers its questions."""
        return [party for party in self.parties if party.receives or (party.in_rules and party.is_lead)]

    @property
    def suppliers(self) -> list[Party]:
        return [party for party in self.parties if party.gives]

    @cached_property
    def stopped_in(self) -> State | None:
        """The state that a refused or withdrawn data share was in before; None while it goes on."""
        if self.share.edition.state == State.REFUSED:
            return State.ASSESSING
        if self.share.edition.state != State.WITHDRAWN:
            return None
        withdrawn = EventKind.RULES_WITHDRAWN if self.share.is_umbrella else EventKind.REQUEST_WITHDRAWN
        events = self.share.events.filter(kind=withdrawn).order_by("-sequence")
        return State(events.values_list("from_state", flat=True)[0])

    @cached_property
    def unconfirmed(self) -> Sequence[Member]:
        """Members, each user once, whom their party has not confirmed as working there. No query if there are none."""
        return self._each_once(self.share.unconfirmed)

    @cached_property
    def guests(self) -> Sequence[Member]:
        """Members, each user once, who do not work for their party. No query if there are none."""
        return self._each_once(self.share.guests or ())

    def _each_once(self, pairs: Sequence[Sequence[int]]) -> list[Member]:
        """Return a member for each of these pairs of a user and their party; of a part that has ended, only its own."""
        if self.ended:
            pairs = [pair for pair in pairs if pair[1] == self.ended.party.pk]
        if not pairs:
            return []
        users = self.share.members.live().filter(user__in=[user for user, _ in pairs])
        members = users.select_related("user", "party__organisation")
        each = {(member.user_id, member.party_id): member for member in members}
        return [member for key, member in each.items() if list(key) in pairs]

    def doubts_on(self, user: User) -> bool:
        """Return whether nothing but this user's own word shows that they work for their party."""
        return any((member.user_id, member.party) == (user.pk, self.party) for member in self.unconfirmed)

    @cached_property
    def _steps(self) -> tuple[tuple[str, set[State]], ...]:
        """The steps that it takes, each with its states."""
        return RULES_STEPS if self.share.is_umbrella else STEPS

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The name of each step, and done, current, stopped, to come or not reached."""
        return [(name, self._progress(place)) for place, (name, _) in enumerate(self._steps)]

    @property
    def place(self) -> int:
        """The index of the step it is in, or stopped at."""
        state = self.stopped_in or self.state
        return next(place for place, (_, states) in enumerate(self._steps) if state in states)

    @property
    def step_in_words(self) -> str:
        """The number and name of that step: 2: Agreement."""
        return f"{self.place + 1} of {len(self._steps)}: {self._steps[self.place][0]}"

    def _progress(self, place: int) -> str:
        if place < self.place:
            return "done"
        if place == self.place:
            return "stopped" if self.stopped_in or self.state in ENDED else "current"
        return "not reached" if self.stopped_in else "to come"

    @property
    def where(self) -> str:
        """The steps in one line, for a narrow screen."""
        step = self.step_in_words
        is_over = self.stopped_in or self.state in ENDED
        return f"{self.state.label} at step {step}" if is_over else f"Step {step}"

    @property
    def tabs(self) -> list[tuple[Tab, str, str]]:
        """Name, address and words of each tab."""
        found = tabs_of(is_umbrella=self.share.is_umbrella)
        left = [(tab, words) for tab, words in found if not self.ended or tab in LOOKED_BACK_ON]
        return [(tab, url(f"agreements:{tab}", self.share.reference), words) for tab, words in left]


def page_or_404(request: HttpRequest, reference: str, *, adding: Callable[[Any], Any] = lambda shares: shares) -> Page:
    """Return the data share of this reference as the user reads it. Raise Http404, or PartEnded for a former member.

    Raise NotNow for a post from a page that they saw when they acted for another party. `adding` adds what one page
    alone needs to the query.
    """
    page = page_as_anyone(request, reference, adding=adding)
    if request.method == "POST":
        _must_act_for_the_same(page, request.POST.get(ACTING_FOR, ""))
    return page


def _must_act_for_the_same(page: Page, seen_for: str) -> None:
    """Raise NotNow unless a form names the party that the reader acts for now; one who acts for one only names none."""
    party = page.share.reader_party_id
    if (seen_for or page.also_for) and seen_for != str(party):
        key = int(seen_for) if seen_for.isdecimal() and len(seen_for) < 19 else 0
        raise NotNow(policy.acts_for_another(page.share, key, party or 0))


def page_as_anyone(
    request: HttpRequest, reference: str, *, adding: Callable[[Any], Any] = lambda shares: shares
) -> Page:
    """Return the same, whichever party the form that was sent is for."""
    reader = signed_in(request)
    share = adding(DataShare.objects.read_by(reader).with_doubts()).filter(reference=reference).first()
    if share is None:
        if Member.objects.filter(share__reference=reference, user=reader).exists():
            raise PartEnded("Your role in this data share has ended.")
        raise Http404("This data share does not exist, or you are not part of it.")
    set_way_out(request, url("agreements:overview", reference), "Go to this data share")
    if share.is_umbrella:
        refuse_what_rules_lack(request)
    page = Page(share.tied(), reader)
    if page.party and policy.looks_back(reader, share):
        ended = EndedPart.of(page.party.pk)
        refuse_what_came_later(request, ended, page.asking)
        show_as_it_was(page.share, ended)
        page = replace(page, ended=ended)
    elif not page.asks:
        keep_unsent_from_others([share])
    if page.also_for:
        carry(request, ACTING_FOR, str(share.reader_party_id))
    return page


def page_for(request: HttpRequest, reference: str, action: Action) -> Page:
    """Return the same for a user who may take this action now; raise 403 or 409 otherwise."""
    page = page_or_404(request, reference)
    policy.require(page.reader, action, page.share)
    return page


def posted(request: HttpRequest) -> QueryDict | None:
    """Return the posted data to bind a form to, even if it is empty; None if nothing was posted."""
    return request.POST if request.method == "POST" else None


def revision_posted(request: HttpRequest) -> int:
    """Return the revision of a text that the user saw; 0 if the page sent none that can be read."""
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0
