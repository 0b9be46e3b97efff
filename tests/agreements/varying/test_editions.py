"""A second edition, from the first in force to its own last signature."""

import io
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from agreements.answers import journey_of, revision_of
from agreements.models import Agreement, DataShare, Edition, Outcome, RegisterEntry, Round
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.signing import freezing, sealing
from agreements.states import IN_PREPARATION, State
from agreements.storing import store_step
from agreements.varying import actions as varying
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.sealed import in_force_and_sealed
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db

FIRST_AIM, NEW_AIM = "find older people", "A purpose of the second edition alone."


def submit(share: DataShare, cast: Cast) -> None:
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)


def accept(share: DataShare, cast: Cast) -> None:
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)


def freeze(share: DataShare, cast: Cast) -> None:
    stages.agree_everything(share, cast)
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)


# What carries a variation from one state to the next.
STEPS: dict[State, Callable[[DataShare, Cast], None]] = {
    State.DRAFT: submit,
    State.SUBMITTED: accept,
    State.NEGOTIATING: freeze,
}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force, sealed and listed."""
    return in_force_and_sealed(cast, asset)


@pytest.fixture
def varied(share: DataShare, cast: Cast) -> DataShare:
    """Return the same with a variation under way, in which an answer differs."""
    varying.vary(share=share, by=cast.acquirer)
    share = stages.fresh(share)
    step = journey_of(share).question_set.steps["aims"]
    with transaction.atomic():
        store_step(share, step, {"aims": NEW_AIM}, party=share.parties.get(is_lead=True), revision=1, by=cast.acquirer)
    return stages.fresh(share)


def on_to(share: DataShare, state: State, cast: Cast) -> DataShare:
    """Carry the edition that people work on forward until it is in this state."""
    while stages.fresh(share).edition.state != state:
        STEPS[State(stages.fresh(share).edition.state)](stages.fresh(share), cast)
    return stages.fresh(share)


def first_file(share: DataShare) -> bytes:
    with default_storage.open(share.agreements.get(number=1).sealed.name) as file:
        return bytes(file.read())


def checked(pdf: bytes) -> Seen:
    return Seen(Client().post("/verify/", {"document": SimpleUploadedFile("agreement.pdf", pdf)}))


def downloaded(user: User, share: DataShare) -> bytes:
    response = Visitor(user).get("sealed_pdf", share, 1).response
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.NEGOTIATING, State.SIGNING])
def test_the_first_edition_stays_in_force_until_the_second_is_signed(
    varied: DataShare, cast: Cast, state: State
) -> None:
    words = varied.agreements.get().words.digest
    before = RegisterEntry.objects.values().get()
    share = on_to(varied, state, cast)

    assert (share.edition.number, share.edition.state) == (2, state)
    assert share.editions.standing().get().number == 1
    assert share.agreements.in_force().get().words.digest == words
    assert RegisterEntry.objects.values().get() == before
    assert checked(first_file(share)).heading == "Genuine and in force"
    for user in (cast.acquirer, cast.supplier):
        assert downloaded(user, share) == first_file(share)
        assert "In force" in Visitor(user).get("files", share).words


def test_the_last_signature_puts_the_second_in_the_place_of_the_first(varied: DataShare, cast: Cast) -> None:
    share = on_to(varied, State.SIGNING, cast)
    stages.sign_everything(share, cast)

    share = stages.fresh(share)
    first, second = share.agreements.order_by("number")
    assert [edition.state for edition in share.editions.order_by("number")] == [State.SUPERSEDED, State.IN_FORCE]
    assert first.ended_at == second.in_force_at == share.editions.get(number=1).state_since
    assert (second.edition.number, second.edition.varies_id) == (2, first.edition_id)
    assert RegisterEntry.objects.get().agreement == second
    assert RegisterEntry.objects.get().purpose == NEW_AIM


def test_register_check_page_and_files_say_which_took_its_place(varied: DataShare, cast: Cast) -> None:
    pdf = first_file(varied)
    share = on_to(varied, State.SIGNING, cast)
    stages.sign_everything(share, cast)

    old = checked(pdf)
    assert old.heading == "Genuine, replaced by a later version"
    assert "Version 2 of the agreement replaced it on" in old.words
    assert "Rely only on the version in the register." in old.words
    assert "Version 1 was in force from" in Visitor().get("register_entry", share.reference).words
    files = Visitor(cast.supplier).get("files", share).words
    assert "Version 1 No longer in force" in files
    assert "Version 2 replaced it" in files
    assert downloaded(cast.supplier, share) == pdf


def test_a_variation_that_was_refused_leaves_the_agreement_in_force(varied: DataShare, cast: Cast) -> None:
    before, step = varied.title, journey_of(varied).question_set.steps["title"]
    with transaction.atomic():
        store_step(
            varied,
            step,
            {"title": "Another title"},
            party=varied.parties.get(is_lead=True),
            revision=1,
            by=cast.acquirer,
        )
    share = on_to(varied, State.SUBMITTED, cast)
    assert share.title == "Another title"
    requesting.withdraw(share=share, reason="", by=cast.acquirer)

    share = stages.fresh(share)
    assert share.title == before
    assert (share.edition.number, share.edition.state) == (1, State.IN_FORCE)
    assert share.editions.get(number=2).state == State.WITHDRAWN
    assert share.agreements.in_force().exists()
    assert varying.vary(share=share, by=cast.supplier).number == 3


def test_only_a_lead_may_vary_and_only_what_is_in_force(share: DataShare, cast: Cast) -> None:
    for user in (cast.acquirer_colleague, cast.supplier_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            varying.vary(share=share, by=user)
    varying.vary(share=share, by=cast.supplier)
    with pytest.raises(NotNow):
        varying.vary(share=share, by=cast.supplier)


@pytest.mark.parametrize("state", [State.IN_FORCE, State.DRAFT])
def test_the_database_holds_one_in_force_and_one_in_preparation(varied: DataShare, state: State) -> None:
    assert {State.DRAFT} <= IN_PREPARATION
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(share=varied, number=9, question_set=varied.edition.question_set, state=state)


def test_what_was_not_sent_is_read_by_the_acquirer_alone(varied: DataShare, cast: Cast) -> None:
    pages = ("overview", "request", "response", "agreement", "assessment", "people", "files", "history")
    for user in (cast.supplier, cast.supplier_colleague, cast.supplier_signatory):
        visitor = Visitor(user)
        for page in pages:
            seen = visitor.get(page, varied)
            assert seen.status == 200, page
            assert NEW_AIM not in seen.words, page
        assert "In force" in visitor.get("overview", varied).words
        assert NEW_AIM not in visitor.get("shares").words
    assert NEW_AIM in Visitor(cast.acquirer).get(f"/shares/{varied.reference}/request/aims/").words

    share = on_to(varied, State.SUBMITTED, cast)
    assert NEW_AIM in Visitor(cast.supplier).get(f"/shares/{share.reference}/response/purpose/").words


def test_a_title_that_was_not_sent_stays_with_the_acquirer(varied: DataShare, cast: Cast) -> None:
    before, step = varied.title, journey_of(varied).question_set.places["title"].step
    kept = varied.edition.answers.filter(key__in=step.keys)
    values = {row.key: row.value for row in kept} | {"title": "Warmer homes"}
    requesting.answer(share=varied, step=step, values=values, revision=revision_of(kept), by=cast.acquirer)

    for page in (("overview", varied), ("files", varied), ("shares",)):
        assert "Warmer homes" not in Visitor(cast.supplier).get(*page).words, page
    assert stages.fresh(varied).title == before
    submit(stages.fresh(varied), cast)
    assert stages.fresh(varied).title == "Warmer homes"


def test_the_register_made_again_lists_the_edition_in_force(varied: DataShare, cast: Cast) -> None:
    on_to(varied, State.SUBMITTED, cast)
    before = RegisterEntry.objects.values("purpose", "says", "title").get()
    call_command("rebuild_register", verbosity=0, stdout=io.StringIO())

    assert RegisterEntry.objects.values("purpose", "says", "title").get() == before


def test_the_evidence_of_both_editions_holds(varied: DataShare, cast: Cast) -> None:
    share = on_to(varied, State.SIGNING, cast)
    assert verify_everything().findings == []
    stages.sign_everything(share, cast)
    assert sealing.seal_owed() == 1
    assert verify_everything().findings == []


def test_rounds_and_clauses_of_the_first_are_untouched(varied: DataShare, cast: Cast) -> None:
    first = varied.editions.get(number=1)
    before = list(first.clauses.values_list("pk", "key", "current_id")), list(first.rounds.values_list("pk", "answers"))
    share = on_to(varied, State.SIGNING, cast)

    assert (
        list(first.clauses.values_list("pk", "key", "current_id")),
        list(first.rounds.values_list("pk", "answers")),
    ) == before
    assert Round.objects.filter(edition=share.edition).get().number == 1
    assert Agreement.objects.get(edition=share.edition).number == 2
