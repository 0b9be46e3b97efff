"""Text that one side has not sent, marked in each place, reaches the other in no page, file or mail."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from agreements.answers import journey_of, revision_of
from agreements.members import actions as members
from agreements.models import DataShare, Outcome, Verdict
from agreements.questionnaire.supplier import supplier_set
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import MailChoice, Notification, User
from community.notices.daily_summary import make_summaries
from community.notices.outbox import send_owed
from tests.agreements import stages
from tests.cast import Cast
from tests.security.crawl import sightings
from tests.security.doors import ASKING, HOLDING, LEADS
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db

# No word of any page or specimen; a number after it tells the place.
WORD = "quoylezant"
SUPPLIERS_OWN: dict[str, Any] = {
    "s_hold": {"chosen": "part", "part": "Only since 2019."},
    "s_route": {"chosen": ["api", "other"], "other": "By hand"},
    "s_effort": {"effort": "Two days of work.", "cost": "None at all."},
    "s_gateway": {"chosen": "another", "another": "Section 5 of the Records Act."},
    "s_basis": {"chosen": ["public_task"], "why": "We run it."},
    "s_privacy": "Section 4 of our notice.",
    "s_conditions": "Delete it after matching.",
    "s_signatory": {"name": "Victor Stone", "position": "Director of Records", "order": "after"},
    "s_experts": {"legal": "Una Kelly, lawyer"},
}


def marked(value: Any, mark: str) -> Any:
    """Return the value with the mark in all free text; a choice from a list has no space."""
    if isinstance(value, str):
        return f"{value} {mark}" if " " in value else value
    if isinstance(value, list):
        return [marked(part, mark) for part in value]
    if isinstance(value, dict):
        return {key: marked(part, mark) for key, part in value.items()}
    return value


def change_every_answer(share: DataShare, by: User) -> list[str]:
    """Give every answer again by the real action, each with its own mark. Return the marks."""
    marks: list[str] = []
    for step in journey_of(share).question_set.steps.values():
        kept = share.edition.answers.filter(key__in=step.keys)
        given = {row.key: marked(row.value, f"{WORD}{len(marks)}x") for row in kept}
        if step.kind != "check" and any(row.value != given[row.key] for row in kept):
            marks.append(f"{WORD}{len(marks)}x")
            revision = revision_of(kept)
            requesting.answer(share=share, step=step, values=given, revision=revision, by=by)
    return marks


def answer_the_own_half(share: DataShare, by: User, mark: str = WORD) -> None:
    """Give the supplier's own answers by the real action, with a mark in all free text."""
    for step in supplier_set(share.edition.question_set).steps.values():
        given = {key: marked(SUPPLIERS_OWN[key], mark) for key in step.keys if key in SUPPLIERS_OWN}
        revision = revision_of(share.edition.party_answers.filter(key__in=step.keys))
        responding.answer_own_half(share=share, step=step, values=given, revision=revision, by=by)


def decide(share: DataShare, cast: Cast, outcome: Outcome) -> None:
    responding.decide(share=share, outcome=outcome, reason=None, text="Say more about it.", by=cast.supplier)


def resend(share: DataShare, cast: Cast) -> None:
    requesting.write_replies(share=share, note="We said more.", by_section={}, revision=0, by=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)


def shown_to(person: User, share: DataShare, asset: DataAsset, word: str = WORD) -> list[str]:
    """Return each URL at which the user sees the word: the routes, then every link on them."""
    return sightings(person, share, asset, [word])[word]


def shown_to_any(people_of: Collection[str], cast: Cast, share: DataShare, asset: DataAsset) -> list[str]:
    """Return each URL at which any of these users sees the word; leads also send every form.

    Leads read all; to others, what differs from another page in its rows only is what it is to their lead.
    """
    return [
        f"{name} {address}"
        for name in sorted(people_of)
        for address in _seen_by(getattr(cast, name), share, asset, leads=name in LEADS)
    ]


def _seen_by(person: User, share: DataShare, asset: DataAsset, *, leads: bool) -> list[str]:
    return sightings(person, share, asset, [WORD], posts=leads, brief=not leads, files=leads)[WORD]


def brought_to(people_of: Collection[str], cast: Cast) -> list[str]:
    """Return every message, summary and mail to one of these users with the word in it."""
    Notification.objects.update(created=timezone.now() - timedelta(days=2))
    make_summaries()
    send_owed()
    theirs = {getattr(cast, name).email for name in people_of}
    told = Notification.objects.filter(email__in=theirs)
    rows = [f"{row.subject}\n{row.body}\n{row.topic_name}" for row in told]
    sent = [f"{letter.subject}\n{letter.body}" for letter in mail.outbox if theirs & set(letter.to)]
    assert rows
    assert sent
    return [words for words in [*rows, *sent] if WORD in words]


