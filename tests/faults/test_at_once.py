"""Concurrent users: exactly one completion, and no text lost."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from agreements import policy
from agreements.answers import journey_of, revision_of
from agreements.evidence.chain import Finding
from agreements.kinds import EventKind
from agreements.members import actions as people
from agreements.members import leaving
from agreements.models import (
    Agreement,
    Clause,
    ClauseAgreement,
    DataShare,
    Edition,
    Event,
    FrozenWords,
    Member,
    Party,
    Proposal,
    RequiredSignature,
    SealJob,
    Wording,
)
from agreements.negotiating import actions as negotiating
from agreements.requesting import actions as requesting
from agreements.signing import actions as signing
from agreements.signing import joining_later
from agreements.states import Role, State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Membership, Organisation, User
from datashare.lib.exceptions import Conflict, NotNow
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, whole_clauses
from tests.cast import Cast
from tests.faults.together import TRIALS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


def one_more_party(share: DataShare, number: int) -> None:
    """Add a party that gives data, with a signatory; the words are those of two."""
    body = Organisation.objects.create(name=f"Body {number}", slug=f"body-{number}")
    party = Party.objects.create(share=share, organisation=body, gives=True)
    one_more_signatory(party, number, "Director")


def one_more_signatory(party: Party, number: int, office: str) -> None:
    """Let another person sign for a party, in a position of their own."""
    user = User.objects.create(email=f"signatory@body-{number}.gov.uk", full_name=f"Signatory {number}")
    Membership.objects.create(user=user, organisation=party.organisation)
    member = Member.objects.create(
        share=party.share, party=party, user=user, email=user.email, role=Role.SIGNATORY, office=office
    )
    policy.align(user, party.share)
    agreement = party.share.agreements.get()
    RequiredSignature.objects.create(agreement=agreement, party=party, member=member, office=office, place=number)


def offered_again(old: Agreement) -> Agreement:
    """Offer the same words for signature again as the next agreement, for a cheap trial."""
    Agreement.objects.filter(pk=old.pk).update(ended_at=timezone.now(), ends_by="superseded")
    Edition.objects.filter(share=old.share_id).update(state=State.SIGNING)
    new = Agreement.objects.create(
        share=old.share, edition=old.edition, number=old.number + 1, offered_by=old.offered_by
    )
    FrozenWords.objects.create(agreement=new, words=old.words.words, html=old.words.html, digest=f"{new.number:064x}")
    for row in old.required.all():
        named = {"party": row.party, "member": row.member, "office": row.office}
        RequiredSignature.objects.create(agreement=new, place=row.place, rank=row.rank, **named)
    return new


def signing_by_each(agreement: Agreement, times: int = 1) -> list[Callable[[], object]]:
    people = [row.member.user for row in agreement.required.select_related("member__user")]
    return [
        partial(signing.sign, agreement=agreement, digest=agreement.words.digest, method="password", by=person)
        for person in people
        if person
        for _ in range(times)
    ]


def completions(agreement: Agreement) -> tuple[int, int, int, str]:
    """Return the signatures, completion events, seal jobs, and the state of the data share."""
    about = Event.objects.filter(
        share=agreement.share, subject=f"agreement:{agreement.number}:{agreement.words.digest}"
    )
    kinds = Counter(about.values_list("kind", flat=True))
    assert kinds[EventKind.AGREEMENT_SIGNED] == agreement.signatures.count()
    jobs = SealJob.objects.filter(agreement=agreement).count()
    return (
        agreement.signatures.count(),
        kinds[EventKind.BROUGHT_INTO_FORCE],
        jobs,
        stages.fresh(agreement.share).edition.state,
    )


def races(agreement: Agreement, signatories: int) -> list[tuple[int, tuple[int, int, int, str], list[object]]]:
    """Let everyone sign at once, TRIALS times; return the trials that did not end in one completion."""
    wrong = []
    for trial in range(TRIALS):
        done = at_once(signing_by_each(agreement))
        if completions(agreement) != (signatories, 1, 1, State.IN_FORCE):
            wrong.append((trial, completions(agreement), done))
        agreement = offered_again(agreement)
    return wrong


@pytest.mark.parametrize("parties", [2, 3, 5])
def test_everyone_signs_at_once(parties: int, share: DataShare, agreement: Agreement) -> None:
    for number in range(3, parties + 1):
        one_more_party(share, number)

    assert races(agreement, parties) == []
    chain = [finding for finding in verify_everything([share]).findings if isinstance(finding, Finding)]
    assert chain == []


@pytest.mark.parametrize("parties", [2, 3])
def test_two_signatories_of_one_party_sign_at_once(parties: int, share: DataShare, agreement: Agreement) -> None:
    for number in range(3, parties + 1):
        one_more_party(share, number)
    one_more_signatory(share.parties.get(is_lead=True), parties + 1, "Senior Information Risk Owner")

    assert races(agreement, parties + 1) == []
    chain = [finding for finding in verify_everything([share]).findings if isinstance(finding, Finding)]
    assert chain == []


def test_last_signature_and_late_party_moved_at_once(cast: Cast, share: DataShare, agreement: Agreement) -> None:
    one_more_party(share, 3)
    late = share.parties.get(organisation__slug="body-3")
    wrong = []
    for trial in range(TRIALS):
        *others, third = signing_by_each(agreement)
        move = partial(joining_later.move, share=agreement.share, party=late, reason="Late.", by=cast.acquirer)
        done = at_once([*others, move, third] if trial % 2 else [*others, move])
        signatures, plain, jobs, state = completions(agreement)
        without = Event.objects.filter(share=share, kind=EventKind.BROUGHT_INTO_FORCE_WITHOUT)
        forced = plain + without.filter(subject__startswith=f"agreement:{agreement.number}:").count()
        if (forced, jobs, state) != (1, 1, State.IN_FORCE) or signatures not in (2, 3):
            wrong.append((trial, signatures, forced, jobs, state, done))
        agreement = offered_again(agreement)

    assert wrong == []


def test_a_double_click_signs_once(agreement: Agreement) -> None:
    done = at_once(signing_by_each(agreement, times=3))

    assert not [problem for problem in done if isinstance(problem, Exception)]
    assert completions(agreement) == (2, 1, 1, State.IN_FORCE)


def test_signing_and_declining_at_once_is_one_or_the_other(agreement: Agreement, cast: Cast) -> None:
    first, last = signing_by_each(agreement)
    first()
    done = at_once([last, partial(signing.decline, agreement=agreement, reason="No.", by=cast.acquirer_signatory)])

    refused = [problem for problem in done if isinstance(problem, Exception)]
    assert len(refused) == 1
    assert verify_everything([stages.fresh(agreement.share)]).findings == []
    assert stages.fresh(agreement.share).edition.state in {State.IN_FORCE, State.NEGOTIATING}


@pytest.fixture
def clause(transactional_db: None, cast: Cast, asset: DataAsset) -> Clause:
    return whole_clauses(stages.negotiating(cast, asset))[0]


def propose(clause: Clause, text: str, by: User) -> Callable[[], Proposal]:
    based_on = current_of(clause)
    return partial(negotiating.propose, clause=clause, based_on=based_on, text=text, reason="So.", by=by)


def test_everyone_proposes_at_once(clause: Clause, cast: Cast) -> None:
    people = [cast.acquirer, cast.acquirer_colleague, cast.supplier, cast.supplier_colleague, cast.supplier_expert]

    done = at_once([propose(clause, f"What {person} would say.", person) for person in people])

    assert not [problem for problem in done if isinstance(problem, Exception)]
    texts = set(Wording.objects.filter(clause=clause, number__gt=1).values_list("text", flat=True))
    assert texts == {f"What {person} would say." for person in people}
    assert sorted(clause.wordings.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_double_click_proposes_once(clause: Clause, cast: Cast) -> None:
    done = at_once([propose(clause, "The same words.", cast.acquirer)] * 4)

    assert not [problem for problem in done if isinstance(problem, Exception)]
    assert Proposal.objects.filter(wording__clause=clause).count() == 1


def test_two_proposals_are_accepted_at_once_and_one_holds(clause: Clause, cast: Cast) -> None:
    ours, theirs = propose(clause, "Ours.", cast.acquirer)(), propose(clause, "Theirs.", cast.supplier)()

    done = at_once(
        [
            partial(negotiating.accept, proposal=ours, by=cast.supplier),
            partial(negotiating.accept, proposal=theirs, by=cast.acquirer),
        ]
    )

    assert [type(problem) for problem in done if problem is not None] == [Conflict]
    states = sorted(Proposal.objects.filter(wording__clause=clause).values_list("state", flat=True))
    assert states == [Proposal.State.ACCEPTED, Proposal.State.OVERTAKEN]
    assert ClauseAgreement.objects.filter(wording=current_of(clause)).count() == 2


def test_accepting_while_someone_proposes_keeps_the_words(clause: Clause, cast: Cast) -> None:
    ours = propose(clause, "Ours.", cast.acquirer)()

    done = at_once(
        [
            partial(negotiating.accept, proposal=ours, by=cast.supplier),
            propose(clause, "Theirs, typed at the same time.", cast.supplier_colleague),
        ]
    )

    kept = Wording.objects.filter(text="Theirs, typed at the same time.").exists()
    assert kept or isinstance(done[1], Conflict)
    assert clause.wordings.get(pk=current_of(clause)).text == "Ours."


def test_two_colleagues_answer_at_once_and_the_second_is_told(
    transactional_db: None, cast: Cast, asset: DataAsset
) -> None:
    share = stages.draft(cast, asset)
    journey = journey_of(share)
    step = next(step for step in journey.question_set.steps.values() if "aims" in step.keys)
    kept = {row.key: row for row in share.edition.answers.filter(key__in=step.keys)}
    values = {key: row.value for key, row in kept.items()}
    answer = partial(requesting.answer, share=share, step=step, revision=revision_of(kept.values()))

    done = at_once(
        [
            partial(answer, values=values | {"aims": f"What {person} wrote."}, by=person)
            for person in (cast.acquirer, cast.acquirer_colleague)
        ]
    )

    assert [type(result) for result in done if isinstance(result, Exception)] == [Conflict]
    winner = cast.acquirer_colleague if isinstance(done[0], Conflict) else cast.acquirer
    assert share.edition.answers.get(key="aims").value == f"What {winner} wrote."


def test_two_leads_who_close_their_accounts_at_once_leave_one_lead(share: DataShare, cast: Cast) -> None:
    people.invite(share=share, email=cast.acquirer_colleague.email, role=Role.LEAD, by=cast.acquirer)
    done = at_once([partial(leaving.close_account, by=user) for user in (cast.acquirer, cast.acquirer_colleague)])

    assert [type(problem) for problem in done if problem is not None] == [NotNow]
    leads = Member.objects.live().signed_up().filter(share=share, role=Role.LEAD, party__is_lead=True)
    assert leads.count() == 1


def test_a_lead_who_goes_and_one_who_is_removed_at_once_leave_one_lead(share: DataShare, cast: Cast) -> None:
    other = people.invite(share=share, email=cast.acquirer_colleague.email, role=Role.LEAD, by=cast.acquirer)
    done = at_once(
        [partial(leaving.close_account, by=cast.acquirer), partial(people.remove, member=other, by=cast.acquirer)]
    )

    refused = [problem for problem in done if problem is not None]
    assert len(refused) == 1
    leads = Member.objects.live().signed_up().filter(share=share, role=Role.LEAD, party__is_lead=True)
    assert leads.count() == 1
