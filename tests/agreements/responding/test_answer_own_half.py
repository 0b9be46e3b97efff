"""The supplier's own questions: their answers, their use, and who may give them."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.drafting.drafts import draft_of
from agreements.models import DataShare, Document, EventDetails, Outcome, PartyAnswer
from agreements.questionnaire.question_sets import QUESTION_SETS
from agreements.questionnaire.supplier import SUPPLIER_SETS, own_journey, supplier_set
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.states import State
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.agreements.questionnaire.specimens import full, smallest
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor

Browse = Callable[[User], Client]
BAR = {"s_gateway__chosen": "another", "s_gateway__another": "Section 5 of the Records Act.", "revision": "0"}
# What is posted for each question, and the words that stand in a document or on the page for it.
POSTED: dict[str, tuple[dict[str, Any], str]] = {
    "holding": (
        {"s_hold__chosen": "part", "s_hold__part": "Only since 2019."},
        "The supplier holds part of the data, as follows.\n\n> Only since 2019.",
    ),
    "items": ({"row1__decision": "reduce", "row1__reason": "Year of birth."}, "Year of birth."),
    "route": ({"s_route__chosen": ["api", "other"], "s_route__other": "By hand"}, "API and By hand"),
    "gateway": (BAR, "The supplier relies on another power, as follows.\n\n> Section 5 of the Records Act."),
    "basis": ({"s_basis__chosen": ["public_task"], "s_basis__why": "We run it."}, "public task (Article 6(1)(e)"),
    "special-category-data": ({"s_sc_condition": ["legal_claims"]}, "the supplier relies on legal claims and judicial"),
    "criminal-offence-data": ({"s_crim_basis": "Paragraph 10 of Schedule 1."}, "> Paragraph 10 of Schedule 1."),
    "policy-document": (
        {"s_apd__title": "Policy of June 2026"},
        "The supplier’s policy document is: Policy of June 2026.",
    ),
    "restriction": ({"s_restriction": "Our own Act forbids it."}, "> Our own Act forbids it."),
    "privacy": ({"s_privacy": "Section 4 of our notice."}, "Section 4 of our notice."),
    "conditions": ({"s_conditions": "Delete it after matching."}, "Delete it after matching."),
    "signatory": (
        {"s_signatory__name": "Victor Stone", "s_signatory__position": "Director", "s_signatory__order": "after"},
        "| Victor Stone, Director | After the acquirer |",
    ),
}


# The pages that the specimen's supplier is asked; the other follows from what it answers.
FOLLOWS = "public-interest"
# Only one of several is asked these: test_role_of_giver.py.
OF_SEVERAL = ("role", "joint-activity", "officer")
PAGES = [slug for slug in supplier_set("2026-11").steps if slug not in (FOLLOWS, *OF_SEVERAL)]


def own(share: DataShare, slug: str) -> str:
    return reverse("agreements:own_step", args=[share.reference, slug])


def text(response: Any) -> str:
    return html.unescape(flat(response))


def stored(share: DataShare) -> dict[str, Any]:
    return share.edition.party_answers.as_mapping()


def test_each_version_of_the_request_has_a_suppliers_half() -> None:
    assert set(SUPPLIER_SETS) == set(QUESTION_SETS)
    with pytest.raises(LookupError):
        supplier_set("1999-01")


def test_what_is_asked_follows_from_the_request() -> None:
    personal = {step.slug for step in own_journey("2026-11", {}, full()).steps()}
    about_no_one = {step.slug for step in own_journey("2026-11", {}, smallest()).steps()}

    conditions = {"special-category-data", "criminal-offence-data", "policy-document"}
    assert personal - about_no_one == {"basis", "privacy", "registration", *conditions}


def test_an_answer_whose_question_went_stays_out_of_the_documents() -> None:
    answers: dict[str, Any] = {"s_basis": {"chosen": ["consent"]}, "s_conditions": "One."}

    assert own_journey("2026-11", answers, smallest()).answered() == {"s_conditions": "One."}


@pytest.mark.parametrize("slug", POSTED)
def test_its_answers_become_words_of_the_documents(slug: str, share: DataShare, cast: Cast, browse: Browse) -> None:
    posted, words = POSTED[slug]

    assert browse(cast.supplier).post(own(share, slug), posted).status_code == 302

    texts = [
        clause.text
        for document in Document
        for clause in draft_of(stages.fresh(share), document, reader=share.parties.get(gives=True)).clauses
    ]
    assert any(words in text for text in texts)
    assert stages.fresh(share).edition.state == State.ASSESSING


def test_condition_in_the_public_interest_is_asked_after_the_article(
    share: DataShare, cast: Cast, browse: Browse
) -> None:
    browser = browse(cast.supplier)
    assert browser.get(own(share, FOLLOWS)).status_code == 404
    browser.post(own(share, "special-category-data"), {"s_sc_condition": ["public_interest"]})
    assert "Which substantial public interest condition do you rely on" in text(browser.get(own(share, FOLLOWS)))
    browser.post(own(share, FOLLOWS), {"s_sc_public": ["p14"]})
    assert stored(share)["s_sc_public"] == ["p14"]


@pytest.mark.parametrize("slug", PAGES)
def test_each_question_has_its_page(slug: str, share: DataShare, cast: Cast, browse: Browse) -> None:
    shown = text(browse(cast.supplier).get(own(share, slug)))

    assert f"<title>{supplier_set('2026-11').steps[slug].heading} – response" in shown
    assert shown.count("<h1") == 1
    assert "Why we ask" in shown


@pytest.mark.parametrize("slug", PAGES)
def test_a_blank_page_is_no_answer_and_holds_nothing_up(
    slug: str, share: DataShare, cast: Cast, browse: Browse
) -> None:
    assert browse(cast.supplier).post(own(share, slug), {"revision": "0"}).status_code == 302

    assert not PartyAnswer.objects.exists()
    assert stages.fresh(share).edition.state == State.SUBMITTED


def test_effort_and_experts_are_told_to_the_acquirer_with_the_decision(
    share: DataShare, cast: Cast, browse: Browse
) -> None:
    browser, response = browse(cast.supplier), reverse("agreements:response", args=[share.reference])
    browser.post(own(share, "effort"), {"s_effort__effort": "Two weeks.", "s_effort__cost": "Nothing."})
    browser.post(own(share, "experts"), {"s_experts__legal": "Una Kelly, lawyer"})
    assert "Two weeks." not in text(browse(cast.acquirer).get(response))

    browser.post(reverse("agreements:decide", args=[share.reference]), {"outcome": "accept"})

    shown = text(browse(cast.acquirer).get(response))
    assert "How much work is involved? Two weeks." in shown
    assert "Legal: Una Kelly, lawyer" in shown


def test_it_goes_to_the_next_open_question(share: DataShare, cast: Cast, browse: Browse) -> None:
    browser = browse(cast.supplier)

    assert browser.post(own(share, "holding"), POSTED["holding"][0])["Location"] == own(share, "items")
    assert browser.post(own(share, "signatory"), POSTED["signatory"][0])["Location"].endswith("/response/")
    assert browser.post(own(share, "items"), {"later": "yes"})["Location"].endswith("/response/")


def test_it_shows_what_the_acquirer_says_of_it(share: DataShare, cast: Cast, browse: Browse) -> None:
    shown = text(browse(cast.supplier).get(own(share, "gateway")))

    assert "The acquirer’s answers" in shown
    assert "These are the questions that Barchester City Council answered." in shown
    assert "Localism Act 2011, section 1" in shown


# --- Items -------------------------------------------------------------------------------------------


def with_items(cast: Cast, asset: DataAsset, *names: str) -> DataShare:
    row = {"identifies": "no", "why": "To count", "how_used": "Counting", "keep_until": "A year"}
    items = [{**row, "id": f"r{number}", "item": name} for number, name in enumerate(names)]
    return stages.submitted(cast, asset, stages.answers_of_today() | {"items": items})


def test_each_item_is_decided_by_itself(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = with_items(cast, asset, "Name", "Income")
    posted = {"r0__decision": "accept", "r1__decision": "refuse", "r1__reason": "Not ours."}

    browse(cast.supplier).post(own(share, "items"), posted)

    assert stored(share)["s_items"] == [
        {"id": "r0", "item": "Name", "decision": "accept", "reason": ""},
        {"id": "r1", "item": "Income", "decision": "refuse", "reason": "Not ours."},
    ]
    annex = next(
        c
        for c in draft_of(share, Document.MOU, reader=share.parties.get(gives=True)).clauses
        if c.key == "annex.decisions"
    ).text
    assert "| Name |" not in annex
    assert "| Income | Not ours. |" in annex


def test_the_rest_can_be_accepted_at_once(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = with_items(cast, asset, "Name", "Income", "Street")
    posted = {"r1__decision": "aggregate", "r1__reason": "By ward.", "the_rest": "yes"}

    browse(cast.supplier).post(own(share, "items"), posted)

    assert [row["decision"] for row in stored(share)["s_items"]] == ["accept", "aggregate", "accept"]


def test_an_undecided_item_is_a_gap(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = with_items(cast, asset, "Name", "Income")

    browse(cast.supplier).post(own(share, "items"), {"r0__decision": "accept"})

    annex = next(
        c for c in draft_of(share, Document.MOU, reader=share.parties.get(gives=True)).clauses if c.key == "annex.items"
    ).text
    assert annex.splitlines()[-1].endswith("| [[gap:s_items]] |")


@pytest.mark.parametrize("decision", ["reduce", "aggregate", "refuse"])
def test_all_but_acceptance_needs_a_reason(decision: str, cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = with_items(cast, asset, "Name")

    answer = browse(cast.supplier).post(own(share, "items"), {"r0__decision": decision})

    assert text(answer).count("Enter why you cannot accept “Name”, or what you would share instead") == 2
    assert "<title>Error: Which data items will you share?" in text(answer)
    assert not PartyAnswer.objects.exists()


def test_an_item_that_was_renamed_is_open_again(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = with_items(cast, asset, "Name", "Income")
    browse(cast.supplier).post(own(share, "items"), {"the_rest": "yes"})
    request = dict(share.edition.rounds.get().answers)
    request["items"] = [{**row, "item": row["item"].replace("Income", "Income and debts")} for row in request["items"]]

    answered = own_journey(share.edition.question_set, stored(share), request).answered()

    assert [(row["item"], row["decision"]) for row in answered["s_items"]] == [  # type: ignore[index, union-attr, call-overload]
        ("Name", "accept"),
        ("Income and debts", ""),
    ]


# --- Who and when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("supplier_colleague", 302),
        ("supplier_expert", 302),
        ("supplier_signatory", 403),
        ("acquirer", 403),
        ("acquirer_colleague", 403),
        ("onlooker", 403),
        ("stranger", 404),
    ],
)
def test_it_is_for_those_who_speak_for_the_supplier(
    part: str, status: int, share: DataShare, cast: Cast, browse: Browse
) -> None:
    assert browse(getattr(cast, part)).post(own(share, "gateway"), BAR).status_code == status
    assert PartyAnswer.objects.exists() == (status == 302)


@pytest.mark.parametrize(
    "stage", [stages.returned, stages.refused, stages.negotiating], ids=lambda stage: stage.__name__
)
def test_it_comes_at_the_wrong_moment(
    stage: Callable[[Cast, DataAsset], DataShare], cast: Cast, asset: DataAsset, browse: Browse
) -> None:
    late = stage(cast, asset)

    assert browse(cast.supplier).post(own(late, "gateway"), BAR).status_code == 409
    assert not PartyAnswer.objects.exists()


def test_a_question_that_does_not_apply_is_not_there(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = stages.submitted(cast, asset, {**stages.answers_of_today(), **smallest()})

    assert browse(cast.supplier).get(own(share, "basis")).status_code == 404
    assert browse(cast.supplier).get(own(share, "nothing")).status_code == 404


def test_a_repeated_post_changes_nothing(share: DataShare, cast: Cast, browse: Browse) -> None:
    browser = browse(cast.supplier)
    browser.post(own(share, "gateway"), BAR)
    events = share.events.count()

    assert browser.post(own(share, "gateway"), BAR).status_code == 302
    assert share.events.count() == events


def test_two_colleagues_see_both_texts_and_keep_their_own(share: DataShare, cast: Cast, browse: Browse) -> None:
    browse(cast.supplier).post(own(share, "conditions"), {"s_conditions": "Delete it.", "revision": "0"})
    mine = {"s_conditions": "Publish nothing.", "revision": "0"}

    answer = browse(cast.supplier_colleague).post(own(share, "conditions"), mine)

    assert answer.status_code == 409
    assert "Sunita Rao changed this answer after you opened the page" in text(answer)
    assert "Delete it." in text(answer)
    assert "Publish nothing." in text(answer)
    assert stored(share)["s_conditions"] == "Delete it."
    assert browse(cast.supplier_colleague).post(own(share, "conditions"), mine | {"revision": "1"}).status_code == 302
    assert stored(share)["s_conditions"] == "Publish nothing."


def test_it_says_what_is_missing(share: DataShare, cast: Cast, browse: Browse) -> None:
    answer = browse(cast.supplier).post(own(share, "gateway"), {"s_gateway__chosen": "another"})

    assert "<title>Error: Do you agree with the gateway?" in text(answer)
    assert text(answer).count("Enter the power, and where it is in the law") == 2


def test_its_history_says_from_what_to_what(share: DataShare, cast: Cast) -> None:
    step = supplier_set(share.edition.question_set).steps["conditions"]
    responding.answer_own_half(share=share, step=step, values={"s_conditions": "One."}, revision=0, by=cast.supplier)
    responding.answer_own_half(share=share, step=step, values={"s_conditions": "Two."}, revision=1, by=cast.supplier)

    newest = EventDetails.objects.order_by("-event__sequence")[0]
    assert said(newest) == "answered “Conditions” for the supplier"
    assert changed(newest) == [
        {"what": "What are your conditions for sharing the data?", "before": "One.", "after": "Two."}
    ]


# --- Gaps -------------------------------------------------------------------------------------------


def test_a_gap_names_the_question_and_links_it_for_those_who_can_answer(
    share: DataShare, cast: Cast, browse: Browse
) -> None:
    agreement = reverse("agreements:agreement", args=[share.reference])

    theirs = text(browse(cast.supplier).get(agreement))
    assert f'<a class="govuk-link" href="{own(share, "gateway")}">Do you agree with the gateway?</a>' in theirs
    ours = text(browse(cast.acquirer).get(agreement))
    assert "For the supplier: Do you agree with the gateway?" in ours
    assert own(share, "gateway") not in ours


def test_the_acquirer_reads_it_with_the_decision_and_not_before(share: DataShare, cast: Cast) -> None:
    step = supplier_set(share.edition.question_set).steps["conditions"]
    values = {"s_conditions": "Our lawyers must be there."}
    responding.answer_own_half(share=share, step=step, values=values, revision=0, by=cast.supplier)

    acquirer, supplier = Visitor(cast.acquirer), Visitor(cast.supplier)
    for page in ("agreement", "assessment", "history"):
        assert "Our lawyers" not in acquirer.get(page, share).words
    for page in ("evidence", "download"):
        rest = ("mou", "json") if page == "download" else ()
        assert b"Our lawyers" not in acquirer.get(page, share, *rest).response.content
    assert "Our lawyers" in supplier.get("agreement", share).words
    assert "Our lawyers" in supplier.get("history", share).words


def test_in_the_next_round_it_reads_it_with_the_next_decision(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    step = supplier_set(share.edition.question_set).steps["conditions"]
    values = {"s_conditions": "Our lawyers must be there."}
    responding.answer_own_half(share=share, step=step, values=values, revision=0, by=cast.supplier)

    acquirer = Visitor(cast.acquirer)
    for page, *rest in (("agreement",), ("history",), ("response",), ("draft", "mou"), ("draft", "dpia")):
        assert "Our lawyers" not in acquirer.get(page, share, *rest).words
    for page, *rest in (("evidence",), ("download", "mou", "json"), ("download", "mou", "md")):
        assert b"Our lawyers" not in acquirer.get(page, share, *rest).response.content
    stages._decide(share, cast, Outcome.RETURN, "Say more.")
    assert "Our lawyers" in acquirer.get("agreement", share).words
