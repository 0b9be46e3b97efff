"""Invariants that hold after random actions by random members, through the real actions."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agreements import policy
from agreements.answers import journey_of
from agreements.members import actions as people
from agreements.models import (
    Agreement,
    Clause,
    ClauseAgreement,
    Comment,
    DataShare,
    Event,
    Member,
    Outcome,
    Proposal,
    Reason,
    Round,
    SealJob,
    SharePermission,
    Signature,
    Verdict,
    Wording,
)
from agreements.negotiating import actions as negotiating
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.signing import actions as signing
from agreements.signing import freezing
from agreements.states import Action, Role, State, next_state, open_now
from agreements.verifying.audit import verify_everything
from agreements.wording.gaps import MARK, has_gap
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.assessments import decide_all
from tests.cast import NAMES, Cast

pytestmark = pytest.mark.django_db
REFUSALS = (PermissionDenied, NotNow)
WORKERS = st.sampled_from(["acquirer", "acquirer_colleague", "supplier", "supplier_colleague"])
RUDE = [
    "respond", "accept_request", "return_request", "refuse_request", "submit", "withdraw", "propose", "accept",
    "reject", "comment", "agree", "freeze", "sign", "sign", "decline", "reopen", "invite", "remove",
]  # fmt: skip


class Journey(RuleBasedStateMachine):
    """One data share with the cast, from one of the stages built before."""

    cast: ClassVar[Cast]
    built: ClassVar[dict[str, DataShare]]

    @initialize(stage=st.sampled_from(["submitted", "negotiating", "agreed", "signing"]))
    def begin(self, stage: str) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.key = self.built[stage].pk
        self.known = self.share.events.count()
        self.news = True
        self.offered: dict[int, str] = {row.pk: row.words.digest for row in self._agreements()}

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            assert verify_everything([self.share]).findings == []
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @property
    def share(self) -> DataShare:
        return DataShare.objects.get(pk=self.key)

    def _agreements(self) -> list[Agreement]:
        return list(Agreement.objects.filter(share_id=self.key).select_related("words", "share"))

    def person(self, name: str) -> User:
        user: User = getattr(self.cast, name)
        return user

    def clause(self, place: int) -> Clause | None:
        clauses = list(
            Clause.objects.filter(edition__share_id=self.key).select_related("current", "edition__share")[:4]
        )
        return clauses[place % len(clauses)] if clauses else None

    def proposal(self, place: int) -> Proposal | None:
        every = list(
            Proposal.objects.filter(wording__clause__edition__share_id=self.key).select_related(
                "wording__clause__edition__share"
            )
        )
        return every[-1 - place % len(every)] if every else None

    def everything(self) -> tuple[Any, ...]:
        """Return all that an action could change, in a comparable form."""
        mine = {"share_id": self.key}
        return (
            DataShare.objects.filter(pk=self.key).values_list("edition__state", "edition__state_since", "title")[0],
            Event.objects.filter(**mine).count(),
            set(Member.objects.filter(**mine).values_list("pk", "until", "user_id")),
            set(SharePermission.objects.filter(content_object_id=self.key).values_list("user", "party", "permission")),
            Round.objects.filter(edition__share_id=self.key).count(),
            list(Clause.objects.filter(edition__share_id=self.key).order_by("pk").values_list("pk", "current_id")),
            Wording.objects.filter(clause__edition__share_id=self.key).count(),
            set(Proposal.objects.filter(wording__clause__edition__share_id=self.key).values_list("pk", "state")),
            ClauseAgreement.objects.filter(wording__clause__edition__share_id=self.key).count(),
            Comment.objects.filter(clause__edition__share_id=self.key).count(),
            set(Agreement.objects.filter(**mine).values_list("pk", "taken_back_at", "in_force_at")),
            Signature.objects.filter(agreement__share_id=self.key).count(),
            SealJob.objects.filter(agreement__share_id=self.key).count(),
        )

    def attempt(self, act: Callable[[], object]) -> bool:
        """Try an action. A refused one must have changed nothing."""
        before = self.everything()
        try:
            act()
        except REFUSALS:
            assert self.everything() == before
            return False
        self.news = True
        return True

    @rule(act=st.sampled_from(RUDE), who=st.sampled_from(sorted(NAMES)), place=st.integers(0, 12), other=st.booleans())
    def anyone_tries_anything(self, act: str, who: str, place: int, other: bool) -> None:
        getattr(self, act)(who, place, other)

    @precondition(lambda self: self.share.edition.state in {State.SUBMITTED, State.ASSESSING})
    @rule(act=st.sampled_from(["respond", "accept_request", "return_request"]))
    def the_party_answers(self, act: str) -> None:
        getattr(self, act)("supplier", 0, False)

    @precondition(lambda self: self.share.edition.state == State.RETURNED)
    @rule()
    def the_acquirer_sends_it_again(self) -> None:
        self.submit("acquirer", 0, False)

    @precondition(lambda self: self.share.edition.state == State.NEGOTIATING)
    @rule(act=st.sampled_from(["propose", "accept", "reject", "agree"]), who=WORKERS, place=st.integers(0, 3))
    def they_negotiate(self, act: str, who: str, place: int) -> None:
        getattr(self, act)(who, place, False)

    @precondition(lambda self: self.share.edition.state == State.NEGOTIATING)
    @rule(lead=st.sampled_from(["acquirer", "supplier"]), in_order=st.booleans())
    def they_settle_and_freeze(self, lead: str, in_order: bool) -> None:
        self.settle()
        self.freeze(lead, 0, in_order)

    @precondition(lambda self: self.share.edition.state == State.SIGNING)
    @rule(who=st.sampled_from(["acquirer_signatory", "supplier_signatory"]))
    def they_sign(self, who: str) -> None:
        self.sign(who, 0, False)

    def respond(self, who: str, place: int, other: bool) -> None:
        sections = list(journey_of(self.share).question_set.sections)
        given = responding.newest_round(self.share) if self.share.edition.rounds.exists() else None
        section = sections[place % len(sections)]
        newest = given.responses.filter(section=section.key).first() if given else None
        verdict = Verdict.QUESTION if other else Verdict.AGREE
        note = "Why?" if other else ""
        revision = newest.revision if newest else 0
        self.attempt(
            lambda: responding.respond(
                share=self.share,
                section=section,
                verdict=verdict,
                note=note,
                private_note="",
                revision=revision,
                by=self.person(who),
            )
        )

    def accept_request(self, who: str, place: int, other: bool) -> None:
        self._decide(who, Outcome.ACCEPT)

    def return_request(self, who: str, place: int, other: bool) -> None:
        self._decide(who, Outcome.RETURN)

    def refuse_request(self, who: str, place: int, other: bool) -> None:
        self._decide(who, Outcome.REFUSE, Reason.NO_POWER)

    def _decide(self, who: str, outcome: Outcome, reason: Reason | None = None) -> None:
        share, by = self.share, self.person(who)
        self.attempt(lambda: responding.decide(share=share, outcome=outcome, reason=reason, text="So.", by=by))

    def submit(self, who: str, place: int, other: bool) -> None:
        share, by = self.share, self.person(who)
        self.attempt(lambda: requesting.submit(share=share, declared=stages.DECLARED, by=by))

    def withdraw(self, who: str, place: int, other: bool) -> None:
        share, by = self.share, self.person(who)
        self.attempt(lambda: requesting.withdraw(share=share, reason="No.", by=by))

    def propose(self, who: str, place: int, other: bool) -> None:
        if clause := self.clause(place):
            text = "Kept until [[gap:retention]]." if other else f"What {who} would say of it, number {place}."
            based_on = clause.current_id or 0
            by = self.person(who)
            self.attempt(lambda: negotiating.propose(clause=clause, based_on=based_on, text=text, reason="So.", by=by))

    def accept(self, who: str, place: int, other: bool) -> None:
        if proposal := self.proposal(place):
            self.attempt(lambda: negotiating.accept(proposal=proposal, by=self.person(who)))

    def reject(self, who: str, place: int, other: bool) -> None:
        if proposal := self.proposal(place):
            self.attempt(lambda: negotiating.reject(proposal=proposal, note="No.", by=self.person(who)))

    def comment(self, who: str, place: int, other: bool) -> None:
        if clause := self.clause(place):
            by = self.person(who)
            self.attempt(lambda: negotiating.comment(clause=clause, text=f"{who} says", private=other, by=by))

    def agree(self, who: str, place: int, other: bool) -> None:
        share, by = self.share, self.person(who)
        bound = share.edition.clauses.binding(share.parties.get(is_lead=who.startswith("acquirer")))
        wordings = {pk: current or 0 for pk, current in bound.values_list("pk", "current_id")}
        self.attempt(lambda: negotiating.agree(share=share, wordings=wordings, by=by))

    def settle(self) -> None:
        """Decide the assessment, close all proposals, fill every gap, and agree the rest for both sides."""
        self.attempt(partial(decide_all, self.share))
        for proposal in Proposal.objects.filter(wording__clause__edition__share_id=self.key, state=Proposal.State.OPEN):
            self.attempt(partial(negotiating.reject, proposal=proposal, note="No.", by=self.cast.acquirer))
        for clause in Clause.objects.filter(edition__share_id=self.key).select_related("current", "edition__share"):
            if clause.current and has_gap(clause.current.text):
                self._fill(clause, clause.current)
        for lead in ("acquirer", "supplier"):
            self.agree(lead, 0, False)

    def _fill(self, clause: Clause, current: Wording) -> None:
        words = MARK.sub("as settled", current.text)
        by = self.cast.supplier
        self.attempt(partial(negotiating.propose, clause=clause, based_on=current.pk, text=words, reason="So.", by=by))
        if proposal := Proposal.objects.filter(wording__clause=clause, state=Proposal.State.OPEN).first():
            self.attempt(partial(negotiating.accept, proposal=proposal, by=self.cast.acquirer))

    def freeze(self, who: str, place: int, other: bool) -> None:
        share, by = self.share, self.person(who)
        ranks = freezing.acquirer_first(freezing.signatories_of(share)) if other else None
        self.attempt(lambda: freezing.freeze_words(share=share, ranks=ranks, by=by))

    def sign(self, who: str, place: int, other: bool) -> None:
        agreements = self._agreements()
        if not agreements:
            return
        agreement, by = agreements[-1 - place % len(agreements)], self.person(who)
        digest = "0" * 64 if other else agreement.words.digest
        act = partial(signing.sign, agreement=agreement, digest=digest, method="password", by=by)
        if self.attempt(act):
            after = self.everything()
            assert not other, "Another digest than the one on record is never signed."
            act()
            assert self.everything() == after, "Signing twice is signing once."

    def decline(self, who: str, place: int, other: bool) -> None:
        agreements = self._agreements()
        if agreements:
            agreement = agreements[-1 - place % len(agreements)]
            self.attempt(lambda: signing.decline(agreement=agreement, reason="No.", by=self.person(who)))

    def reopen(self, who: str, place: int, other: bool) -> None:
        share, by = self.share, self.person(who)
        self.attempt(lambda: signing.reopen(share=share, reason="One word.", by=by))

    def invite(self, who: str, place: int, other: bool) -> None:
        whom = getattr(self.cast, sorted(NAMES)[place % len(NAMES)])
        role = [Role.LEAD, Role.CONTRIBUTOR, Role.OBSERVER][place % 3]
        share, by = self.share, self.person(who)
        self.attempt(lambda: people.invite(share=share, email=whom.email, role=role, by=by))

    def remove(self, who: str, place: int, other: bool) -> None:
        members = list(Member.objects.live().filter(share_id=self.key))
        member = members[place % len(members)]
        self.attempt(lambda: people.remove(member=member, by=self.person(who)))

    @invariant()
    def all_of_it_holds(self) -> None:
        """Check all invariants after each action that did something."""
        if self.news:
            self.only_edges_of_the_table_each_recorded_once()
            self.people_see_what_they_are_members_of()
            self.in_force_only_when_everyone_signed_the_same_words()
        self.news = False

    def only_edges_of_the_table_each_recorded_once(self) -> None:
        events = list(Event.objects.filter(share_id=self.key).order_by("sequence"))
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        for event in events[max(1, self.known - 1) :]:
            action = Action(event.action)
            assert open_now(action, State(event.from_state)), f"{action} from {event.from_state}"
            assert next_state(action, State(event.from_state)) == event.to_state
            assert event.cause or event.details.actor_id, "Every event has an actor or names its cause."
        self.known = len(events)
        assert events[-1].to_state == self.share.edition.state, "Replaying the events gives the state."

    def people_see_what_they_are_members_of(self) -> None:
        live = set(Member.objects.live().filter(share_id=self.key).values_list("user_id", flat=True))
        for user in self.cast.everyone().values():
            assert DataShare.objects.visible_to(user).filter(pk=self.key).exists() == (user.pk in live)
        assert policy.disagreements() == []

    def in_force_only_when_everyone_signed_the_same_words(self) -> None:
        agreements = self._agreements()
        for agreement in agreements:
            assert self.offered.setdefault(agreement.pk, agreement.words.digest) == agreement.words.digest
            required = set(agreement.required.values_list("party_id", flat=True))
            given = list(Signature.objects.filter(agreement=agreement).values_list("party_id", "digest"))
            complete = sorted(given) == sorted((party, agreement.words.digest) for party in required)
            assert bool(agreement.in_force_at) == (complete and agreement.taken_back_at is None)
            assert SealJob.objects.filter(agreement=agreement).count() == bool(agreement.in_force_at)
        in_force = [agreement for agreement in agreements if agreement.in_force_at]
        assert bool(in_force) == (self.share.edition.state == State.IN_FORCE)


def test_what_must_hold_holds_whatever_people_do(cast: Cast, asset: DataAsset) -> None:
    Journey.cast = cast
    Journey.built = {
        "submitted": stages.submitted(cast, asset),
        "negotiating": stages.negotiating(cast, asset),
        "agreed": stages.agreed(cast, asset),
        "signing": stages.signing(cast, asset),
    }
    run_state_machine_as_test(
        Journey,
        # Without the phase that explains a failure, which takes far longer than making it smaller.
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        ),
    )
    assert Signature.objects.count() == 0, "Each walk was taken back."
