"""An expert is asked to check answers and confirms, corrects or refuses them; a check lapses when one changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.beneath import CHECK_OF, ON_PEOPLE, keys_beneath
from agreements.drafting.library.checked import digest_beneath
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.members import checking
from agreements.members.check_reminders import remind_next
from agreements.models import CheckAnswer, DataShare, EventDetails, ExpertCheck, ExpertResult, Member
from agreements.questionnaire.supplier import every_place
from agreements.states import Role
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification, User
from community.skills import Skill
from datashare.lib.exceptions import Conflict, Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db
CONFIRM, CORRECT, REFUSE = (result.value for result in ExpertResult)


@pytest.fixture
def draft(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a request that is being written, whose legal adviser has an account."""
    return stages.draft(cast, asset)


def expert_of(share: DataShare, user: User) -> Member:
    return share.members.live().get(user=user, role=Role.ADVISER)


def ask(share: DataShare, expert: User, by: User, **other: Any) -> ExpertCheck:
    given = {"due": timezone.localdate() + timedelta(days=7), "words": "Look at the gateway.", **other}
    return checking.ask_expert(share=share, member=expert_of(share, expert), by=by, **given)


def seen_by(check: ExpertCheck) -> str:
    """Return the digest of the answers that the page of a check shows now."""
    share = stages.fresh(check.edition.share)
    s = circumstances_for(share, check.party)
    return digest_beneath(s, checking.facts_of_party(s, check.party), check.skill)


def answer(check: ExpertCheck, by: User, result: str = CONFIRM, words: str = "") -> CheckAnswer:
    about = seen_by(check)
    return checking.answer_check(check=check, result=ExpertResult(result), words=words, about=about, by=by)


def change_power(share: DataShare) -> None:
    share.edition.answers.filter(key="power_text").update(
        value={"chosen": "express", "section": "Another Act 2020, section 3", "link": ""}
    )


def asked_of(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user, address__contains="/checks/").values_list("subject", flat=True))


def post_date(day: date) -> dict[str, str]:
    return {"due-day": str(day.day), "due-month": str(day.month), "due-year": str(day.year)}


def send(visitor: Visitor, check: ExpertCheck, result: str, **words: str) -> Seen:
    share = check.edition.share
    return visitor.post("expert_check", share, check.pk, result=result, about=seen_by(check), **words)


# --- What is beneath ----------------------------------------------------------------------------------


def test_every_question_beneath_a_check_is_asked() -> None:
    known = set(every_place("2026-11"))
    for skill in Skill:
        assert keys_beneath(skill) <= known | {"diagram"}, skill  # a clause reads it, and no question asks it yet
        assert not keys_beneath(skill) & ON_PEOPLE


def test_a_clause_is_checked_with_every_answer_it_states() -> None:
    from agreements.drafting.clause_templates import library

    for document in ("mou", "dpia"):
        for clause in library()[document]:
            for skill, check in CHECK_OF.items():
                if clause.check == check:
                    assert set(clause.reads) - ON_PEOPLE <= keys_beneath(skill), clause.key


# --- Asking -------------------------------------------------------------------------------------------


def test_lead_asks_and_only_the_expert_is_told(draft: DataShare, cast: Cast) -> None:
    visitor, expert = Visitor(cast.acquirer), expert_of(draft, cast.acquirer_expert)
    page = visitor.get("ask_expert", draft)
    assert "Chidi Eze (legal)" in page.words
    day = timezone.localdate() + timedelta(days=7)
    seen = visitor.post("ask_expert", draft, member=str(expert.pk), words="See section 3.", **post_date(day))
    assert seen.goes_to == address("expert_checks", draft)
    check = ExpertCheck.objects.get()
    assert (check.member, check.skill, check.due, check.party.is_lead) == (expert, Skill.LEGAL, day, True)
    told = Notification.objects.get(address__contains="/checks/")
    assert told.user == cast.acquirer_expert
    assert "asked a legal adviser to check answers by" in told.body
    assert "They wrote: “See section 3.”" in told.body
    assert f"Check the answers for Barchester City Council as a legal adviser – {draft.title}" in (
        Visitor(cast.acquirer_expert).get("shares").words
    )
    assert verify_everything().findings == []


