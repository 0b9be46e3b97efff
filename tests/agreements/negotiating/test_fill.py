"""A missing answer is given once, and its words are proposed in every clause that needs it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.answers import kept_of, revision_of
from agreements.drafting.missing import MissingAnswer, missing_in
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.members.actions import party_of
from agreements.models import Answer, Clause, DataShare, Event, Outcome, PartyAnswer, Proposal, Wording
from agreements.negotiating import actions as negotiating
from agreements.negotiating import late_answers
from agreements.negotiating.clause_facts import name_of
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.supplier import question_for
from agreements.states import Side
from agreements.wording.gaps import gaps_in
from catalogue.models import DataAsset
from community.models import Notification, User
from datashare.lib.exceptions import Conflict, Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.agreements.negotiating.clauses import proposed, text_of
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db
# Questions that an agreement can be negotiated without, until someone notices.
UNANSWERED = ("needed_by", "if_refused", "storage", "gateway", "transfer")
TYPED = {"if_refused": "Thousands of people would be cold."}
STORE = {"system": "Barchester secure data store", "host": "own", "country": "uk", "assurance": ""}


def unanswered() -> dict[str, Any]:
    return {key: value for key, value in stages.answers_of_today().items() if key not in UNANSWERED}


def emergency() -> dict[str, Any]:
    """Return only the answers that an emergency needs before the request is sent."""
    places = question_set("2026-11").places
    given = stages.answers_of_today() | {"tri_kind": stages.EMERGENCY}
    first = {key for key, place in places.items() if place.question.in_emergency or place.section.key == "triage"}
    return {key: value for key, value in given.items() if key in first}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share in negotiation with missing answers."""
    return opened_with(cast, asset, unanswered())


def opened_with(cast: Cast, asset: DataAsset, answers: dict[str, Any]) -> DataShare:
    """Return an ordinary request in negotiation with missing answers."""
    share = stages.submitted(cast, asset)
    share.edition.answers.filter(key__in=set(stages.answers_of_today()) - set(answers)).delete()
    stages._decide(share, cast, Outcome.ACCEPT)
    return stages.fresh(share)


def waiting(share: DataShare, key: str) -> list[Clause]:
    """Return the clauses whose current words lack this answer."""
    clauses = share.edition.clauses.select_related("current")
    return [clause for clause in clauses if clause.current and key in gaps_in(clause.current.text)]


def item(share: DataShare, key: str) -> MissingAnswer:
    return next(found for found in missing_in(share) if found.key == key)


def filled(share: DataShare, key: str, value: Any, by: User, revision: int | None = None) -> late_answers.Filled:
    """Answer by the real action, as from a page just opened."""
    asked = question_for(share.edition.question_set, key)
    assert asked is not None
    step = asked.place.step
    seen = revision_of(kept_of(share, step, party_of(share, by))) if revision is None else revision
    return late_answers.fill(share=share, step=step, cleaned={key: value}, revision=seen, by=by)


def send(visitor: Visitor, share: DataShare, key: str, **typed: Any) -> Seen:
    """Open the question's page, and send it with these values."""
    page = visitor.get("missing_answer", share, key)
    assert page.status == 200, page.status
    return visitor.post("missing_answer", share, key, **{"revision": page.fields["revision"][0], **typed})


def open_proposals(share: DataShare) -> list[Proposal]:
    return list(Proposal.objects.open().filter(wording__clause__edition__share=share).select_related("wording"))


def test_it_fills_every_clause_that_waits(cast: Cast, share: DataShare) -> None:
    clauses = waiting(share, "if_refused")
    assert len(clauses) > 1

    seen = send(Visitor(cast.acquirer), share, "if_refused", if_refused=TYPED["if_refused"])

    assert seen.goes_to == address("missing_answers", share)
    offered = {proposal.wording.clause_id: proposal for proposal in open_proposals(share)}
    assert set(offered) == {clause.pk for clause in clauses}
    for clause in clauses:
        wording = offered[clause.pk].wording
        assert "Thousands of people would be cold." in wording.text
        assert "if_refused" not in gaps_in(wording.text)
        assert (wording.based_on_id, wording.author, wording.number) == (clause.current_id, cast.acquirer, 2)
        assert text_of(clause) == (clause.current.text if clause.current else "")
    answer = Answer.objects.get(edition__share=share, key="if_refused")
    assert (answer.value, answer.author, answer.revision) == (TYPED["if_refused"], cast.acquirer, 1)


