"""Freezing the agreed words, and every obstacle."""

import hashlib
import json
from collections.abc import Callable

import pytest

from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import Agreement, Clause, DataShare, Event, FrozenWords, Member, Party, PartyAnswer, Wording
from agreements.negotiating import actions as negotiating
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.signing import freezing
from agreements.states import Role, State
from catalogue.models import DataAsset
from community.models import Notification, Organisation
from datashare.lib.exceptions import Incomplete
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, proposed, whole_clauses
from tests.agreements.stages import confirmed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.agreed


@pytest.mark.parametrize("person", ["acquirer", "supplier"])
def test_a_lead_of_either_side_freezes_the_words(person: str, cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.everyone()[person])
    page = visitor.get("freeze", share)
    assert "Dilys Morgan, Director of Data, for Barchester City Council" in page.words
    assert "Victor Stone, Director of Data, for Office for Records" in page.words

    seen = visitor.post("freeze", share, order="any", **confirmed(share))

    assert seen.goes_to == f"/shares/{share.reference}/sign/"
    assert stages.fresh(share).edition.state == State.SIGNING
    agreement = share.agreements.get()
    assert (agreement.number, {required.rank for required in agreement.required.all()}) == (1, {1})
    assert [str(required.member) for required in agreement.required.all()] == ["Dilys Morgan", "Victor Stone"]


def test_the_digest_is_of_the_words_and_the_words_name_the_page(cast: Cast, share: DataShare) -> None:
    words = freezing.freeze_words(
        share=share, ranks=freezing.acquirer_first(freezing.signatories_of(share)), by=cast.acquirer
    ).words

    assert words.digest == hashlib.sha256(words.words.encode()).hexdigest()
    content = json.loads(words.words)
    assert content["html_sha256"] == hashlib.sha256(words.html.encode()).hexdigest()
    parts = [(document["key"], part) for document in content["documents"] for part in document["sections"]]
    frozen = [(key, clause["number"], clause["text"]) for key, part in parts for clause in part["clauses"]]
    assert sorted(frozen) == sorted(share.edition.clauses.values_list("document", "number", "current__text"))
    assert content["reference"] == share.reference


def test_it_is_recorded_with_the_digest_and_the_signatories_are_told(cast: Cast, share: DataShare) -> None:
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)

    event = Event.objects.get(share=share, kind=EventKind.TEXT_FROZEN)
    assert (event.from_state, event.to_state) == (State.NEGOTIATING, State.SIGNING)
    assert event.subject == f"agreement:1:{agreement.words.digest}"
    told = set(Notification.objects.filter(subject__startswith="Sign the agreement").values_list("email", flat=True))
    assert told == {cast.acquirer_signatory.email, cast.supplier_signatory.email}


def _unagreed(share: DataShare, cast: Cast) -> None:
    whole_clauses(share)[0].current.agreements.filter(party__gives=True).delete()  # type: ignore[union-attr]


def _with_a_gap(share: DataShare, cast: Cast) -> None:
    clause = whole_clauses(share)[0]
    Wording.objects.filter(pk=current_of(clause)).update(text="Kept until [[gap:retention]].")


def _with_an_open_proposal(share: DataShare, cast: Cast) -> None:
    proposed(whole_clauses(share)[0], cast.supplier)


def _without_a_signatory(share: DataShare, cast: Cast) -> None:
    members.remove(member=Member.objects.get(share=share, user=cast.supplier_signatory), by=cast.supplier)


def _with_two_signatories(share: DataShare, cast: Cast) -> None:
    email, office = cast.acquirer_colleague.email, "director of data"
    members.invite(share=share, email=email, role=Role.SIGNATORY, office=office, by=cast.acquirer)


