"""What stops the clauses from being signed, and the parties that go on despite it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.drafting.drafts import circumstances_for
from agreements.drafting.stops import Stop, stops_in
from agreements.drafting.stops_of_checks import as_checked
from agreements.drafting.stops_of_text import empty_words, risk_stops, struck_clauses
from agreements.kinds import ChangeKey, EventKind, Facts
from agreements.members.actions import party_of
from agreements.models import DataShare, Party, StopOverride
from agreements.states import Action
from agreements.wording.gaps import awaited_party
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import NotNow
from datashare.lib.phrases import listed


@dataclass(frozen=True)
class StandingStop:
    """A stop, the parties that go on despite it and why, and those that have not said so."""

    stop: Stop
    overrides: Sequence[StopOverride]
    waiting: Sequence[Party]

    @property
    def holds(self) -> bool:
        """Whether it stops the agreement: no one may go on despite it, or not every party does."""
        return self.stop.is_absolute or bool(self.waiting)

    @property
    def line(self) -> str:
        """What is so and who must do what, for a list of obstacles."""
        if self.overrides and not self.stop.is_absolute:
            return f"{self.stop.says} {listed(self.waiting)} must still decide whether to go on despite this."
        return f"{self.stop.says} {self.stop.do}"

    def overridden_by(self, party: Party | None) -> bool:
        return any(party is not None and given.party_id == party.pk for given in self.overrides)


def standing_stops(share: DataShare, parties: Sequence[Party]) -> list[StandingStop]:
    """Return every stop with who goes on despite it. The number of queries does not grow with what there is."""
    clauses = list(share.edition.clauses.in_text().with_starter())
    # The entries of a party that was left out were struck with it.
    bound = {None, *(party.pk for party in parties)}
    missed = struck_clauses(clause for clause in clauses if awaited_party(clause.key) in bound)
    stops, s = [*stops_in(share, parties), *empty_words(clauses), *missed], circumstances_for(share, None)
    return _with_overrides(share, parties, [*as_checked(stops, s), *risk_stops(s)])


def stops_by_answers(share: DataShare, parties: Sequence[Party]) -> list[StandingStop]:
    """Return the stops of the answers alone, with who goes on despite each. One query, two if there are any."""
    return _with_overrides(share, parties, stops_in(share, parties))


def _with_overrides(share: DataShare, parties: Sequence[Party], stops: Sequence[Stop]) -> list[StandingStop]:
    overrides = list(share.edition.overrides.select_related("party__organisation", "by")) if stops else []
    return [_standing(stop, overrides, parties) for stop in stops]


def _standing(stop: Stop, overrides: Sequence[StopOverride], parties: Sequence[Party]) -> StandingStop:
    given = [override for override in overrides if override.stop == stop.key]
    done = {override.party_id for override in given}
    return StandingStop(stop, given, [party for party in parties if party.pk not in done])


@transaction.atomic
def go_on(*, share: DataShare, key: str, reason: str, by: User) -> None:
    """Record that the user's party goes on despite a stop. Idempotent.

    Raise PermissionDenied for a stop that no one may override, NotNow for one that does not stop it any more.
    """
    share = begin(share, Action.OVERRIDE, by)
    party, parties = party_of(share, by), list(share.parties.bound().select_related("organisation"))
    found = next((each for each in standing_stops(share, parties) if each.stop.key == key), None)
    if found is None:
        raise NotNow("This does not stop the agreement any more.")
    if found.stop.is_absolute:
        raise PermissionDenied(f"No one can go on despite this, because {found.stop.why_absolute}.")
    if found.overridden_by(party):
        return
    at = timezone.now()
    StopOverride.objects.create(edition=share.edition, stop=key, party=party, reason=reason, by=by, at=at)
    facts: Facts = {"stop": str(found.stop.kind), "parties": [party.fact]}
    changes = [EventChange.given(ChangeKey.REASON, reason)]
    finish(share, EventKind.STOP_OVERRIDDEN, by=by, facts=facts, changes=changes, subject=f"stop:{key}", at=at)