def test_it_is_one_event_and_one_message_a_person(cast: Cast, share: DataShare) -> None:
    before = Notification.objects.filter(email=cast.supplier.email).count()
    clauses = waiting(share, "if_refused")

    filled(share, "if_refused", TYPED["if_refused"], cast.acquirer)

    event = Event.objects.get(share=share, kind=EventKind.ANSWER_PROPOSED)
    assert said(event) == (f"answered “If you do not get the data” and proposed wording for {len(clauses)} clauses")
    first, *others = changed(event)
    assert (first["before"], first["after"]) == ("", TYPED["if_refused"])
    assert [change["what"] for change in others] == [f"Wording of {name_of(clause)}" for clause in clauses]
    told = Notification.objects.filter(email=cast.supplier.email)
    assert told.count() == before + 1
    assert not Notification.objects.filter(email=cast.acquirer.email, subject__startswith="Other wording").exists()


def test_the_other_side_accepts_each_as_any_proposal(cast: Cast, share: DataShare) -> None:
    filled(share, "if_refused", TYPED["if_refused"], cast.acquirer)

    for proposal in open_proposals(share):
        negotiating.accept(proposal=proposal, by=cast.supplier)

    assert waiting(share, "if_refused") == []
    assert "if_refused" not in {found.key for found in missing_in(share)}