@pytest.fixture
def returned(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a returned share with every answer changed but not sent, and internal comments."""
    User.objects.update(mail_choice=MailChoice.DAILY)
    share = stages.returned(cast, asset)
    assert len(change_every_answer(share, cast.acquirer)) > 30
    members.invite(share=share, email=cast.supplier_colleague.email, role=Role.OBSERVER, by=cast.supplier)
    return stages.fresh(share)


def test_unsent_answers_are_shown_to_the_acquirer(cast: Cast, asset: DataAsset, returned: DataShare) -> None:
    seen = shown_to(cast.acquirer, returned, asset)

    for page in ("draft/mou/", "draft/dpia.md", "draft/mou.json", "draft/mou.docx", "request/", "check/", "history/"):
        assert any(page in address for address in seen), page


def test_unsent_answers_stay_with_the_acquirer(cast: Cast, asset: DataAsset, returned: DataShare) -> None:
    assert shown_to_any(HOLDING, cast, returned, asset) == []
    requesting.withdraw(share=returned, reason="The project ended.", by=cast.acquirer)
    assert shown_to_any({"supplier"}, cast, stages.fresh(returned), asset) == []
    assert brought_to(HOLDING, cast) == []


def test_answers_sent_again_reach_the_supplier(cast: Cast, asset: DataAsset, returned: DataShare) -> None:
    resend(returned, cast)
    seen = shown_to(cast.supplier, stages.fresh(returned), asset)

    for page in ("draft/mou/", "draft/dpia.json", "request/", "response/"):
        assert any(page in address for address in seen), page


def respond_in_secret(share: DataShare, cast: Cast) -> None:
    """Answer the supplier's own questions and add private notes, without a decision."""
    answer_the_own_half(share, cast.supplier)
    for section in ("purpose", "benefits"):
        stages.verdict_on(share, cast.supplier, section, Verdict.QUESTION, f"Why {WORD}?", f"Only us: {WORD}.")


@pytest.fixture
def assessing(cast: Cast, asset: DataAsset) -> DataShare:
    User.objects.update(mail_choice=MailChoice.DAILY)
    share = stages.submitted(cast, asset)
    respond_in_secret(share, cast)
    return stages.fresh(share)


def test_an_undecided_response_is_shown_to_the_supplier(cast: Cast, asset: DataAsset, assessing: DataShare) -> None:
    seen = shown_to(cast.supplier, assessing, asset)

    for page in ("draft/mou/", "response/purpose", "response/own/", "history/"):
        assert any(page in address for address in seen), (page, seen)


def test_an_undecided_response_stays_with_the_supplier(cast: Cast, asset: DataAsset, assessing: DataShare) -> None:
    assert shown_to_any(ASKING, cast, assessing, asset) == []
    requesting.withdraw(share=assessing, reason="The project ended.", by=cast.acquirer)
    assert shown_to_any({"acquirer"}, cast, stages.fresh(assessing), asset) == []


def test_a_second_response_stays_until_it_is_decided(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    answer_the_own_half(share, cast.supplier, "as-first-decided")
    decide(share, cast, Outcome.RETURN)
    resend(share, cast)
    respond_in_secret(share, cast)

    assert shown_to_any({"acquirer", "onlooker"}, cast, stages.fresh(share), asset) == []
    assert any("draft/mou/" in page for page in shown_to(cast.acquirer, share, asset, "as-first-decided"))


def test_private_notes_stay_after_the_decision(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Why so many?", f"Only us: {WORD}.")
    decide(share, cast, Outcome.RETURN)

    assert shown_to_any({"acquirer", "onlooker"}, cast, stages.fresh(share), asset) == []
    assert brought_to(ASKING, cast) == []


def test_an_unsent_emergency_is_not_told(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    step = journey_of(share).question_set.places["tri_kind"].step
    revision = revision_of(share.edition.answers.filter(key__in=step.keys))
    requesting.answer(share=share, step=step, values={"tri_kind": "emergency"}, revision=revision, by=cast.acquirer)
    members.invite(share=share, email=cast.supplier_colleague.email, role=Role.OBSERVER, by=cast.supplier)
    theirs, ours = Visitor(cast.supplier), Visitor(cast.acquirer)

    for page in (("shares",), ("overview", share), ("response", share), ("draft", share, "mou")):
        assert "mergency" not in theirs.get(*page).words, page
    assert "mergency" in ours.get("shares").words
    assert "mergency" in ours.get("overview", share).words
    assert not Notification.objects.filter(subject__startswith="Emergency").exists()


def test_a_title_is_the_one_last_sent(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    before = share.title
    step = journey_of(share).question_set.places["title"].step
    values = {row.key: row.value for row in share.edition.answers.filter(key__in=step.keys)} | {"title": "Warmer homes"}
    revision = revision_of(share.edition.answers.filter(key__in=step.keys))
    requesting.answer(share=share, step=step, values=values, revision=revision, by=cast.acquirer)
    assert stages.fresh(share).title == before
    resend(share, cast)

    assert stages.fresh(share).title == "Warmer homes"