def test_expert_finds_the_check_on_the_overview(draft: DataShare, cast: Cast) -> None:
    check = ask(draft, cast.acquirer_expert, cast.acquirer)
    seen = Visitor(cast.acquirer_expert).get("overview", draft)
    assert "Amina Okafor asked you to check the answers as a legal adviser by" in seen.words
    assert address("expert_check", draft, check.pk) in seen.all("//main//a[@role='button']/@href")
    assert "asked you to check" not in Visitor(cast.acquirer).get("overview", draft).words


def test_the_same_is_asked_once(draft: DataShare, cast: Cast) -> None:
    assert ask(draft, cast.acquirer_expert, cast.acquirer) == ask(draft, cast.acquirer_expert, cast.acquirer)
    later = ask(draft, cast.acquirer_expert, cast.acquirer, due=timezone.localdate() + timedelta(days=9))
    assert ExpertCheck.objects.count() == 2
    assert len(asked_of(cast.acquirer_expert)) == 2
    with pytest.raises(NotNow, match="You were asked again since"):
        answer(ExpertCheck.objects.exclude(pk=later.pk).get(), cast.acquirer_expert)


def test_what_stands_is_not_asked_again(draft: DataShare, cast: Cast) -> None:
    answer(ask(draft, cast.acquirer_expert, cast.acquirer), cast.acquirer_expert)
    with pytest.raises(NotNow, match="Chidi Eze confirmed these answers on"):
        ask(draft, cast.acquirer_expert, cast.acquirer)
    expert = str(expert_of(draft, cast.acquirer_expert).pk)
    day = timezone.localdate() + timedelta(days=7)
    seen = Visitor(cast.acquirer).post("ask_expert", draft, member=expert, words="Again?", **post_date(day))
    assert seen.errors[0].startswith("Chidi Eze confirmed these answers on")
    assert "Again?" in seen.fields["words"]


