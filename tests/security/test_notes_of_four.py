"""What each of four bodies keeps to itself is read by its own people and by no one of another body."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from agreements.answers import journey_of, revision_of
from agreements.members import acting
from agreements.members import actions as members
from agreements.models import Comment, DataShare, Outcome, Verdict
from agreements.negotiating import actions as negotiation
from agreements.questionnaire.receiver import receiver_set
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting.own_half import answer_own
from agreements.signing import actions as sign_off
from agreements.signing import sealing
from agreements.states import Role
from community.models import Membership, Notification, User
from community.notices.daily_summary import make_summaries
from community.notices.outbox import send_owed
from tests.agreements import stages
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.cast import make_asset, make_person
from tests.security import four
from tests.security.crawl import sightings, words_of
from tests.security.four import ASKS, BODIES, GIVES, GIVES_TOO, OUTSIDE, RECEIVES
from tests.security.test_unsent_words import answer_the_own_half
from tests.security.world import World
from tests.support.once import built_once

pytestmark = pytest.mark.django_db

# No word of any page or specimen, one for each body; and a word that stands beside each of them.
SECRET: Final = {ASKS: "quoyasker", GIVES: "quoygiver", GIVES_TOO: "quoyother", RECEIVES: "quoytaker"}
BESIDE, PUBLIC = "zanzibarite", "quoypublic"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Yield three data shares of the four, with what each keeps to itself."""
    with built_once(django_db_blocker, stages.draft) as made:
        people, holder = four.people_of(made.cast), stages.working_for(made.cast.supplier)
        assessed = four.submitted(made.cast, people, make_asset(holder, "Records one"))
        keep_while_assessing(assessed, people)
        returned = returned_with_notes(four.submitted(made.cast, people, make_asset(holder, "Records two")), people)
        negotiated = four.submitted(made.cast, people, make_asset(holder, "Records three"))
        note_in_response(negotiated, people)
        negotiated = four.decided(negotiated, people, Outcome.ACCEPT)
        comment_in_private(negotiated, people)
        shares = {"assessing": assessed, "returned": returned, "negotiating": negotiated}
        yield World.of(people, cast=made.cast, staff=people[OUTSIDE], asset=made.asset, shares=shares, proposal=0)


def keep_while_assessing(share: DataShare, people: Mapping[str, User]) -> None:
    """Answer each body's own half after the sending, before any decision; the suppliers also note why."""
    for giver in (GIVES, GIVES_TOO):
        answer_the_own_half(share, people[giver], SECRET[giver])
    note_in_response(share, people)
    answer_as_receiver(share, people)


def answer_as_receiver(share: DataShare, people: Mapping[str, User]) -> None:
    step = receiver_set(share.edition.question_set).steps["access"]
    values = {"access": f"Only the {SECRET[RECEIVES]} team."}
    answer_own(share=share, step=step, values=values, revision=0, by=people[RECEIVES])


def note_in_response(share: DataShare, people: Mapping[str, User]) -> None:
    for giver, section in ((GIVES, "purpose"), (GIVES_TOO, "legal")):
        note = f"Only us: {SECRET[giver]} {BESIDE}."
        stages.verdict_on(share, people[giver], section, Verdict.QUESTION, f"Why? {PUBLIC}", note)


def returned_with_notes(share: DataShare, people: Mapping[str, User]) -> DataShare:
    """Return the request with comments; then who asks changes an answer, and who receives gives one, unsent."""
    note_in_response(share, people)
    share = four.decided(share, people, Outcome.RETURN)
    step = journey_of(share).question_set.places["aims"].step
    kept = share.edition.answers.filter(key__in=step.keys)
    values = {row.key: row.value for row in kept} | {"aims": f"We hope for {SECRET[ASKS]} {BESIDE}."}
    requesting.answer(share=share, step=step, values=values, revision=revision_of(kept), by=people[ASKS])
    answer_as_receiver(share, people)
    return stages.fresh(share)


def comment_in_private(share: DataShare, people: Mapping[str, User]) -> None:
    clause = whole_clauses(share)[0]
    for body in BODIES:
        words = f"Only us: {SECRET[body]} {BESIDE}."
        negotiation.comment(clause=clause, text=words, private=True, by=people[body])
    offered = proposed(whole_clauses(share)[1], people[GIVES])
    negotiation.reject(proposal=offered, note=f"Not so: {PUBLIC}.", by=people[ASKS])
    negotiation.reject(proposal=offered, note="We take it back.", by=people[GIVES])


