"""Fetches the data share of every page: 404 for a stranger, 403 without permission, 409 in the wrong state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, QueryDict

from agreements import policy
from agreements.models import DataShare, Member, Party
from agreements.states import Action, Side, State
from community.models import User
from datashare.lib.jinja import url

# The line at the top of every page of a data share, and the states in which each step is the current one.
STEPS = (
    ("Request", {State.DRAFT, State.RETURNED}),
    ("Response", {State.SUBMITTED, State.ASSESSING}),
    ("Agreement", {State.NEGOTIATING}),
    ("Signatures", {State.SIGNING}),
    ("In force", {State.IN_FORCE}),
)
# The pages of a data share: the last part of the URL's name, the text of the link.
PAGES = (
    ("overview", "Overview"),
    ("request", "Request"),
    ("response", "Response"),
    ("agreement", "Agreement"),
    ("assessment", "Impact assessment"),
    ("people", "People"),
    ("files", "Files"),
    ("history", "History"),
)


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in user. LoginRequiredMiddleware has already turned away all others."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def share_or_404(request: HttpRequest, reference: str) -> DataShare:
    """Return the data share of this reference if the user may see it. Raise Http404 otherwise."""
    share = DataShare.objects.read_by(signed_in(request)).with_doubts().filter(reference=reference).first()
    if share is None:
        raise Http404("This data share does not exist, or you are not part of it.")
    return share


def share_for(request: HttpRequest, reference: str, action: Action) -> DataShare:
    """Return the data share if the user may do this now. Raise 403 or 409 otherwise."""
    share = share_or_404(request, reference)
    policy.require(signed_in(request), action, share)
    return share


def posted(request: HttpRequest) -> QueryDict | None:
    """Return the posted data to bind a form to, even if it is empty; None if nothing was posted."""
    return request.POST if request.method == "POST" else None


def revision_posted(request: HttpRequest) -> int:
    """Return the revision of a text that the user saw; 0 if the page sent none that can be read."""
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


@dataclass(frozen=True)
class Page:
    """The content of the frame around each page of a data share."""

    share: DataShare
    parties: list[Party]
    here: str
    open_to: frozenset[Action]
    own: Party | None
    # For a data share that was refused or withdrawn, the state it was in until then.
    stopped_in: State | None = None
    # Members whose work for their party rests on their own word only.
    unconfirmed: Sequence[Member] = ()

    def doubts_on(self, user: User) -> bool:
        """Return whether this user's place in their party is unconfirmed."""
        return any(member.user_id == user.pk for member in self.unconfirmed)

    @property
    def state(self) -> State:
        return State(self.share.state)

    @property
    def acquirers(self) -> list[Party]:
        return [party for party in self.parties if party.side == Side.ACQUIRER]

    @property
    def suppliers(self) -> list[Party]:
        return [party for party in self.parties if party.side == Side.SUPPLIER]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The name of each step, and done, current, stopped, to come or not reached."""
        return [(name, self._progress(place)) for place, (name, _) in enumerate(STEPS)]

    @property
    def place(self) -> int:
        """The step it is in, or stopped at."""
        state = self.stopped_in or self.state
        return next(place for place, (_, states) in enumerate(STEPS) if state in states)

    def _progress(self, place: int) -> str:
        if place < self.place:
            return "done"
        if place == self.place:
            return "stopped" if self.stopped_in else "current"
        return "not reached" if self.stopped_in else "to come"

    @property
    def where(self) -> str:
        """The steps in one line, for a narrow screen."""
        step = f"{self.place + 1} of {len(STEPS)}: {STEPS[self.place][0]}"
        return f"{self.state.label} at step {step}" if self.stopped_in else f"Step {step}"

    @property
    def here_in_words(self) -> str:
        """The text of the link to this page."""
        return dict(PAGES)[self.here]

    @property
    def links(self) -> list[tuple[str, str, bool]]:
        """Address, text, and whether it is the current page."""
        reference = self.share.reference
        return [(url(f"agreements:{name}", reference), words, name == self.here) for name, words in PAGES]

    def may(self, action: str) -> bool:
        """Return whether this user may do it now; templates ask with the action's value."""
        return Action(action) in self.open_to

    @property
    def withheld(self) -> frozenset[Action]:
        """The sides' working answers to hide in the history: a side's earlier words stay with that side."""
        return frozenset({Action.ANSWER}) if self.is_supplier() else frozenset({Action.RESPOND})

    @property
    def side(self) -> Side | None:
        """The side for which this user reads."""
        return Side(self.own.side) if self.own else None

    def is_supplier(self) -> bool:
        return self.own is not None and self.own.side == Side.SUPPLIER


def _stopped_in(share: DataShare) -> State | None:
    """Return the state before a data share was refused or withdrawn; None if it was not."""
    if share.state == State.REFUSED:
        return State.ASSESSING
    if share.state != State.WITHDRAWN:
        return None
    events = share.events.filter(action=Action.WITHDRAW).order_by("-sequence")
    return State(events.values_list("from_state", flat=True)[0])


def _unconfirmed(share: DataShare) -> list[Member]:
    """Return the members not confirmed by their party, each once. No query if there are none."""
    if not share.unconfirmed:
        return []
    members = share.members.live().filter(user__in=share.unconfirmed).select_related("user", "party__organisation")
    return list({member.user_id: member for member in members}.values())


def framed(request: HttpRequest, share: DataShare, here: str, **content: Any) -> dict[str, Any]:
    """Return the context of a page of a data share: the frame that `share_or_404` fetched, and the content."""
    parties = list(share.parties.all())
    page = Page(
        share=share,
        parties=parties,
        here=here,
        open_to=policy.open_to(signed_in(request), share),
        own=next((party for party in parties if party.pk == share.reader_party_id), None),
        stopped_in=_stopped_in(share),
        unconfirmed=_unconfirmed(share),
    )
    return {"page": page, "share": share} | content
