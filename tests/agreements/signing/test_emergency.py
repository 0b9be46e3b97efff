"""In an emergency, deferrable answers block neither agreement nor signatures; all others do."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from agreements.drafting.left_open import left_open
from agreements.drafting.missing import missing_in
from agreements.emergency import deferrable_answers
from agreements.members import actions as members
from agreements.models import ClauseAgreement, DataShare, RegisterEntry
from agreements.negotiating import actions as negotiating
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.questionnaire.question_sets import question_set
from agreements.signing import freezing
from agreements.wording.gaps import MARK, gaps_in, has_gap
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib import clock
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.assessments import decide_all
from tests.agreements.negotiating.clauses import current_of, proposed, text_of
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
FIRST = {"title", "aims", "items", "power_have", "power_text", "basis", "delivery", "retention", "data_types"}
LATER = {"if_refused", "storage", "s_privacy", "s_experts", "gateway"}
OWN = {"s_items", "s_gateway", "s_basis", "s_route", "s_signatory"}


def short() -> dict[str, Any]:
    """Return only the answers that an emergency needs before the request is sent."""
    places = question_set("2026-11").places
    first = {key for key, place in places.items() if place.question.in_emergency or place.section.key == "triage"}
    given = stages.answers_of_today() | {"tri_kind": stages.EMERGENCY}
    return {key: value for key, value in given.items() if key in first}


def whole_but_for_later(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share agreed by both, with only deferrable gaps left."""
    share = stages.negotiating(cast, asset, short())
    later = deferrable_answers(share)
    decide_all(share)
    for clause in share.edition.clauses.select_related("current"):
        text = text_of(clause)
        words = MARK.sub(lambda gap: gap[0] if gap[1] in later else "as settled in writing", text)
        if words != text:
            negotiating.accept(proposal=proposed(clause, cast.supplier, words), by=cast.acquirer)
    for lead in (cast.acquirer, cast.supplier):
        own = members.party_of(share, lead)
        left = share.edition.clauses.binding(own).exclude(current__agreements__party=own)
        negotiating.agree(share=share, wordings={one.pk: one.current_id or 0 for one in left}, by=lead)
    return stages.fresh(share)


STAGE = whole_but_for_later


def test_only_the_short_set_holds_it_up(share: DataShare) -> None:
    later = deferrable_answers(share)

    assert not later & (FIRST | OWN)
    assert later >= LATER
    assert left_open(share) == missing_in(share) != []


def test_an_ordinary_request_waits_for_every_answer(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    clause = next(found for found in share.edition.clauses.all() if has_gap(text_of(found)))

    assert deferrable_answers(share) == frozenset()
    with pytest.raises(NotNow, match="cannot be agreed until the missing answer is given"):
        negotiating.agree(share=share, wordings={clause.pk: current_of(clause)}, by=cast.acquirer)
    assert any("an answer is missing" in line for line in obstacles_to_freezing(share))
    assert "To be completed within" not in Visitor(cast.acquirer).get("clause", share, clause.pk).words


def test_an_answer_of_the_short_set_still_holds_up_an_emergency(cast: Cast, share: DataShare) -> None:
    clause = share.edition.clauses.all()[0]
    negotiating.accept(proposal=proposed(clause, cast.supplier, "It is [[gap:aims]]."), by=cast.acquirer)

    assert not ClauseAgreement.objects.filter(wording=current_of(clause)).exists()
    with pytest.raises(NotNow, match="cannot be agreed until the missing answer is given"):
        negotiating.agree(share=share, wordings={clause.pk: current_of(clause)}, by=cast.supplier)
    with pytest.raises(Incomplete, match="What are you trying to achieve"):
        freezing.freeze_words(share=share, by=cast.acquirer)


def test_a_mark_that_no_question_explains_still_holds_it_up(cast: Cast, share: DataShare) -> None:
    clause = share.edition.clauses.all()[0]
    negotiating.accept(proposal=proposed(clause, cast.supplier, "It is [[gap:no_one_knows]]."), by=cast.acquirer)

    with pytest.raises(Incomplete, match="an answer is missing"):
        freezing.freeze_words(share=share, by=cast.acquirer)


def test_the_clause_says_that_it_is_completed_later(cast: Cast, share: DataShare) -> None:
    clause = next(found for found in share.edition.clauses.all() if "if_refused" in gaps_in(text_of(found)))

    page = Visitor(cast.acquirer).get("clause", share, clause.pk)

    assert "To be completed within 14 days: What will happen if you do not get the data?" in page.words
    assert page.all(f"//mark//a[@href='{address('missing_answer', share, 'if_refused')}']")
    assert "You cannot agree this clause until" not in page.words
    assert "To be completed" in Visitor(cast.supplier).get("section", share, clause.section).all("//h2/strong")


def test_what_stays_open_is_said_before_freezing(cast: Cast, share: DataShare) -> None:
    count = len(left_open(share))
    for lead in (cast.acquirer, cast.supplier):
        home = Visitor(lead).get("shares")
        assert "Freeze the text and ask for signatures" in home.words
        assert f"{count} answers are still missing" in Visitor(lead).get("overview", share).words
    page = Visitor(cast.acquirer).get("freeze", share)
    assert f"{count} answers are still missing" in page.words
    assert any(line.startswith("What will happen if you do not get the data?") for line in page.all("//main//ul/li"))
    assert address("missing_answers", share) in page.all("//main//a/@href")


def test_the_words_that_are_signed_say_what_is_open(cast: Cast, share: DataShare) -> None:
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)

    words = json.loads(agreement.words.words)
    text = "\n".join(
        clause["text"]
        for document in words["documents"]
        for section in document["sections"]
        for clause in section["clauses"]
    )
    assert not has_gap(text)
    assert "[[gap:" not in agreement.words.html
    name = "memorandum" if "memorandum" in share.agreement_name.lower() else "agreement"
    said = f"To be completed by the acquirer within 14 days of this {name} taking effect: What will happen if"
    assert f"\\[{said}" in text
    assert f"[{said}" in agreement.words.html
    assert "It must be completed before the data is supplied" not in text


