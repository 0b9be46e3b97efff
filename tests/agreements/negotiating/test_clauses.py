"""The list of clauses: standing, filters, what is unread, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Clause, DataShare, Document, Visit, Wording
from agreements.negotiating import actions as negotiating
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, proposed, whole_clauses
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
ROW = "//li[contains(@class, 'clause-list__item')]"


def rows(seen: Seen) -> list[str]:
    return seen.all(ROW)


def changed(seen: Seen) -> list[str]:
    """Return the clauses marked as changed."""
    return [row.split()[0] for row in seen.all(f"{ROW}[.//strong[contains(., 'Changed')]]")]


def test_each_document_lists_its_own_clauses_in_order(cast: Cast, share: DataShare) -> None:
    for page, document in (("agreement", Document.MOU), ("assessment", Document.DPIA)):
        listed = [row.split()[0] for row in rows(Visitor(cast.onlooker).get(page, share))]
        stored = share.edition.clauses.filter(document=document).order_by("position")
        assert listed == list(stored.values_list("number", flat=True))


def test_before_negotiation_it_shows_the_draft(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)

    seen = Visitor(cast.supplier).get("agreement", share)

    assert seen.status == 200
    assert rows(seen) == []


def test_it_says_how_each_side_stands(cast: Cast, share: DataShare) -> None:
    first, second, third = whole_clauses(share)[:3]
    negotiating.agree(share=share, wordings={first.pk: current_of(first)}, by=cast.acquirer)
    proposed(second, cast.supplier)

    by_number = {row.split()[0]: row for row in rows(Visitor(cast.acquirer).get("agreement", share))}

    now = timezone.localtime()
    assert by_number[first.number].endswith("Office for Records has not agreed yet")
    assert by_number[second.number].endswith(
        f"1 proposal Office for Records proposed a change on {now.day} {now:%B %Y}"
    )
    assert by_number[third.number] == f"{third.number} {third.heading}"


def test_a_section_says_how_many_of_its_clauses_are_agreed_whatever_is_shown(cast: Cast, share: DataShare) -> None:
    clause = whole_clauses(share)[0]
    for user in (cast.acquirer, cast.supplier):
        negotiating.agree(share=share, wordings={clause.pk: current_of(clause)}, by=user)
    size = share.edition.clauses.filter(section=clause.section).count()

    for show in ("", "open"):
        page = Visitor(cast.acquirer).get("agreement", share, query={"show": show})
        assert (
            f"{clause.number.split('.')[0]} {clause.section_heading} Everyone has agreed 1 of the {size} clauses."
            in page.words
        )


def test_the_list_has_no_ticks_because_it_has_no_words(cast: Cast, share: DataShare) -> None:
    for page in ("agreement", "assessment"):
        assert Visitor(cast.acquirer).get(page, share).all("//input[@type='checkbox']") == []


def test_it_leads_on_to_the_next_section_that_can_be_agreed(cast: Cast, share: DataShare) -> None:
    first = whole_clauses(share)[0]
    start = "//a[@role='button'][starts-with(., 'Read and agree')]"

    assert Visitor(cast.acquirer).get("agreement", share).all(f"{start}/@href") == [
        f"/shares/{share.reference}/agreement/section/{first.section}/"
    ]
    assert Visitor(cast.acquirer).get("assessment", share).all(f"{start}/@href") == [
        f"/shares/{share.reference}/agreement/section/{whole_clauses(share, Document.DPIA)[0].section}/"
    ]
    for person in (cast.onlooker, cast.acquirer_expert):
        page = Visitor(person).get("agreement", share)
        assert page.all(start) == []
        assert f"Read section 1, {first.section_heading}" in page.words


def test_it_counts_the_proposals_of_both_documents_that_wait(cast: Cast, share: DataShare) -> None:
    for clause in (whole_clauses(share)[0], whole_clauses(share, Document.DPIA)[0]):
        proposed(clause, cast.supplier)
    proposed(whole_clauses(share)[1], cast.acquirer)

    for page in ("agreement", "assessment"):
        assert "Decide on 2 proposals" in Visitor(cast.acquirer).get(page, share).words
    assert "Decide on 1 proposal" in Visitor(cast.supplier).get("agreement", share).words
    assert (
        "See 2 proposals that a lead or contributor must decide on"
        in Visitor(cast.onlooker).get("agreement", share).words
    )


@pytest.mark.parametrize(
    ("show", "acquirer", "supplier"),
    [
        ("", ["a", "b", "c", "d"], ["a", "b", "c", "d"]),
        ("me", ["c", "d"], ["b", "d"]),
        ("open", ["b", "c", "d"], ["b", "c", "d"]),
        ("new", ["c"], []),
        ("nonsense", ["a", "b", "c", "d"], ["a", "b", "c", "d"]),
    ],
)
def test_it_filters(show: str, acquirer: list[str], supplier: list[str], cast: Cast, share: DataShare) -> None:
    named = dict(zip("abcd", whole_clauses(share)[:4], strict=True))
    both, ours = named["a"], named["b"]
    negotiating.agree(share=share, wordings={both.pk: current_of(both), ours.pk: current_of(ours)}, by=cast.acquirer)
    agreed_by_supplier = {named[name].pk: current_of(named[name]) for name in "ac"}
    negotiating.agree(share=share, wordings=agreed_by_supplier, by=cast.supplier)
    proposed(named["c"], cast.supplier)
    names = {clause.number: name for name, clause in named.items()}

    for user, expected in ((cast.acquirer, acquirer), (cast.supplier, supplier)):
        seen = Visitor(user).get("agreement", share, query={"show": show})
        assert [names[row.split()[0]] for row in rows(seen) if row.split()[0] in names] == expected


def test_an_empty_filter_says_so(cast: Cast, share: DataShare) -> None:
    assert (
        "There are no clauses to show." in Visitor(cast.acquirer).get("agreement", share, query={"show": "new"}).words
    )


def test_the_progress_line_counts_what_everyone_agreed(cast: Cast, share: DataShare) -> None:
    chosen = {clause.pk: current_of(clause) for clause in whole_clauses(share)[:5]}
    for user in (cast.acquirer, cast.supplier):
        negotiating.agree(share=share, wordings=chosen, by=user)

    seen = Visitor(cast.onlooker).get("agreement", share)

    total = share.edition.clauses.filter(document=Document.MOU).count()
    assert f"Everyone has agreed 5 of the {total} clauses in this document." in seen.words
    assert seen.all("//progress/@value") == ["5"]
    assert seen.all("//progress/@max") == [str(total)]


def test_in_force_offers_no_filters(cast: Cast, asset: DataAsset) -> None:
    words = Visitor(cast.acquirer).get("agreement", stages.in_force(cast, asset)).words

    for offer in ("For my organisation to agree", "Not agreed", "Mark everything as read"):
        assert offer not in words
    assert "Everyone has agreed all " in words


def test_what_others_did_is_marked_until_one_says_it_is_read(cast: Cast, share: DataShare) -> None:
    clause, other = whole_clauses(share)[:2]
    proposed(clause, cast.supplier)
    negotiating.comment(clause=other, text="Why?", private=False, by=cast.supplier_expert)
    acquirer = Visitor(cast.acquirer)

    page = acquirer.get("agreement", share)
    assert changed(page) == [clause.number, other.number]
    assert changed(Visitor(cast.supplier).get("agreement", share)) == [other.number]

    read = {"document": "mou", "seen": page.all("//input[@name='seen']/@value")[0]}
    assert acquirer.post("mark_read", share, **read).goes_to == f"/shares/{share.reference}/agreement/"
    page = acquirer.get("agreement", share)
    assert "You marked everything as read." in flat(page.response)
    assert changed(page) == []
    assert page.all("//button[contains(., 'Mark everything as read')]") == []
    assert changed(Visitor(cast.acquirer_colleague).get("agreement", share)) == [clause.number, other.number]


def test_what_came_after_the_page_was_opened_stays_unread(cast: Cast, share: DataShare) -> None:
    clause = whole_clauses(share)[0]
    opened = timezone.now() - timedelta(seconds=1)
    proposed(clause, cast.supplier)

    Visitor(cast.acquirer).post("mark_read", share, document="mou", seen=opened.isoformat())

    assert changed(Visitor(cast.acquirer).get("agreement", share)) == [clause.number]


@pytest.mark.parametrize(
    "seen", ["", "yesterday", "2026-01-01", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00"]
)
def test_a_time_that_cannot_be_does_no_harm(seen: str, cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.acquirer).post("mark_read", share, document="mou", seen=seen).status == 302
    assert Visit.objects.get(user=cast.acquirer).at <= timezone.now()


def test_a_decision_of_the_other_side_is_news_to_who_proposed(cast: Cast, share: DataShare) -> None:
    clause = whole_clauses(share)[0]
    proposal = proposed(clause, cast.supplier)
    negotiating.accept(proposal=proposal, by=cast.acquirer)

    assert changed(Visitor(cast.supplier).get("agreement", share)) == [clause.number]


def test_looking_never_marks_anything_as_read(cast: Cast, share: DataShare) -> None:
    clause = whole_clauses(share)[0]
    proposed(clause, cast.supplier)
    visitor = Visitor(cast.acquirer)
    visitor.get("agreement", share)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        for page, *args in (("agreement",), ("assessment",), ("clause", clause.pk), ("wordings", clause.pk)):
            visitor.get(page, share, *args)

    assert [query["sql"] for query in queries if not query["sql"].lstrip("(").startswith("SELECT")] == []
    assert changed(visitor.get("agreement", share)) == [clause.number]
    assert visitor.get("mark_read", share).status == 405


@pytest.mark.parametrize(("person", "status"), [("onlooker", 302), ("supplier_signatory", 302), ("stranger", 404)])
def test_only_members_mark_it_as_read(person: str, status: int, cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.everyone()[person]).post("mark_read", share).status == status


def test_a_lead_sees_what_stands_in_the_way_of_signatures(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).get("agreement", share)

    assert "What must happen before anyone can sign" in seen.words
    assert "Office for Records must still agree" in seen.words
    assert (
        "What must happen before anyone can sign" not in Visitor(cast.acquirer_colleague).get("agreement", share).words
    )


def test_it_refuses_a_stranger(cast: Cast, share: DataShare) -> None:
    clause = whole_clauses(share)[0]
    for page, *args in (("agreement",), ("assessment",), ("clause", clause.pk)):
        assert Visitor(cast.stranger).get(page, share, *args).status == 404


def test_the_number_of_queries_does_not_grow(cast: Cast, share: DataShare) -> None:
    """With 10 and with 90 clauses, each with wordings, a proposal, a comment and agreements."""
    clauses = list(share.edition.clauses.filter(document=Document.MOU))
    Clause.objects.filter(pk__in=[clause.pk for clause in clauses[10:]]).update(
        document=Document.DPIA, number=Concat(Value("m"), "number")
    )
    few = _queries(cast, share, clauses[0])

    _more_clauses(share, cast, clauses[0], 80)

    assert _queries(cast, share, clauses[0]) == few
    assert max(few.values()) <= 20


def _queries(cast: Cast, share: DataShare, clause: Clause) -> dict[str, int]:
    """Return the number of queries of each page of clauses."""
    visitor, counted = Visitor(cast.acquirer), {}
    named: dict[str, list[int | str]] = {"clause": [clause.pk], "section": [clause.section]}
    for view in ("agreement", "clause", "section", "proposals"):
        args = named.get(view, [])
        visitor.get(view, share, *args)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(view, share, *args).status == 200
        counted[view] = len(queries)
    return counted


def _more_clauses(share: DataShare, cast: Cast, like: Clause, count: int) -> None:
    for number in range(count):
        clause = Clause.objects.create(
            edition=share.edition,
            document=Document.MOU,
            section=like.section,
            section_heading=like.section_heading,
            number=f"99.{number}",
            position=1000 + number,
            key=f"more-{number}",
            heading=f"More {number}",
        )
        clause.current = Wording.objects.create(clause=clause, number=1, text="Words.")
        clause.save()
        proposed(clause, cast.supplier)
        negotiating.comment(clause=clause, text="Hm.", private=False, by=cast.supplier)