# On which pages the people of a body must find their own, so that the check can fail.
OWN_PAGES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("assessing", GIVES): ("draft/mou/", "response/purpose", "response/own/"),
    ("assessing", GIVES_TOO): ("draft/mou/", "response/legal", "response/own/"),
    ("assessing", RECEIVES): ("own/access",),
    ("returned", ASKS): ("request/aims", "draft/mou/", "draft/mou.md", "draft/mou.json"),
    ("returned", GIVES): ("response/",),
    ("returned", GIVES_TOO): ("response/",),
    ("returned", RECEIVES): ("own/access",),
    ("negotiating", ASKS): ("/clause/",),
    ("negotiating", GIVES): ("/clause/", "response/"),
    ("negotiating", GIVES_TOO): ("/clause/", "response/"),
    ("negotiating", RECEIVES): ("/clause/",),
}


@pytest.mark.parametrize("stage", ["assessing", "returned", "negotiating"])
@pytest.mark.parametrize("body", BODIES)
def test_body_reads_its_own_notes_and_none_of_others(world: World, stage: str, body: str) -> None:
    files = stage == "negotiating"
    share, asset = world.shares[stage], world.asset
    seen = sightings(world.people[body], share, asset, SECRET.values(), brief=True, files=files)
    for part in OWN_PAGES.get((stage, body), ()):
        assert any(part in address for address in seen[SECRET[body]]), (part, seen)
    assert {other: seen[SECRET[other]] for other in BODIES if other != body and seen[SECRET[other]]} == {}


def test_person_of_two_bodies_reads_the_notes_of_the_one_they_act_for(world: World) -> None:
    share, people = world.shares["negotiating"], world.people
    both = make_person("both", "Bea Lund", stages.working_for(people[RECEIVES]))
    Membership.objects.create(user=both, organisation=stages.working_for(people[GIVES_TOO]))
    for body in (RECEIVES, GIVES_TOO):
        members.invite(share=share, email=both.email, role=Role.OBSERVER, by=people[body])
    for body in (GIVES_TOO, RECEIVES):
        acting.act_for(share=share, party=members.party_of(share, people[body]), by=both)
        seen = sightings(both, share, world.asset, SECRET.values(), brief=True, files=False)
        assert {other for other in BODIES if seen[SECRET[other]]} == {body}


def test_no_mail_or_message_holds_a_note(world: World) -> None:
    Notification.objects.update(created=timezone.now() - timedelta(days=2))
    make_summaries()
    send_owed()
    texts = [f"{row.subject}\n{row.body}\n{row.topic_name}" for row in Notification.objects.all()]
    texts += [f"{letter.subject}\n{letter.body}" for letter in mail.outbox]
    assert len(mail.outbox) > 10
    assert any(PUBLIC in text for text in texts)
    assert [text for text in texts if any(word in text for word in SECRET.values())] == []


@pytest.mark.parametrize("address", ["/find/", "/register/", "/register.csv", "/register.json"])
def test_no_search_finds_a_note(world: World, address: str) -> None:
    assert Comment.objects.filter(text__contains=BESIDE).count() == len(BODIES)
    for name in world.browsers:
        for query in (BESIDE, "Only us"):
            answer = world.ask(name, "get", address, {"q": query})
            assert answer.status_code == 200, address
            assert not [word for word in SECRET.values() if word in words_of(answer)], (name, query)


def test_notes_stay_out_of_what_is_signed_sealed_and_listed(world: World) -> None:
    people = world.people
    share = four.frozen(world.shares["negotiating"], world.cast, people)
    agreement = share.agreements.offered().select_related("words").get()
    for row in agreement.required.with_signatories():
        assert row.signatory.user
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=row.signatory.user)
    publish_owed()
    assert sealing.seal_owed() == 1
    seen = sightings(people[RECEIVES], stages.fresh(share), world.asset, [*SECRET.values(), share.title], brief=True)
    assert any(address.endswith(".pdf") for address in seen[share.title])
    assert {body for body in BODIES if seen[SECRET[body]]} == {RECEIVES}
    listed = words_of(world.ask("anonymous", "get", "/register.json"))
    assert share.reference in listed
    assert not [word for word in SECRET.values() if word in listed]
