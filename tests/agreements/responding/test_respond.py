"""Responding to a section: the verdict, the note, the private note."""

import html
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.answers import journey_of, revision_of
from agreements.models import DataShare, EventDetails, Round, SectionResponse, Verdict
from agreements.requesting import actions as requesting
from agreements.states import State
from catalogue.models import DataAsset
from community.models import Notification, User
from tests.agreements import stages
from tests.cast import Cast
from tests.support.markup import flat

Browse = Callable[[User], Client]
VERDICT = {
    "verdict": "question",
    "note": "Why only people over 66?",
    "private_note": "Ask Victor first.",
    "revision": "0",
}
SECRET = "Ask Victor first."


def section(share: DataShare, key: str = "purpose") -> str:
    return reverse("agreements:respond_section", args=[share.reference, key])


def page(share: DataShare, name: str = "response") -> str:
    return reverse(f"agreements:{name}", args=[share.reference])


def text(response: Any) -> str:
    return html.unescape(flat(response))


def test_it_shows_the_answers_as_they_were_sent(share: DataShare, cast: Cast, browse: Browse) -> None:
    """Changes since the request was sent reach the supplier when it is sent again."""
    share.edition.answers.filter(key="aims").update(value="Something else, typed since.")

    shown = text(browse(cast.supplier).get(section(share)))

    assert "Older people in Kent who could get help with heating receive it before winter." in shown
    assert "Something else, typed since." not in shown


def test_it_explains_which_answers_to_look_at_twice(share: DataShare, cast: Cast, browse: Browse) -> None:
    shown = text(browse(cast.supplier).get(section(share, "data")))

    assert "Check this answer:" in shown
    assert "The data includes special category data." in shown


def test_it_stores_the_verdict_and_goes_to_the_next_section(share: DataShare, cast: Cast, browse: Browse) -> None:
    answer = browse(cast.supplier).post(section(share), VERDICT)

    assert answer.status_code == 302
    assert answer["Location"] == section(share, "legal")
    kept = SectionResponse.objects.get(round__edition__share=share)
    assert (kept.section, kept.verdict, kept.note, kept.private_note, kept.revision) == (
        "purpose",
        "question",
        "Why only people over 66?",
        SECRET,
        1,
    )
    assert stages.fresh(share).edition.state == State.ASSESSING


def test_it_comes_back_to_the_list_when_asked_to(share: DataShare, cast: Cast, browse: Browse) -> None:
    answer = browse(cast.supplier).post(section(share), VERDICT | {"later": "yes"})

    assert answer["Location"] == page(share)
    assert "Question asked" in text(browse(cast.supplier).get(page(share)))


@pytest.mark.parametrize("part", ["supplier", "supplier_colleague", "supplier_expert"])
def test_it_is_for_those_who_speak_for_the_supplier(part: str, share: DataShare, cast: Cast, browse: Browse) -> None:
    assert browse(getattr(cast, part)).post(section(share), VERDICT).status_code == 302


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("acquirer", 403),
        ("acquirer_colleague", 403),
        ("acquirer_expert", 403),
        ("supplier_signatory", 403),
        ("onlooker", 403),
        ("stranger", 404),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_refuses_everyone_else(
    part: str, status: int, method: str, share: DataShare, cast: Cast, browse: Browse
) -> None:
    answer = getattr(browse(getattr(cast, part)), method)(section(share), VERDICT)

    assert answer.status_code == status
    assert not SectionResponse.objects.exists()
    assert stages.fresh(share).edition.state == State.SUBMITTED


@pytest.mark.parametrize(
    "stage", [stages.returned, stages.refused, stages.withdrawn, stages.negotiating], ids=lambda stage: stage.__name__
)
def test_it_comes_at_the_wrong_moment(
    stage: Callable[[Cast, DataAsset], DataShare], cast: Cast, asset: DataAsset, browse: Browse
) -> None:
    late = stage(cast, asset)

    assert browse(cast.supplier).post(section(late, "legal"), VERDICT).status_code == 409
    assert not SectionResponse.objects.filter(section="legal").exists()