def _with_one_person_twice(share: DataShare, cast: Cast) -> None:
    person = share.members.get(user=cast.acquirer_signatory, role=Role.SIGNATORY)
    Member.objects.filter(pk=person.pk).update(skill="legal")
    second, office = cast.acquirer_signatory.email, "Senior Information Risk Owner"
    members.invite(share=share, email=second, role=Role.SIGNATORY, office=office, by=cast.acquirer)


OBSTACLES: list[tuple[Callable[[DataShare, Cast], None], str]] = [
    (_unagreed, "Office for Records must still agree 1 clause"),
    (_with_a_gap, "an answer is missing."),
    (_with_an_open_proposal, "a proposal is still open. Accept, reject or withdraw it."),
    (_without_a_signatory, "Office for Records must name a signatory."),
    (_with_two_signatories, "Barchester City Council has named more than one person to sign as director of data."),
    (_with_one_person_twice, "Dilys Morgan is named to sign for Barchester City Council in more than one position."),
]


@pytest.mark.parametrize(("obstruct", "sentence"), OBSTACLES)
def test_each_obstacle_is_named_and_nothing_is_frozen(
    obstruct: Callable[[DataShare, Cast], None], sentence: str, cast: Cast, share: DataShare
) -> None:
    obstruct(share, cast)
    visitor = Visitor(cast.acquirer)

    for seen in (visitor.get("freeze", share), visitor.post("freeze", share, order="any", **confirmed(share))):
        assert seen.status == 200
        assert [line for line in seen.errors if sentence in line], seen.errors
        assert seen.all("//button[contains(., 'Freeze the text')]") == []
    with pytest.raises(Incomplete, match=sentence.partition(".")[0]):
        freezing.freeze_words(share=share, by=cast.acquirer)
    assert stages.fresh(share).edition.state == State.NEGOTIATING
    assert not Agreement.objects.filter(share=share).exists()


def test_another_party_must_agree_and_name_its_signatory_too(cast: Cast, share: DataShare) -> None:
    elsewhere = Organisation.objects.get(slug="elsewhere")
    Party.objects.create(share=share, organisation=elsewhere, gives=True)

    lines = obstacles_to_freezing(share)

    party = share.parties.get(organisation=elsewhere)
    total = share.edition.clauses.binding(party).count()
    assert [line for line in lines if "risks to people" not in line] == [
        f"Agency for Elsewhere must still agree {total} clauses.",
        "Agency for Elsewhere must name a signatory.",
    ]


@pytest.mark.parametrize("text", ["x" * 3_000_001, "| a |\n|---|\n| b | c |\n", "> " * 80 + "deep"])
def test_words_that_would_not_all_be_shown_are_not_frozen(text: str, cast: Cast, share: DataShare) -> None:
    Wording.objects.filter(pk=current_of(whole_clauses(share)[0])).update(text=text)

    seen = Visitor(cast.acquirer).post("freeze", share, order="any", **confirmed(share))

    assert seen.status == 200
    assert seen.errors
    assert not FrozenWords.objects.exists()


def test_the_documents_are_called_what_they_are(cast: Cast, share: DataShare) -> None:
    _with_an_open_proposal(share, cast)
    clause = whole_clauses(share)[0]
    proposed(clause, cast.acquirer, "Yet other words.")

    lines = Visitor(cast.acquirer).get("freeze", share).errors

    place = f"Data sharing agreement, clause {clause.number}"
    assert lines == [f"{place}: a proposal is still open. Accept, reject or withdraw it."]
    assert Visitor(cast.acquirer).get("agreement", share).heading == "Data sharing agreement"


def test_it_asks_for_the_order(cast: Cast, share: DataShare) -> None:
    for order in ("", "backwards"):
        seen = Visitor(cast.acquirer).post("freeze", share, order=order, **confirmed(share))
        assert seen.status == 200
        assert len(seen.errors) == 1
    assert not FrozenWords.objects.exists()


def _answered(share: DataShare, cast: Cast, **given: str) -> None:
    PartyAnswer.objects.update_or_create(
        edition=share.edition,
        party=share.parties.get(gives=True),
        key="s_signatory",
        defaults={"value": given, "author": cast.supplier},
    )