def test_the_signatory_reads_what_is_open(cast: Cast, share: DataShare) -> None:
    freezing.freeze_words(share=share, by=cast.acquirer)

    page = Visitor(cast.supplier_signatory).get("sign", share)

    assert f"{len(left_open(share))} answers are still missing" in page.all("//h2")
    assert any(line.startswith("What will happen if you do not get the data?") for line in page.all("//main//ul/li"))


def test_an_answer_given_before_freezing_is_signed(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("missing_answer", share, "if_refused")
    sent = {"if_refused": "Homes would flood.", "revision": page.fields["revision"][0]}
    assert Visitor(cast.acquirer).post("missing_answer", share, "if_refused", **sent).status == 302
    home = Visitor(cast.supplier).get("shares").words
    assert "Decide on " in home
    assert "Freeze the text" not in home
    assert "to accept or reject the proposals" in Visitor(cast.acquirer).get("shares").words

    for wording in share.edition.clauses.filter(wordings__proposal__state="open"):
        offered = wording.wordings.get(proposal__state="open").proposal
        negotiating.accept(proposal=offered, by=cast.supplier)

    decide_all(share)
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)
    assert "Homes would flood." in agreement.words.html
    assert "if_refused" not in {item.key for item in left_open(share)}


def test_in_force_it_says_what_is_due_and_when(cast: Cast, share: DataShare) -> None:
    freezing.freeze_words(share=share, by=cast.acquirer)
    stages.sign_everything(share, cast)
    due = clock.long_date(timezone.localdate() + timedelta(days=14))

    for person in (cast.acquirer, cast.supplier, cast.onlooker):
        page = Visitor(person).get("overview", share)
        assert f"The organisations must add {len(left_open(share))} answers by {due}." in page.words
        assert f"answers by {due}. The review is due on the same day." in page.words
        assert "To complete it, a lead begins a new version." in page.words
        assert "What will happen if you do not get the data?" in page.words
        assert "Review the agreement" in Visitor(person).get("shares").words
    assert Visitor(cast.stranger).get("overview", share).status == 404
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert Visitor(cast.acquirer).get("missing_answer", share, "if_refused").status == 409


def test_the_register_says_what_is_still_to_be_completed(cast: Cast, share: DataShare, client: Client) -> None:
    freezing.freeze_words(share=share, by=cast.acquirer)
    stages.sign_everything(share, cast)

    entry = RegisterEntry.objects.get(share=share)
    page = client.get(f"/register/{share.reference}/").content.decode()
    assert entry.says["purpose"]["lines"]
    assert "To be completed by the acquirer within 14 days" in str(entry.says["gateway"]["clauses"])
    assert "To be completed by the acquirer within 14 days" in page
    assert "[[gap:" not in page


def test_every_message_says_that_it_is_an_emergency(cast: Cast, share: DataShare) -> None:
    freezing.freeze_words(share=share, by=cast.acquirer)

    told = Notification.objects.filter(topic=share.reference)
    assert {"respond", "agree", "sign"} <= {str(row.subject).split()[2].lower() for row in told}
    assert all(row.subject.startswith("Emergency – ") for row in told)


def test_an_ordinary_message_does_not(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)

    assert not Notification.objects.filter(topic=share.reference, subject__startswith="Emergency").exists()
    for page in ("overview", "response"):
        assert "immediate risk to people" not in Visitor(cast.supplier).get(page, share).words
    row = f"//tbody/tr[contains(., '{share.reference}')]"
    home = Visitor(cast.supplier).get("shares")
    assert home.all(row)
    assert home.all(f"{row}//strong") == []


def test_the_supplier_sees_the_emergency_first(cast: Cast, asset: DataAsset) -> None:
    ordinary = stages.submitted(cast, asset)
    urgent = stages.submitted(cast, asset, short() | {"needed_by": stages.in_days(6)})

    home = Visitor(cast.supplier).get("shares")
    rows = home.all("//table[1]/tbody/tr")
    assert ["Emergency" in row for row in rows] == [True, True, False]
    assert urgent.reference in rows[1]
    assert ordinary.reference in rows[2]
    by = clock.long_date(timezone.localdate() + timedelta(days=6))
    for page in ("overview", "response"):
        seen = Visitor(cast.supplier).get(page, urgent).words
        assert "because of an immediate risk to people" in seen
        assert f"It needs the data by {by}." in seen


def test_a_proposal_waits_before_the_freezing(cast: Cast, asset: DataAsset) -> None:
    """Every clause is agreed, and the other side proposes something."""
    share = stages.agreed(cast, asset)
    for clause in list(share.edition.clauses.all())[:2]:
        proposed(clause, cast.supplier, text_of(clause) + "\n\nNo one else may see it.")

    home = Visitor(cast.acquirer).get("shares")
    assert "Decide on 2 proposals" in home.words
    assert address("proposals", share) in home.all("//main//a/@href")
    page = Visitor(cast.acquirer).get("overview", share)
    assert page.all("//div[@class='next-panel']//a[@role='button']") == ["Decide on 2 proposals"]
    [waits] = Visitor(cast.supplier).get("shares").all(f"//tr[contains(., '{share.reference}')]")
    assert waits.startswith("Barchester City Council to accept or reject the proposals")
    assert "Decide on" not in Visitor(cast.onlooker).get("shares").words