@pytest.mark.parametrize("key", ["declare", "nothing", "decision"])
def test_a_section_that_was_not_sent_is_not_there(key: str, share: DataShare, cast: Cast, browse: Browse) -> None:
    assert browse(cast.supplier).get(section(share, key)).status_code == 404


def test_a_draft_has_nothing_to_respond_to(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    draft = stages.draft(cast, asset)

    assert "There is no response yet" in text(browse(cast.acquirer).get(page(draft)))
    assert browse(cast.acquirer).get(section(draft)).status_code == 403
    assert browse(cast.supplier).get(page(draft)).status_code == 404


@pytest.mark.parametrize(
    ("verdict", "message"),
    [
        ("", "Select your response to this section"),
        ("agree_with_change", "Enter the change you need"),
        ("question", "Enter your question"),
        ("cannot_agree", "Enter why you cannot agree"),
        ("something", "Select your response to this section from the list"),
    ],
)
def test_it_says_what_is_missing_and_keeps_the_words(
    verdict: str, message: str, share: DataShare, cast: Cast, browse: Browse
) -> None:
    answer = browse(cast.supplier).post(section(share), {"verdict": verdict, "note": "", "private_note": SECRET})

    shown = text(answer)
    assert answer.status_code == 200
    assert "<title>Error: What you want to do" in shown
    assert shown.count(message) == 2
    assert SECRET in shown
    assert not SectionResponse.objects.exists()


def test_agreeing_needs_no_note(share: DataShare, cast: Cast, browse: Browse) -> None:
    assert browse(cast.supplier).post(section(share), {"verdict": "agree", "revision": "0"}).status_code == 302


@pytest.mark.parametrize("rude", ["a\x00b", "x" * 4001])
def test_it_answers_bad_input_in_words(rude: str, share: DataShare, cast: Cast, browse: Browse) -> None:
    posted = "verdict=question&note=" + quote_from_bytes(rude.encode())
    answer = browse(cast.supplier).post(section(share), posted, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert "There is a problem" in text(answer)


@pytest.mark.parametrize("odd", ["-1", "x", "9" * 30, ""])
def test_a_revision_that_cannot_be_read_counts_as_none(odd: str, share: DataShare, cast: Cast, browse: Browse) -> None:
    assert browse(cast.supplier).post(section(share), VERDICT | {"revision": odd}).status_code == 302


def test_a_repeated_post_changes_nothing(share: DataShare, cast: Cast, browse: Browse) -> None:
    browser = browse(cast.supplier)
    browser.post(section(share), VERDICT)
    events = share.events.count()

    assert browser.post(section(share), VERDICT).status_code == 302
    assert share.events.count() == events
    assert SectionResponse.objects.get().revision == 1


def test_two_colleagues_see_both_texts_and_keep_their_own(share: DataShare, cast: Cast, browse: Browse) -> None:
    browse(cast.supplier).post(section(share), VERDICT)
    mine = {"verdict": "cannot_agree", "note": "The law forbids it.", "private_note": "", "revision": "0"}

    answer = browse(cast.supplier_colleague).post(section(share), mine)

    shown = text(answer)
    assert answer.status_code == 409
    assert "Sunita Rao responded to this section after you opened the page" in shown
    assert "Why only people over 66?" in shown
    assert "The law forbids it." in shown
    assert SectionResponse.objects.get().note == "Why only people over 66?"
    assert browse(cast.supplier_colleague).post(section(share), mine | {"revision": "1"}).status_code == 302
    assert SectionResponse.objects.get().note == "The law forbids it."


def test_the_acquirer_reads_who_is_reading_and_nothing_of_the_verdicts(
    share: DataShare, cast: Cast, browse: Browse
) -> None:
    assert "The supplier has not started to respond yet" in text(browse(cast.acquirer).get(page(share)))
    browse(cast.supplier).post(section(share), VERDICT)

    for name in ("response", "history", "evidence", "overview", "request"):
        shown = text(browse(cast.acquirer).get(page(share, name)))
        assert "Why only people over 66?" not in shown
        assert SECRET not in shown
    assert "Office for Records started to respond on" in text(browse(cast.acquirer).get(page(share)))


@pytest.mark.parametrize("outcome", ["return", "accept", "refuse"])
def test_a_private_note_never_reaches_the_other_side(
    outcome: str, share: DataShare, cast: Cast, browse: Browse
) -> None:
    browse(cast.supplier).post(section(share), VERDICT)
    decision = {"outcome": outcome, "comments": "Say more.", "reason": "cost", "refusal": "Too dear."}
    browse(cast.supplier).post(page(share, "decide"), decision)

    for person in (cast.acquirer, cast.onlooker):
        for name in ("response", "history", "evidence", "overview", "request"):
            assert SECRET not in text(browse(person).get(page(share, name)))
    assert not EventDetails.objects.filter(text__contains=SECRET).exists()
    assert not Notification.objects.filter(body__contains=SECRET).exists()
    assert SECRET in text(browse(cast.supplier_colleague).get(page(share)))
    assert "Why only people over 66?" in text(browse(cast.acquirer).get(page(share)))


def test_no_one_is_written_to_about_a_verdict(share: DataShare, cast: Cast, browse: Browse) -> None:
    told = Notification.objects.count()

    browse(cast.supplier).post(section(share), VERDICT)

    assert Notification.objects.count() == told


def test_a_round_that_comes_again_shows_what_changed(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = stages.returned(cast, asset)
    step = journey_of(share).question_set.steps["aims"]
    kept = share.edition.answers.filter(key__in=step.keys)
    requesting.answer(
        share=share,
        step=step,
        values={"aims": "People over 60 receive it."},
        revision=revision_of(kept),
        by=cast.acquirer,
    )
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)

    shown = text(browse(cast.supplier).get(section(share)))
    assert "1 answer changed since round 1" in shown
    assert "Changed since round 1" in shown
    assert "People over 60 receive it." in shown
    assert "Answer in round 1" in shown
    assert "In round 1 Sunita Rao asked: Why only people over 66?" in shown
    listed = text(browse(cast.supplier).get(page(share)))
    assert "1 answer changed since round 1" in listed
    assert "Round 1: returned with comments on" in listed
    assert "No answers in this section changed since round 1" in text(
        browse(cast.supplier).get(section(share, "security"))
    )


def test_what_was_agreed_last_time_is_offered_again(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    share = stages.assessing(cast, asset)
    stages.verdict_on(share, cast.supplier, "legal", Verdict.AGREE)
    browse(cast.supplier).post(page(share, "decide"), {"outcome": "return", "comments": "Say more."})
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)

    assert "Agreed in the last round" in text(browse(cast.supplier).get(page(share)))
    assert 'value="agree" checked' in text(browse(cast.supplier).get(section(share, "legal")))
    assert "checked" not in text(browse(cast.supplier).get(section(share)))


def rows(count: int) -> list[dict[str, str]]:
    return [
        {"id": f"r{n}", "item": f"Item {n}", "identifies": "no", "why": "So", "how_used": "So", "keep_until": "A year"}
        for n in range(count)
    ]


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_its_queries_do_not_grow_with_the_items(cast: Cast, asset: DataAsset, browse: Browse) -> None:
    counts = []
    for number in (2, 40):
        share = stages.submitted(cast, asset, stages.answers_of_today() | {"items": rows(number)})
        items = reverse("agreements:own_step", args=[share.reference, "items"])
        pages = (page(share), section(share, "data"), items, page(share, "decide"))
        browser = browse(cast.supplier)
        queries(browser, page(share))
        counts.append([queries(browser, address) for address in pages])

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16


def test_its_pages_have_titles_and_labels(share: DataShare, cast: Cast, browse: Browse) -> None:
    shown = text(browse(cast.supplier).get(section(share)))

    assert "<title>What you want to do – response – Heating help" in shown
    assert "Only your organisation sees this" in shown
    assert shown.count("<h1") == 1
    for label in ("Your response to this section", "Note for the acquirer", "Private note"):
        assert label in shown
    assert Round.objects.get().edition.share == share