def test_the_same_answer_again_proposes_nothing_again(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    for _ in range(2):
        seen = visitor.post("missing_answer", share, "if_refused", if_refused=TYPED["if_refused"], revision="0")
        assert seen.status == 302

    assert len(open_proposals(share)) == len(waiting(share, "if_refused"))
    assert Event.objects.filter(share=share, kind=EventKind.ANSWER_PROPOSED).count() == 1
    assert Answer.objects.get(edition__share=share, key="if_refused").revision == 1


def test_another_answer_takes_the_place_of_the_first(cast: Cast, share: DataShare) -> None:
    filled(share, "if_refused", TYPED["if_refused"], cast.acquirer)
    first = open_proposals(share)

    filled(share, "if_refused", "No one would be warm.", cast.acquirer_colleague)

    assert len(open_proposals(share)) == len(first)
    assert all("No one would be warm." in proposal.wording.text for proposal in open_proposals(share))
    closed = Proposal.objects.filter(pk__in=[proposal.pk for proposal in first])
    assert {(old.state, old.decided_by) for old in closed} == {("withdrawn", cast.acquirer_colleague)}
    newest = Event.objects.filter(share=share).last()
    assert newest is not None
    assert "(replaces an earlier proposal)" in changed(newest)[1]["what"]


def test_an_answer_whose_words_were_rejected_can_be_sent_again(cast: Cast, share: DataShare) -> None:
    filled(share, "if_refused", TYPED["if_refused"], cast.acquirer)
    one, *rest = open_proposals(share)
    negotiating.reject(proposal=one, note="Say it more plainly.", by=cast.supplier)

    done = filled(share, "if_refused", TYPED["if_refused"], cast.acquirer)

    assert done.proposed == 1
    assert len(open_proposals(share)) == 1 + len(rest)


def test_words_that_people_agreed_on_keep_every_word(cast: Cast, share: DataShare) -> None:
    clause = waiting(share, "if_refused")[0]
    offered = proposed(clause, cast.supplier, "Without it: [[gap:if_refused]] This is our own sentence.")
    negotiating.accept(proposal=offered, by=cast.acquirer)

    filled(share, "if_refused", "Cold *homes*.", cast.acquirer)

    offered = next(found for found in open_proposals(share) if found.wording.clause_id == clause.pk)
    assert offered.wording.text == "Without it: Cold \\*homes\\*. This is our own sentence."


def test_a_list_takes_the_place_of_a_mark_as_one_line(cast: Cast, share: DataShare) -> None:
    clause = waiting(share, "storage")[0]
    offered = proposed(clause, cast.supplier, "It is held in: [[gap:storage]]; nowhere else.")
    negotiating.accept(proposal=offered, by=cast.acquirer)

    filled(share, "storage", [{"id": "a1", **STORE}], cast.acquirer)

    text = next(found for found in open_proposals(share) if found.wording.clause_id == clause.pk).wording.text
    assert text.startswith("It is held in: Barchester secure data store, ")
    assert "a1" not in text


def test_a_gap_of_another_question_stays(cast: Cast, share: DataShare) -> None:
    clause = waiting(share, "if_refused")[0]
    offered = proposed(clause, cast.supplier, "[[gap:if_refused]] and [[gap:needed_by]] and [[gap:what]].")
    negotiating.accept(proposal=offered, by=cast.acquirer)

    filled(share, "if_refused", "Cold", cast.acquirer)

    text = next(found for found in open_proposals(share) if found.wording.clause_id == clause.pk).wording.text
    assert text == "Cold and [[gap:needed_by]] and [[gap:what]]."


def test_an_answer_in_one_mark_forges_no_other(cast: Cast, share: DataShare) -> None:
    filled(share, "if_refused", "[[gap:aims]] | # <b>bold</b>", cast.acquirer)

    for proposal in open_proposals(share):
        assert "aims" not in gaps_in(proposal.wording.text)


def test_clauses_that_now_apply_are_added_at_the_end_of_their_section(cast: Cast, share: DataShare) -> None:
    before = {clause.key for clause in share.edition.clauses.all()}

    done = filled(share, "gateway", {"chosen": "dea"}, cast.acquirer)

    added = [clause for clause in share.edition.clauses.select_related("current") if clause.key not in before]
    assert done.added == len(added) > 0
    for clause in added:
        assert clause.current is not None
        assert (clause.current.number, clause.current.agreements.count()) == (1, 0)
        section = list(share.edition.clauses.filter(document=clause.document, section=clause.section))
        assert section[-1] == clause
        assert [int(found.number.split(".")[1]) for found in section] == list(range(1, len(section) + 1))
        assert clause.section_heading == section[0].section_heading
    positions = list(share.edition.clauses.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
    assert {
        found.document
        for found in list(share.edition.clauses.all())[: share.edition.clauses.filter(document="mou").count()]
    } == {"mou"}
    newest = Event.objects.filter(share=share).last()
    assert newest is not None
    assert "that now appl" in said(newest)
    assert filled(share, "gateway", {"chosen": "dea"}, cast.acquirer) == late_answers.Filled(0, 0)
    assert Visitor(cast.supplier).get("agreement", share).status == 200


def test_the_suppliers_half_is_the_suppliers_to_answer(cast: Cast, share: DataShare) -> None:
    seen = send(Visitor(cast.supplier_expert), share, "s_gateway", s_gateway__chosen="agree", s_gateway__why="")

    assert seen.status == 302, seen.errors
    assert PartyAnswer.objects.get(edition__share=share, key="s_gateway").author == cast.supplier_expert
    assert [found.wording.clause_id for found in open_proposals(share)] == [
        clause.pk for clause in waiting(share, "s_gateway")
    ]


@pytest.mark.parametrize("person", ["acquirer", "acquirer_colleague", "acquirer_expert"])
def test_who_may_propose_answers_for_their_own_side(person: str, cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.everyone()[person])

    assert visitor.get("missing_answers", share).all(f"//a[@href='{address('missing_answer', share, 'if_refused')}']")
    assert send(visitor, share, "if_refused", if_refused="Cold.").status == 302


@pytest.mark.parametrize(
    ("person", "key", "status"),
    [
        ("supplier", "if_refused", 403),
        ("acquirer", "s_gateway", 403),
        ("acquirer_signatory", "if_refused", 403),
        ("onlooker", "if_refused", 403),
        ("stranger", "if_refused", 404),
        ("acquirer", "no_such_question", 404),
        ("acquirer", "considered", 404),
    ],
)
def test_it_refuses_everyone_else(person: str, key: str, status: int, cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.everyone()[person])

    assert visitor.get("missing_answer", share, key).status == status
    assert visitor.post("missing_answer", share, key, if_refused="Cold.").status == status
    assert visitor.get("missing_row", share, key, "new").status == status
    assert open_proposals(share) == []


def test_the_action_refuses_the_other_side(cast: Cast, share: DataShare) -> None:
    with pytest.raises(Exception, match="This question is for the acquirer"):
        filled(share, "if_refused", "Cold.", cast.supplier)
    assert not Answer.objects.filter(edition__share=share, key="if_refused").exists()


def test_nothing_is_answered_that_no_clause_waits_for(cast: Cast, share: DataShare) -> None:
    kept = Answer.objects.get(edition__share=share, key="aims").value
    visitor = Visitor(cast.acquirer)

    assert visitor.get("missing_answer", share, "aims").goes_to == address("missing_answers", share)
    assert visitor.post("missing_answer", share, "aims", aims="Something else.").goes_to == address(
        "missing_answers", share
    )
    with pytest.raises(NotNow):
        filled(share, "aims", "Something else.", cast.acquirer)
    assert Answer.objects.get(edition__share=share, key="aims").value == kept


def test_it_is_the_wrong_moment_before_and_after_the_clauses_are_agreed(cast: Cast, asset: DataAsset) -> None:
    sent = stages.submitted(cast, asset)
    signing = stages.signing(cast, asset)
    visitor = Visitor(cast.acquirer)

    assert visitor.get("missing_answers", sent).status == 409
    assert visitor.get("missing_answers", signing).words.endswith("No answers are missing.")
    for share in (sent, signing):
        assert visitor.get("missing_answer", share, "if_refused").status == 409
        assert visitor.post("missing_answer", share, "if_refused", if_refused="Cold.").status == 409
        with pytest.raises(NotNow):
            filled(share, "if_refused", "Cold.", cast.acquirer)


def test_what_is_wrong_is_said_and_nothing_is_stored(cast: Cast, share: DataShare) -> None:
    typed = {"needed_by-day": "40", "needed_by-month": "1", "needed_by-year": "2027"}
    seen = Visitor(cast.acquirer).post("missing_answer", share, "needed_by", **typed)

    assert seen.status == 200
    assert seen.title.startswith("Error: ")
    assert len(seen.errors) == 1
    assert seen.fields["needed_by-day"] == ["40"]
    empty = Visitor(cast.acquirer).post("missing_answer", share, "needed_by")
    assert empty.errors == ["Enter the date you need the data by"]
    assert not Answer.objects.filter(edition__share=share, key="needed_by").exists()


def test_a_stale_form_shows_both_texts_and_loses_neither(cast: Cast, share: DataShare) -> None:
    mine, theirs = Visitor(cast.acquirer), Visitor(cast.acquirer_colleague)
    revision = mine.get("missing_answer", share, "if_refused").fields["revision"][0]
    send(theirs, share, "if_refused", if_refused="Their words.")

    stale = mine.post("missing_answer", share, "if_refused", if_refused="My words.", revision=revision)

    assert stale.status == 409
    assert "Bryn Davies changed this answer after you opened the page" in stale.words
    assert "Their words." in stale.words
    assert stale.fields["if_refused"] == ["My words."]
    assert mine.client.post(address("missing_answer", share, "if_refused"), stale.fields).status_code == 302
    assert Answer.objects.get(edition__share=share, key="if_refused").value == "My words."
    with pytest.raises(Conflict):
        filled(share, "if_refused", "Third words.", cast.acquirer, revision=1)


def test_an_answer_that_is_not_enough_is_refused_and_not_stored(cast: Cast, share: DataShare) -> None:
    """“Not yet” names no one who has checked: the gap stays."""
    kept = Answer.objects.get(edition__share=share, key="dp_check")

    seen = send(Visitor(cast.acquirer), share, "dp_check", dp_check__chosen="not_yet")

    assert seen.status == 200
    assert seen.errors == ["Select the data protection adviser who will check the request from the list"]
    with pytest.raises(Incomplete, match="This answer is not enough to complete the clause"):
        filled(share, "dp_check", {"chosen": "not_yet"}, cast.acquirer)
    assert Answer.objects.get(edition=share.edition, key="dp_check").revision == kept.revision
    assert open_proposals(share) == []


# --- The list of what is missing ------------------------------------------------------------------


def test_it_lists_every_question_the_most_held_up_clauses_first(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).get("missing_answers", share)

    found = missing_in(share)
    assert [len(one.clauses) for one in found] == sorted((len(one.clauses) for one in found), reverse=True)
    assert {"if_refused", "needed_by", "storage", "gateway", "s_gateway"} <= {one.key for one in found}
    assert f"{len(found)} answers are missing" in seen.words
    assert seen.all("//main//h2") == ["Barchester City Council must answer", "Office for Records must answer"]
    assert f"Needed in {len(waiting(share, 'if_refused'))} clauses: {item(share, 'if_refused').places}." in seen.words
    assert seen.all(f"//a[@href='{address('missing_answer', share, 's_gateway')}']") == []
    assert "Waiting for Office for Records" in seen.words


@pytest.mark.parametrize("person", ["onlooker", "acquirer_signatory"])
def test_who_may_not_answer_reads_whose_answer_it_waits_for(person: str, cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.everyone()[person]).get("missing_answers", share)

    assert "Waiting for Barchester City Council" in seen.words
    assert seen.all("//ul[contains(@class, 'task-list')]//a") == []
    assert Visitor(cast.stranger).get("missing_answers", share).status == 404


def test_it_says_what_is_proposed_and_for_whom_it_waits(cast: Cast, share: DataShare) -> None:
    filled(share, "if_refused", "Cold.", cast.acquirer)
    for person in (cast.acquirer, cast.supplier, cast.onlooker):
        assert "Proposed. Office for Records must decide" in Visitor(person).get("missing_answers", share).words

    negotiating.reject(proposal=open_proposals(share)[0], note="No.", by=cast.supplier)
    seen = Visitor(cast.acquirer).get("missing_answers", share).words
    assert f"Proposed in {len(waiting(share, 'if_refused')) - 1} of {len(waiting(share, 'if_refused'))}" in seen


def test_a_mark_that_names_no_question_is_filled_in_the_clause(cast: Cast, share: DataShare) -> None:
    clause = waiting(share, "if_refused")[0]
    negotiating.accept(proposal=proposed(clause, cast.supplier, "It is [[gap:no_one_knows]]."), by=cast.acquirer)

    seen = Visitor(cast.acquirer).get("missing_answers", share)

    assert "Answer these in the clause itself" in seen.all("//h2")
    assert seen.all(f"//a[@href='{address('propose', share, clause.pk)}']") == [
        f"Propose wording for clause {clause.number}"
    ]


def test_it_goes_on_to_the_next_question_no_one_has_answered(cast: Cast, share: DataShare) -> None:
    seen = send(Visitor(cast.acquirer), share, "if_refused", if_refused="Cold.", next="yes")

    assert seen.goes_to.startswith(address("missing_answers", share))
    assert seen.goes_to != address("missing_answers", share)
    assert seen.goes_to != address("missing_answer", share, "if_refused")


# --- Lists ----------------------------------------------------------------------------------------


def test_the_rows_of_a_list_are_proposed_together(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    for system in ("The first store", "The second store"):
        added = visitor.post("missing_row", share, "storage", "new", **{**STORE, "system": system})
        assert added.goes_to == address("missing_answer", share, "storage"), added.errors
    page = visitor.get("missing_answer", share, "storage")
    assert page.all("//h2[contains(@class, 'summary-card__title')]") == ["The first store", "The second store"]
    assert not Answer.objects.filter(edition__share=share, key="storage").exists()
    assert open_proposals(share) == []

    change, _ = page.all("//a[starts-with(., 'Change')]/@href")
    visitor.post(change, **{**STORE, "system": "The only store"})
    gone = visitor.get("missing_answer", share, "storage").all("//button[@name='remove']/@value")[1]
    visitor.post("missing_answer", share, "storage", remove=gone)
    assert visitor.post("missing_answer", share, "storage", revision="0").goes_to == address("missing_answers", share)

    [row] = Answer.objects.get(edition__share=share, key="storage").value
    assert row["system"] == "The only store"
    assert len(open_proposals(share)) == len(waiting(share, "storage"))
    assert all("The only store" in found.wording.text for found in open_proposals(share))


def test_a_list_without_rows_is_no_answer(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("missing_answer", share, "storage", revision="0")

    assert seen.status == 200
    assert seen.title.startswith("Error: ")
    assert seen.errors == ["Add at least one system"]


def test_a_list_that_a_colleague_proposed_meanwhile_is_shown_beside(cast: Cast, share: DataShare) -> None:
    mine = Visitor(cast.acquirer)
    mine.post("missing_row", share, "storage", "new", **STORE)
    filled(share, "storage", [{"id": "b", **STORE, "system": "Their store"}], cast.acquirer_colleague)

    stale = mine.post("missing_answer", share, "storage", revision="0")

    assert stale.status == 409
    assert "Their store" in stale.words
    assert "Barchester secure data store" in stale.words
    assert mine.client.post(address("missing_answer", share, "storage"), stale.fields).status_code == 302
    assert [row["system"] for row in Answer.objects.get(edition__share=share, key="storage").value] == [STORE["system"]]


def test_a_row_belongs_to_a_list(cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.acquirer).get("missing_row", share, "if_refused", "new").status == 404
    broken = Visitor(cast.acquirer).post("missing_row", share, "storage", "new")
    assert broken.status == 200
    assert broken.errors


# --- An emergency ---------------------------------------------------------------------------------


def test_an_emergency_is_answered_to_the_end(cast: Cast, asset: DataAsset) -> None:
    """Sent with the short set, then answered until no gap is left and all can be frozen."""
    share = stages.negotiating(cast, asset, emergency())
    complete = stages.answers_of_today() | {
        "s_gateway": {"chosen": "agree", "why": ""},
        "s_basis": {"chosen": ["public_task"], "why": "Our Act says so."},
        "s_signatory": "Victor Stone, director of data",
        "s_sc_condition": ["public_interest"],
        "s_sc_public": ["p06"],
        "s_crim_basis": "Schedule 1, paragraph 6.",
        "s_apd": {"title": "Policy of June 2026", "link": ""},
        "other_orgs": "no",
        "dp_check": stages.answers_of_today()["legal_check"],
    }
    assert "All answers are due within 14 days" in Visitor(cast.acquirer).get("missing_answers", share).words
    assert len(missing_in(share)) > 40

    for _ in range(4):  # an answer may call for clauses that ask more
        for found in missing_in(share):
            assert found.asked is not None, found.key
            lead = cast.acquirer if found.side == "acquirer" else cast.supplier
            assert Visitor(lead).get("missing_answer", share, found.key).status == 200, found.key
            filled(share, found.key, complete[found.key], lead)
        for proposal in open_proposals(share):
            if Proposal.objects.get(pk=proposal.pk).state == "open":
                other = (
                    cast.supplier if proposal.wording.party == members.party_of(share, cast.acquirer) else cast.acquirer
                )
                negotiating.accept(proposal=proposal, by=other)

    assert [(found.key, found.places) for found in missing_in(share)] == []


# --- Where gaps are shown ------------------------------------------------------------------------


def test_a_gap_links_to_its_question_for_who_may_answer(cast: Cast, share: DataShare) -> None:
    clause = waiting(share, "if_refused")[0]
    link = f"//mark//a[@href='{address('missing_answer', share, 'if_refused')}']"

    for page in (("clause", share, clause.pk), ("section", share, clause.section), ("draft", share, "mou")):
        assert Visitor(cast.acquirer_expert).get(*page).all(link), page
        for reader in (cast.supplier, cast.onlooker):
            assert not Visitor(reader).get(*page).all(link), page


def test_the_list_of_clauses_counts_what_is_missing(cast: Cast, share: DataShare) -> None:
    count = len(missing_in(share))

    for page in ("agreement", "assessment"):
        seen = Visitor(cast.acquirer).get(page, share)
        assert seen.all(f"//a[@href='{address('missing_answers', share)}']") == [
            f"See {count} missing answers in the agreement and the impact assessment"
        ]
    assert f"See {count} missing answers in the agreement" in Visitor(cast.onlooker).get("agreement", share).words


def test_the_obstacles_name_the_questions(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).get("freeze", share)

    assert "Answer “What will happen if you do not get the data?”" in seen.words
    assert seen.all(f"//main//a[@href='{address('missing_answers', share)}']") == ["answer the remaining questions"]


def test_who_proposes_words_reads_what_the_marks_are(cast: Cast, share: DataShare) -> None:
    clause = waiting(share, "if_refused")[0]

    seen = Visitor(cast.acquirer).get("propose", share, clause.pk)

    assert "[[gap:if_refused]]" in seen.all("//code")
    assert seen.all(f"//main//a[@href='{address('missing_answer', share, 'if_refused')}']")


def test_a_gap_that_a_proposal_leaves_is_shown_as_one(cast: Cast, share: DataShare) -> None:
    clause = waiting(share, "if_refused")[0]
    proposed(clause, cast.supplier, "It is [[gap:if_refused]], and nothing else.")

    for page in (("clause", share, clause.pk), ("proposals", share)):
        seen = Visitor(cast.acquirer).get(*page)
        assert "[[gap:" not in seen.words
        assert seen.all("//*[contains(@class, 'tracked')]//mark")


# --- How much it asks of the database ------------------------------------------------------------


def test_the_number_of_queries_does_not_grow(cast: Cast, asset: DataAsset) -> None:
    few, many = opened_with(cast, asset, unanswered()), stages.negotiating(cast, asset, emergency())
    visitor = Visitor(cast.acquirer)
    visitor.get("missing_answers", few)

    counts = []
    for share in (few, many):
        with CaptureQueriesContext(connection) as looking:
            assert visitor.get("missing_answers", share).status == 200
        with CaptureQueriesContext(connection) as asking:
            assert visitor.get("missing_answer", share, "if_refused").status == 200
        counts.append((len(looking), len(asking)))
    assert len(missing_in(many)) > 3 * len(missing_in(few))
    assert counts[0] == counts[1]


def test_filling_many_clauses_asks_no_more_than_filling_one(cast: Cast, share: DataShare) -> None:
    one = waiting(share, "needed_by")
    many = [clause for clause in share.edition.clauses.all() if clause not in one][:30]
    counts = []
    for key, value in (("needed_by", "2027-01-31"), ("if_refused", "Cold.")):
        if key == "if_refused":
            for clause in many:
                wording = Wording.objects.create(clause=clause, number=2, text="It is [[gap:if_refused]].")
                Clause.objects.filter(pk=clause.pk).update(current=wording)
        with CaptureQueriesContext(connection) as queries:
            done = filled(share, key, value, cast.acquirer)
        counts.append(len(queries))
    assert done.proposed > 25
    assert counts[0] == counts[1]


def test_the_overview_says_which_answers_are_still_to_be_given(share: DataShare, cast: Cast) -> None:
    # The two owe different numbers of answers, so that each reads its own.
    filled(share, "s_crim_basis", "Schedule 1, paragraph 6.", cast.supplier)
    panel, owed = "//div[@class='next-panel']", sum(found.side == Side.ACQUIRER for found in missing_in(share))
    answer = f"Answer {owed} questions"
    page = Visitor(cast.acquirer).get("overview", share)
    assert answer in page.all(f"{panel}/ul//a")
    assert page.tree.xpath(f"{panel}//a[.='{answer}']/@href") == [address("missing_answers", share)]
    page = Visitor(cast.supplier).get("overview", share)
    assert f"Barchester City Council must answer {owed} questions." in page.all(f"{panel}/ul/li")
    assert answer not in page.all(f"{panel}/ul//a")

    filled(share, "if_refused", TYPED["if_refused"], cast.acquirer)

    page = Visitor(cast.supplier).get("overview", share)
    assert f"Barchester City Council must answer {owed - 1} questions." in page.all(f"{panel}/ul/li")