@pytest.mark.parametrize(
    ("order", "chosen", "line"),
    [
        ("after", "given", "Office for Records said in its response that it signs after the acquirer."),
        ("any", "any", "Office for Records said in its response that people can sign in any order."),
    ],
)
def test_the_order_that_was_answered_is_chosen_already(
    order: str, chosen: str, line: str, cast: Cast, share: DataShare
) -> None:
    _answered(share, cast, name="Victor Stone", order=order, **confirmed(share))
    page = Visitor(cast.acquirer).get("freeze", share)

    assert page.all("//input[@name='order'][@checked]/@value") == [chosen]
    assert line in page.words


def test_without_an_answer_any_order_is_chosen(cast: Cast, share: DataShare) -> None:
    PartyAnswer.objects.filter(edition__share=share, key="s_signatory").delete()
    page = Visitor(cast.acquirer).get("freeze", share)

    assert page.all("//input[@name='order'][@checked]/@value") == ["any"]
    assert "said in its response" not in page.words


def test_the_signatory_whom_the_response_names_is_suggested_to_its_own_side(cast: Cast, share: DataShare) -> None:
    _answered(share, cast, name="Victor Stone", position="Director of Records")
    _without_a_signatory(share, cast)
    named = "Your response names Victor Stone, Director of Records as the signatory."

    page = Visitor(cast.supplier).get("freeze", share)
    assert named in page.words
    [link] = page.all("//main//a[contains(., 'Name a signatory for Office for Records')]/@href")
    form = Visitor(cast.supplier).get(link)
    assert named in form.words
    assert form.all("//input[@name='role'][@checked]/@value") == [Role.SIGNATORY]
    assert form.fields["office"] == ["Director of Records"]

    theirs = Visitor(cast.acquirer).get("invite", share, query={"role": "signatory"})
    assert "Victor Stone" not in theirs.words
    assert theirs.fields["office"] != ["Director of Records"]
    assert named not in theirs.words + Visitor(cast.acquirer).get("freeze", share).words
    plain = Visitor(cast.supplier).get("invite", share, query={"role": "nonsense"})
    assert not plain.all("//input[@name='role'][@checked]")


def test_freezing_twice_is_too_late_the_second_time(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    visitor.post("freeze", share, order="any", **confirmed(share))

    assert visitor.post("freeze", share, order="any", **confirmed(share)).status == 409
    assert share.agreements.count() == 1


def test_looking_freezes_nothing(cast: Cast, share: DataShare) -> None:
    Visitor(cast.acquirer).get("freeze", share)

    assert stages.fresh(share).edition.state == State.NEGOTIATING


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("acquirer_colleague", 403),
        ("supplier_colleague", 403),
        ("supplier_expert", 403),
        ("acquirer_signatory", 403),
        ("onlooker", 403),
        ("stranger", 404),
    ],
)
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.everyone()[person])

    assert visitor.get("freeze", share).status == status
    assert visitor.post("freeze", share, order="any", **confirmed(share)).status == status
    assert stages.fresh(share).edition.state == State.NEGOTIATING


@pytest.mark.parametrize("stage", [stages.draft, stages.submitted, stages.refused])
def test_it_refuses_at_the_wrong_moment(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    assert Visitor(cast.acquirer).post("freeze", stage(cast, asset), order="any").status == 409


def test_the_text_of_a_clause_can_no_longer_change(cast: Cast, share: DataShare) -> None:
    clause: Clause = whole_clauses(share)[0]
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)

    with pytest.raises(Exception, match="The text is out for signature, so you cannot propose different"):
        negotiating.propose(clause=clause, based_on=clause.current_id or 0, text="x", reason="y", by=cast.acquirer)
    assert FrozenWords.objects.get().digest == agreement.words.digest
