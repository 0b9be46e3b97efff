"""Commenting on a clause, to everyone or to one's own organisation only."""

import pytest

from agreements.kinds import EventKind
from agreements.models import Clause, Comment, Event
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import stages
from tests.agreements.events import said
from tests.agreements.negotiating.clauses import whole_clauses
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SECRET = "Between us: we would accept six years."
ACQUIRERS = ["acquirer", "acquirer_colleague", "acquirer_expert", "acquirer_signatory", "onlooker"]
SUPPLIERS = ["supplier", "supplier_colleague", "supplier_expert", "supplier_signatory"]


@pytest.mark.parametrize(
    "person", ["acquirer", "acquirer_expert", "acquirer_signatory", "supplier", "supplier_signatory"]
)
def test_everyone_in_the_data_share_reads_it(person: str, cast: Cast, clause: Clause) -> None:
    user = cast.everyone()[person]

    seen = Visitor(user).post("comment", clause.edition.share, clause.pk, text="Why six years?", private="no")

    assert seen.goes_to == f"/shares/{clause.edition.share.reference}/clause/{clause.pk}/"
    for reader in (cast.acquirer, cast.supplier, cast.onlooker):
        assert "Why six years?" in Visitor(reader).get("clause", clause.edition.share, clause.pk).words
        assert "Why six years?" in Visitor(reader).get("history", clause.edition.share).words
    event = Event.objects.get(share=clause.edition.share, kind=EventKind.CLAUSE_COMMENTED)
    assert said(event).startswith(f"commented on clause {clause.number}")


def test_a_private_comment_is_read_by_ones_own_side_and_marked(cast: Cast, clause: Clause) -> None:
    Visitor(cast.acquirer).post("comment", clause.edition.share, clause.pk, text=SECRET, private="yes")

    for person in ACQUIRERS:
        words = Visitor(cast.everyone()[person]).get("clause", clause.edition.share, clause.pk).words
        assert f"Only your organisation sees this {SECRET}" in words


def test_a_private_comment_never_reaches_the_other_side(cast: Cast, clause: Clause) -> None:
    Visitor(cast.acquirer).post("comment", clause.edition.share, clause.pk, text=SECRET, private="yes")
    share = clause.edition.share
    of_the_clause = [("clause", clause.pk), ("wordings", clause.pk), ("draft", "mou")]
    of_the_share = ["agreement", "assessment", "overview", "history", "evidence"]
    places: list[tuple[str, list[object]]] = [("shares", [])]
    places += [(name, [share, about]) for name, about in of_the_clause]
    places += [(name, [share]) for name in of_the_share]
    for person in SUPPLIERS:
        visitor = Visitor(cast.everyone()[person])
        for name, args in places:
            seen = visitor.get(name, *args)
            assert seen.status == 200, name
            assert b"Between us" not in seen.response.content, name
        assert b"Between us" not in visitor.client.get("/account/notifications/").content


def test_a_private_comment_leaves_no_trace_for_the_other_side(cast: Cast, clause: Clause) -> None:
    Visitor(cast.acquirer).post("comment", clause.edition.share, clause.pk, text=SECRET, private="yes")

    assert not Event.objects.filter(share=clause.edition.share, kind=EventKind.CLAUSE_COMMENTED).exists()
    assert not Notification.objects.filter(subject__startswith="New comment").exists()
    assert "Changed" not in Visitor(cast.supplier).get("agreement", clause.edition.share).all("//strong")
    assert "Changed" in Visitor(cast.acquirer_colleague).get("agreement", clause.edition.share).all("//strong")


def test_the_same_comment_twice_in_a_row_is_one(cast: Cast, clause: Clause) -> None:
    for _ in range(2):
        Visitor(cast.acquirer).post("comment", clause.edition.share, clause.pk, text="Agreed.", private="no")
    assert Comment.objects.count() == 1

    Visitor(cast.supplier).post("comment", clause.edition.share, clause.pk, text="And this part too?", private="no")
    Visitor(cast.acquirer).post("comment", clause.edition.share, clause.pk, text="Agreed.", private="no")
    assert Comment.objects.count() == 3


def test_it_goes_on_while_the_words_are_out_for_signature(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    clause = whole_clauses(share)[0]

    assert Visitor(cast.supplier_signatory).post(
        "comment", share, clause.pk, text="May I ask something?", private="no"
    ).status == 302  # fmt: skip
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text": "", "private": "no"}, "Enter your comment"),
        ({"text": "x" * 4001, "private": "no"}, "Your comment must be 4,000 characters or fewer. You entered 4,001"),
        ({"text": "Hello", "private": ""}, "Select who can see this comment"),
        ({"text": "Hello", "private": "perhaps"}, "Select who can see this comment from the list"),
        ({"text": "Hello\x00", "private": "no"}, "Remove the characters that we cannot store"),
    ],
)
def test_it_says_what_is_wrong(typed: dict[str, str], message: str, cast: Cast, clause: Clause) -> None:
    seen = Visitor(cast.acquirer).post("comment", clause.edition.share, clause.pk, **typed)

    assert seen.status == 200
    assert any(line.startswith(message) for line in seen.errors)
    assert seen.title.startswith("Error: ")
    assert Comment.objects.count() == 0


def test_markup_is_shown_as_the_words_it_is(cast: Cast, clause: Clause) -> None:
    Visitor(cast.supplier).post(
        "comment", clause.edition.share, clause.pk, text="<script>alert(1)</script>", private="no"
    )

    page = Visitor(cast.acquirer).get("clause", clause.edition.share, clause.pk)
    assert "<script>alert(1)</script>" in page.words
    assert page.all("//main//script") == []


@pytest.mark.parametrize(("person", "status"), [("onlooker", 403), ("stranger", 404)])
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, clause: Clause) -> None:
    seen = Visitor(cast.everyone()[person]).post("comment", clause.edition.share, clause.pk, text="Hello", private="no")

    assert seen.status == status
    assert Comment.objects.count() == 0


def test_it_refuses_at_the_wrong_moment_and_gives_the_words_back(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    clause = whole_clauses(share)[0]

    seen = Visitor(cast.acquirer).post("comment", share, clause.pk, text="Too late, I fear.", private="no")

    assert seen.status == 409
    assert "Too late, I fear." in flat(seen.response)
    assert Comment.objects.count() == 0