def test_only_a_lead_asks_only_advisers_of_their_own(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    for person in (cast.acquirer_colleague, cast.acquirer_expert, cast.acquirer_signatory, cast.onlooker):
        assert Visitor(person).get("ask_expert", share).status == 403
        with pytest.raises(PermissionDenied):
            ask(share, cast.acquirer_expert, person)
    assert Visitor(cast.stranger).get("ask_expert", share).status == 404
    with pytest.raises(PermissionDenied, match="your own organisation"):
        ask(share, cast.supplier_expert, cast.acquirer)
    contributor = share.members.get(user=cast.acquirer_colleague)
    with pytest.raises(NotNow, match="is no adviser with an account"):
        checking.ask_expert(share=share, member=contributor, due=timezone.localdate(), words="", by=cast.acquirer)
    assert not ExpertCheck.objects.exists()


def test_no_one_asks_themselves(draft: DataShare, cast: Cast) -> None:
    own = members.invite(
        share=draft, email=cast.acquirer.email, role=Role.ADVISER, skill=Skill.ETHICS, by=cast.acquirer
    )
    with pytest.raises(PermissionDenied, match="Someone else must ask you"):
        checking.ask_expert(share=draft, member=own, due=timezone.localdate(), words="", by=cast.acquirer)
    assert "Amina Okafor (ethics)" not in Visitor(cast.acquirer).get("ask_expert", draft).words


def test_nothing_is_checked_once_the_words_are_frozen(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    assert Visitor(cast.acquirer).get("ask_expert", share).status == 409
    assert Visitor(cast.acquirer).get("expert_checks", share).status == 200


def test_bad_input_is_named_beside_its_field(draft: DataShare, cast: Cast) -> None:
    visitor = Visitor(cast.acquirer)
    seen = visitor.post("ask_expert", draft, member="", words="Stays.")
    assert seen.errors == [
        "Select the adviser who will check the answers",
        "Enter the day by which they check the answers",
    ]
    assert "Stays." in seen.fields["words"]
    expert = str(expert_of(draft, cast.acquirer_expert).pk)
    seen = visitor.post("ask_expert", draft, member=expert, **post_date(date(2020, 1, 1)))
    assert seen.errors == ["The day by which they check the answers must be today or in the future"]
    with pytest.raises(Incomplete):
        ask(draft, cast.acquirer_expert, cast.acquirer, due=date(2020, 1, 1))


def test_without_an_adviser_the_page_says_whom_to_invite(draft: DataShare, cast: Cast) -> None:
    members.remove(member=expert_of(draft, cast.acquirer_expert), by=cast.acquirer)
    seen = Visitor(cast.acquirer).get("ask_expert", draft)
    assert "has no adviser with an account" in seen.words
    assert [link for link in seen.all("//main//a/@href") if "role=adviser" in link]


# --- Answering ----------------------------------------------------------------------------------------


def test_expert_reads_the_answers_beneath_and_confirms(draft: DataShare, cast: Cast) -> None:
    check = ask(draft, cast.acquirer_expert, cast.acquirer)
    visitor = Visitor(cast.acquirer_expert)
    page = visitor.get("expert_check", draft, check.pk)
    assert page.heading == "Legal check for Barchester City Council"
    assert "Look at the gateway." in page.words
    assert "Which legal power will you rely on?" in page.words
    assert "Which security controls are in place?" not in page.words
    assert send(visitor, check, CONFIRM).goes_to == address("expert_checks", draft)
    words = Visitor(cast.acquirer).get("expert_checks", draft).words
    assert "Confirmed the answers on" in words
    assert asked_of(cast.acquirer) == [f"Answers confirmed: {draft.title}"]
    assert said(draft.events.order_by("-sequence")[0]) == "confirmed answers as a legal adviser"
    assert "Check the answers for" not in visitor.get("shares").words


def test_only_what_is_confirmed_prints_as_checked(draft: DataShare, cast: Cast) -> None:
    reader = Visitor(cast.acquirer)
    named = "Still to be checked by Anna Okafor, Head of data"
    assert named in reader.get("draft", draft, "dpia").words
    assert "Checked by" not in reader.get("draft", draft, "mou").words
    answer(ask(draft, cast.acquirer_expert, cast.acquirer), cast.acquirer_expert)
    assert (
        "Checked by Chidi Eze (legal adviser), for Barchester City Council, on"
        in reader.get("draft", draft, "mou").words
    )
    printed = reader.get("draft", draft, "dpia").words
    assert "Law Chidi Eze (legal adviser)" in printed
    assert printed.count(named) == 1  # the security adviser, who was only named
    change_power(draft)
    assert "Checked by" not in reader.get("draft", draft, "mou").words
    assert printed.count(named) + 1 == reader.get("draft", draft, "dpia").words.count(named)


def test_check_lapses_and_is_asked_for_again(draft: DataShare, cast: Cast) -> None:
    check = ask(draft, cast.acquirer_expert, cast.acquirer)
    answer(check, cast.acquirer_expert)
    change_power(draft)
    lead = Visitor(cast.acquirer)
    for page in ("expert_checks", "people", "overview"):
        assert "hecked the answers on" in lead.get(page, draft).words, page
        assert "but one has changed since" in lead.get(page, draft).words, page
    assert "Ask for this check again" in lead.get("expert_check", draft, check.pk).words
    again = ask(draft, cast.acquirer_expert, cast.acquirer)
    answer(again, cast.acquirer_expert)
    assert "but one has changed since" not in lead.get("overview", draft).words
    assert [shown.pk for shown in ExpertCheck.objects.of(draft)] == [again.pk]


def test_answers_that_come_back_are_checked_again(draft: DataShare, cast: Cast) -> None:
    before = draft.edition.answers.get(key="power_text").value
    answer(ask(draft, cast.acquirer_expert, cast.acquirer), cast.acquirer_expert)
    change_power(draft)
    draft.edition.answers.filter(key="power_text").update(value=before)
    assert "Confirmed the answers on" in Visitor(cast.acquirer).get("expert_checks", draft).words


@pytest.mark.parametrize(
    ("result", "field", "subject", "kind"),
    [
        (CORRECT, "corrections", "Correct the answers", EventKind.CHECK_CORRECTED),
        (REFUSE, "reason", "Answers not confirmed", EventKind.CHECK_REFUSED),
    ],
)
def test_corrections_and_refusals_reach_the_lead(
    cast: Cast, asset: DataAsset, result: str, field: str, subject: str, kind: EventKind
) -> None:
    share = stages.submitted(cast, asset)
    check = ask(share, cast.acquirer_expert, cast.acquirer)
    visitor = Visitor(cast.acquirer_expert)
    assert len(send(visitor, check, result, **{field: ""}).errors) == 1
    assert send(visitor, check, result, **{field: "Section 3 was repealed."}).status == 302
    assert asked_of(cast.acquirer)[-1] == f"{subject}: {share.title}"
    assert "Section 3 was repealed." in Visitor(cast.acquirer).get("expert_check", share, check.pk).words
    assert "Section 3 was repealed." in Visitor(cast.acquirer).get("history", share).words
    assert "Section 3 was repealed." not in Visitor(cast.supplier).get("history", share).words
    assert not Notification.objects.filter(user=cast.supplier, body__contains="repealed").exists()
    assert "Checked by" not in Visitor(cast.acquirer).get("draft", share, "mou").words
    assert EventDetails.objects.of(share, kind).count() == 1


def test_answer_twice_is_answered_once(draft: DataShare, cast: Cast) -> None:
    check = ask(draft, cast.acquirer_expert, cast.acquirer)
    assert answer(check, cast.acquirer_expert) == answer(check, cast.acquirer_expert)
    answer(check, cast.acquirer_expert, REFUSE, "On second thoughts, no.")
    assert CheckAnswer.objects.count() == 2
    assert "Did not confirm" in Visitor(cast.acquirer).get("expert_checks", draft).words


def test_answers_that_changed_meanwhile_are_shown_again(draft: DataShare, cast: Cast) -> None:
    check = ask(draft, cast.acquirer_expert, cast.acquirer)
    visitor, about = Visitor(cast.acquirer_expert), seen_by(check)
    change_power(draft)
    with pytest.raises(Conflict):
        checking.answer_check(
            check=check, result=ExpertResult.CONFIRMED, words="", about=about, by=cast.acquirer_expert
        )
    seen = visitor.post("expert_check", draft, check.pk, result=CORRECT, corrections="Name the Act.", about=about)
    assert seen.status == 409
    assert "Another Act 2020, section 3" in seen.words
    assert "Name the Act." in seen.fields["corrections"]
    assert seen.fields["about"] == [seen_by(check)]
    assert not CheckAnswer.objects.exists()


def test_no_one_else_answers(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    check = ask(share, cast.acquirer_expert, cast.acquirer)
    second = members.invite(
        share=share, email=cast.acquirer_colleague.email, role=Role.ADVISER, skill=Skill.SECURITY, by=cast.acquirer
    )
    assert second.user
    for person in (cast.acquirer, cast.acquirer_colleague, cast.onlooker):
        assert Visitor(person).get("expert_check", share, check.pk).status == 200
        assert "Do you confirm these answers?" not in Visitor(person).get("expert_check", share, check.pk).words
        assert send(Visitor(person), check, CONFIRM).status == 403
        with pytest.raises(PermissionDenied):
            answer(check, person)
    for person in (cast.supplier, cast.supplier_expert, cast.stranger):
        assert Visitor(person).get("expert_check", share, check.pk).status == 404
        assert send(Visitor(person), check, CONFIRM).status in (403, 404)
    assert "Chidi Eze" not in Visitor(cast.supplier).get("expert_checks", share).words
    assert not CheckAnswer.objects.exists()


def test_expert_who_was_removed_answers_no_longer(draft: DataShare, cast: Cast) -> None:
    check = ask(draft, cast.acquirer_expert, cast.acquirer)
    members.remove(member=check.member, by=cast.acquirer)
    assert Visitor(cast.acquirer_expert).get("expert_check", draft, check.pk).status == 404
    with pytest.raises(PermissionDenied):
        answer(check, cast.acquirer_expert)
    assert ExpertCheck.objects.awaited().count() == 0


def test_rows_are_only_added_to(draft: DataShare, cast: Cast) -> None:
    given = answer(ask(draft, cast.acquirer_expert, cast.acquirer), cast.acquirer_expert)
    from django.db import DatabaseError, transaction

    for act in (lambda: CheckAnswer.objects.update(result=REFUSE), given.asked.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


# --- The other side -----------------------------------------------------------------------------------


def test_suppliers_expert_checks_its_own_half_too(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    check = ask(share, cast.supplier_expert, cast.supplier)
    page = Visitor(cast.supplier_expert).get("expert_check", share, check.pk)
    assert page.heading == "Legal check for Office for Records"
    assert "Do you agree with the gateway?" in page.words
    assert "Which legal power will you rely on?" in page.words
    answer(check, cast.supplier_expert)
    assert "Checked by Una Kelly (legal adviser), for Office for Records" in (
        Visitor(cast.supplier).get("draft", share, "mou").words
    )


# --- Skills -------------------------------------------------------------------------------------------


def test_people_page_says_which_skills_are_needed_and_missing(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    members.invite(share=share, email="kit@council.gov.uk", role=Role.ADVISER, skill=Skill.SECURITY, by=cast.acquirer)
    words = Visitor(cast.acquirer).get("people", share).words
    assert (
        "Legal Chidi Eze Anna Okafor, Head of data (named in the answers, but not in this data share) Needed: It"
        in words
    )
    assert "kit@council.gov.uk (invited, but has no account yet)" in words
    assert "Invited Needed: It must protect the data where it keeps it." in words
    assert "Missing Needed: The data is about people who can be identified." in words
    page = Visitor(cast.acquirer).get("people", share)
    invited = [link for link in page.all("//main//a/@href") if "role=adviser" in link]
    assert [link.rpartition("=")[2] for link in invited] == [
        *("data_protection", "technology"),
        "data_governance",
        "ethics",
    ]
    theirs = words.partition("Who advises for Office for Records")[2]
    assert "Legal Una Kelly Needed: It must be sure that the law lets it disclose the data." in theirs


# --- Reminders ----------------------------------------------------------------------------------------


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 12, 7, 10, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


def test_expert_is_reminded_before_and_on_the_day(now: time_machine.Traveller, cast: Cast, asset: DataAsset) -> None:
    draft = stages.draft(cast, asset)
    check = ask(draft, cast.acquirer_expert, cast.acquirer, due=date(2026, 12, 14))
    for day, count in ((9, 0), (10, 1), (11, 1), (14, 2), (15, 2)):
        now.move_to(datetime(2026, 12, day, 10, 0, tzinfo=UTC))
        remind_next({})
        remind_next({})
        found = Notification.objects.filter(user=cast.acquirer_expert, key__startswith="check-by:").order_by("pk")
        assert found.count() == count, day
    assert found[0].subject.startswith("Check the answers by 14 December 2026: ")
    assert "That is today." in found[1].body
    assert found[1].address == address("expert_check", draft, check.pk)


def test_who_has_answered_is_not_reminded(now: time_machine.Traveller, cast: Cast, asset: DataAsset) -> None:
    draft = stages.draft(cast, asset)
    answer(ask(draft, cast.acquirer_expert, cast.acquirer, due=date(2026, 12, 14)), cast.acquirer_expert)
    now.move_to(datetime(2026, 12, 14, 10, 0, tzinfo=UTC))
    remind_next({})
    assert not Notification.objects.filter(key__startswith="check-by:").exists()
