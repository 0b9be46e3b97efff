"""A party adds a clause of its own, or strikes one: offered with a reason, agreed like any words, numbers follow."""

from collections.abc import Sequence
from typing import Any

import pytest

from agreements.drafting.numbering import renumber
from agreements.kinds import EventKind
from agreements.models import Clause, DataShare, Event, Outcome, Party, Proposal, Wording
from agreements.negotiating import actions, own_clauses
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.negotiating.stopping import standing_stops
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.agreements.negotiating.clauses import current_of, proposed, text_of
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
WORDS = "The acquirer will tell the supplier ten working days before it publishes results."
TYPED = {"heading": "Notice of publication", "text": WORDS, "reason": "We want to be told."}


def clause_of(share: DataShare, key: str) -> Clause:
    return share.edition.clauses.select_related("current").get(key=key)


def offered(share: DataShare, by: User, after: str = "purpose.need", **given: object) -> Clause:
    """Return a clause offered by the real action."""
    place = clause_of(share, after).pk
    typed = {**TYPED, "binds": [], **given}
    proposal = own_clauses.offer_clause(share=share, after=place, by=by, **typed)  # type: ignore[arg-type]
    return proposal.wording.clause


def accepted(clause: Clause, by: User) -> Clause:
    [proposal] = Proposal.objects.open().filter(wording__clause=clause)
    actions.accept(proposal=proposal, by=by)
    return Clause.objects.select_related("current", "edition__share").get(pk=clause.pk)


def struck(clause: Clause, by: User, other: User) -> Clause:
    own_clauses.propose_striking(clause=clause, based_on=current_of(clause), reason="Not needed.", by=by)
    return accepted(clause, other)


def headings(share: DataShare, section: str) -> list[tuple[str, str]]:
    return list(share.edition.clauses.in_text().filter(section=section).in_order().values_list("number", "heading"))


def send(user: User, share: DataShare, section: str = "M3", **given: Any) -> Seen:
    return Visitor(user).post("add_clause", share, section, **given)


# --- A clause of one's own ---------------------------------------------------------------------------


def test_it_is_no_part_of_the_text_before_it_is_accepted(cast: Cast, share: DataShare) -> None:
    before = headings(share, "M3")
    new = offered(share, cast.supplier)

    assert headings(share, "M3") == before
    assert (new.number, new.current, new.is_offered) == ("", None, True)
    page = Visitor(cast.acquirer).get("agreement", share)
    assert "Notice of publication" in page.all("//section[@aria-labelledby='additions']//a")
    assert "Notice of publication" not in Visitor(cast.acquirer).get("draft", share, "mou").words
    assert any("a proposal is still open" in found for found in obstacles_to_freezing(stages.fresh(share)))


def test_accepted_it_stands_after_the_clause_it_follows_and_the_next_numbers_move(cast: Cast, share: DataShare) -> None:
    before = headings(share, "M3")
    new = accepted(offered(share, cast.supplier), cast.acquirer)

    place = [heading for _, heading in before].index("Why the data is needed") + 1
    names = [heading for _, heading in before]
    names.insert(place, "Notice of publication")
    assert headings(share, "M3") == [(f"3.{number}", name) for number, name in enumerate(names, 1)]
    assert new.number == f"3.{place + 1}"
    assert text_of(new) == WORDS
    agreed = set(new.current.agreements.values_list("party__members__user", flat=True)) if new.current else set()
    assert {cast.acquirer.pk, cast.supplier.pk} <= agreed


def test_two_offered_for_one_place_stand_in_the_order_in_which_they_were_offered(cast: Cast, share: DataShare) -> None:
    first = offered(share, cast.supplier, heading="First")
    second = offered(share, cast.acquirer, heading="Second")
    accepted(second, cast.supplier)
    accepted(first, cast.acquirer)

    found = [heading for _, heading in headings(share, "M3")]
    assert found.index("Second") == found.index("First") + 1 == found.index("Why the data is needed") + 2


def test_rejected_it_never_stands_and_its_words_stay_readable(cast: Cast, share: DataShare) -> None:
    before, new = headings(share, "M3"), offered(share, cast.supplier)
    [proposal] = Proposal.objects.open().filter(wording__clause=new)
    actions.reject(proposal=proposal, note="No.", by=cast.acquirer)

    assert headings(share, "M3") == before
    page = Visitor(cast.supplier).get("clause", share, new.pk)
    assert "is not part of the text" in page.words
    assert Visitor(cast.supplier).get("wordings", share, new.pk).words.count(WORDS)
    assert not any("proposal is still open" in found for found in obstacles_to_freezing(stages.fresh(share)))


def test_page_shows_the_clause_before_it_is_sent(cast: Cast, share: DataShare) -> None:
    place = clause_of(share, "purpose.need").pk
    seen = send(cast.supplier, share, after=place, **TYPED)

    assert seen.status == 200
    assert WORDS in seen.words
    assert "Send proposal" in seen.all("//button")
    assert not Clause.objects.filter(is_offered=True).exists()

    sent = send(cast.supplier, share, after=place, send="yes", **TYPED)
    [new] = Clause.objects.filter(is_offered=True)
    assert sent.goes_to == f"/shares/{share.reference}/clause/{new.pk}/"
    assert "Proposed new clause" in Visitor(cast.acquirer).get("clause", share, new.pk).words
    assert "New clause" in Visitor(cast.acquirer).get("proposals", share).words


def test_it_is_told_and_recorded(cast: Cast, share: DataShare) -> None:
    offered(share, cast.supplier)
    event = Event.objects.get(share=share, kind=EventKind.CLAUSE_OFFERED)
    assert said(event).endswith("proposed to add the clause “Notice of publication” of the agreement")


def test_sending_twice_offers_once(cast: Cast, share: DataShare) -> None:
    assert offered(share, cast.supplier) == offered(share, cast.supplier)
    assert Clause.objects.filter(is_offered=True).count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("heading", "", "Enter a heading for the clause"),
        ("heading", "x" * 201, "200"),
        ("text", "", "Enter the wording of the clause"),
        ("text", "x" * 20_001, "20,000"),
        ("reason", "", "Enter why you are proposing this"),
        ("after", "999999", "Select which clause it follows"),
        ("after", "x", "Select which clause it follows"),
        ("text", "Say [[gap:power_", "mark of a missing answer"),
        ("text", "A word" + "x" * 3000, "letters"),
        ("heading", "Odd \U0001f600 heading", "cannot be printed"),
    ],
)
def test_bad_input_is_refused_beside_the_field_and_kept(
    field: str, typed: str, message: str, cast: Cast, share: DataShare
) -> None:
    given: dict[str, Any] = {**TYPED, "after": clause_of(share, "purpose.need").pk, field: typed}
    seen = send(cast.supplier, share, send="yes", **given)

    assert seen.status == 200
    assert message in " ".join(seen.all("//*[contains(@class, 'govuk-error-summary')]"))
    assert seen.fields["reason"] == [given["reason"]]
    assert not Clause.objects.filter(is_offered=True).exists()


def test_clause_of_another_data_share_is_no_place(cast: Cast, share: DataShare, asset: DataAsset) -> None:
    with pytest.raises(NotNow, match="does not have the clause"):
        own_clauses.offer_clause(share=share, after=10**9, binds=[], by=cast.supplier, **TYPED)


def test_proposed_clause_is_not_reworded_nor_agreed_before_it_stands(cast: Cast, share: DataShare) -> None:
    new = offered(share, cast.supplier)
    with pytest.raises(NotNow, match="not part of the text yet"):
        actions.check_proposal(new, 0, "Other words.")
    assert Visitor(cast.acquirer).get("propose", share, new.pk).status == 404
    page = Visitor(cast.acquirer).get("clause", share, new.pk)
    assert "Agree this wording" not in page.all("//button")


# --- Striking ---------------------------------------------------------------------------------------


def test_struck_clause_leaves_the_text_and_the_next_numbers_move(cast: Cast, share: DataShare) -> None:
    before = headings(share, "M3")
    gone = struck(clause_of(share, "purpose.benefits"), cast.supplier, cast.acquirer)

    assert (gone.number, gone.is_struck) == ("", True)
    left = [name for _, name in before if name != gone.heading]
    assert [row for row in headings(share, "M3") if row[0]] == [(f"3.{n}", name) for n, name in enumerate(left, 1)]
    assert gone.heading not in Visitor(cast.acquirer).get("draft", share, "mou").words
    page = Visitor(cast.acquirer).get("section", share, "M3")
    assert "Struck" in page.all(f"//h2[@id='heading-{gone.pk}']/strong")


def test_striking_shows_what_it_takes_away(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.supplier).get("strike", share, clause_of(share, "retention.period").pk)
    assert (
        "Data is kept no longer than is necessary (UK GDPR Article 5(1)(e); Data Protection Act 2018 s39)."
        in page.words
    )
    harmless = Visitor(cast.supplier).get("strike", share, clause_of(share, "purpose.benefits").pk)
    assert "Warning" not in harmless.words


def test_needed_clause_that_is_struck_stops_the_agreement(cast: Cast, share: DataShare) -> None:
    struck(clause_of(share, "retention.period"), cast.supplier, cast.acquirer)
    parties = list(share.parties.bound().select_related("organisation"))
    [stop] = [each for each in standing_stops(stages.fresh(share), parties) if each.stop.kind == "struck"]
    assert "was struck. Data is kept no longer" in stop.line
    assert stop.holds
    assert not stop.stop.is_absolute


def test_it_can_be_put_back(cast: Cast, share: DataShare) -> None:
    clause = clause_of(share, "purpose.benefits")
    before, words = headings(share, "M3"), text_of(clause)
    gone = struck(clause, cast.supplier, cast.acquirer)

    page = Visitor(cast.supplier).get("propose", share, gone.pk, query={"as": "text"})
    assert page.fields["text"] == [words]
    back = accepted(proposed(gone, cast.supplier, words).wording.clause, cast.acquirer)

    assert headings(share, "M3") == before
    assert text_of(back) == words


def test_one_struck_already_or_reworded_since_is_not_struck_again(cast: Cast, share: DataShare) -> None:
    clause = clause_of(share, "purpose.benefits")
    with pytest.raises(Conflict):
        own_clauses.propose_striking(clause=clause, based_on=1, reason="x", by=cast.supplier)
    gone = struck(clause, cast.supplier, cast.acquirer)
    with pytest.raises(NotNow, match="already struck"):
        own_clauses.propose_striking(clause=gone, based_on=current_of(gone), reason="x", by=cast.supplier)


# --- References -------------------------------------------------------------------------------------


def test_reference_follows_when_numbers_change(cast: Cast, share: DataShare) -> None:
    clause, target = clause_of(share, "purpose.aims"), clause_of(share, "purpose.measures")
    words = f"{text_of(clause)}\n\nSee clause {target.number}."
    reworded = accepted(proposed(clause, cast.supplier, words).wording.clause, cast.acquirer)
    assert f"See clause {target.number}." in Visitor(cast.acquirer).get("clause", share, reworded.pk).words

    struck(clause_of(share, "purpose.benefits"), cast.supplier, cast.acquirer)

    now = clause_of(share, "purpose.measures").number
    assert now != target.number
    assert f"See clause {now}." in Visitor(cast.acquirer).get("clause", share, reworded.pk).words
    assert f"See clause {now}." in Visitor(cast.acquirer).get("draft", share, "mou").words
    fields = Visitor(cast.acquirer).get("propose", share, reworded.pk, query={"as": "text"}).fields
    assert f"See clause {now}." in fields["text"][0]


def test_reference_to_a_struck_clause_must_be_reworded(cast: Cast, share: DataShare) -> None:
    clause, target = clause_of(share, "purpose.aims"), clause_of(share, "purpose.benefits")
    reworded = accepted(proposed(clause, cast.supplier, f"As in clause {target.number}.").wording.clause, cast.acquirer)
    assert f"Clause {reworded.number} refers to it" in Visitor(cast.supplier).get("strike", share, target.pk).words

    struck(target, cast.supplier, cast.acquirer)

    found = [line for line in obstacles_to_freezing(stages.fresh(share)) if "refers to" in line]
    assert len(found) == 1
    assert f"the clause “{target.heading}”, which was struck" in found[0]


# --- Three organisations ------------------------------------------------------------------------------


@pytest.fixture
def three(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share that a council, which asks, negotiates with an office and an agency, which give."""
    asked = asked_of_two(cast, asset)
    for person in (cast.supplier, cast.stranger):
        responding.decide(share=stages.fresh(asked), outcome=Outcome.ACCEPT, reason=None, text="", by=person)
    return stages.fresh(asked)


def unagreed(clause: Clause, parties: Sequence[Party]) -> list[Party]:
    found = Clause.objects.with_agreeing().get(pk=clause.pk)
    return [party for party in parties if party.pk not in found.agreeing]


def test_third_organisation_must_agree_that_a_clause_is_struck(cast: Cast, three: DataShare) -> None:
    clause = clause_of(three, "purpose.benefits")
    gone = struck(clause, cast.supplier, cast.acquirer)
    [third] = unagreed(gone, list(three.parties.bound()))
    assert third == three.parties.get(members__user=cast.stranger)

    page = Visitor(cast.stranger).get("clause", three, gone.pk)
    assert "Agree that it is struck" in page.all("//button")
    actions.agree(share=stages.fresh(three), wordings={gone.pk: current_of(gone)}, by=cast.stranger)
    assert unagreed(gone, list(three.parties.bound())) == []


def test_clause_binds_those_that_its_author_chose(cast: Cast, three: DataShare) -> None:
    council, office = (three.parties.get(members__user=user) for user in (cast.acquirer, cast.supplier))
    place = clause_of(three, "purpose.need").pk
    send(cast.supplier, three, after=place, send="yes", binds=[council.pk, office.pk], **TYPED)
    [new] = Clause.objects.filter(is_offered=True)
    assert new.binds == sorted([council.pk, office.pk])
    assert not Proposal.objects.open().in_share(three).awaiting(three.parties.get(members__user=cast.stranger)).exists()
    accepted(new, cast.acquirer)
    assert unagreed(new, [council, office]) == []


def test_clause_for_all_says_so_by_naming_none(cast: Cast, three: DataShare) -> None:
    everyone = [party.pk for party in three.parties.bound()]
    send(cast.supplier, three, after=clause_of(three, "purpose.need").pk, send="yes", binds=everyone, **TYPED)
    assert Clause.objects.get(is_offered=True).binds == []


def test_clause_binds_its_author_and_another(cast: Cast, three: DataShare) -> None:
    council, office, agency = (
        three.parties.get(members__user=user).pk for user in (cast.acquirer, cast.supplier, cast.stranger)
    )
    place = clause_of(three, "purpose.need").pk
    for binds in ([office], [council, agency]):
        seen = send(cast.supplier, three, after=place, send="yes", binds=binds, **TYPED)
        assert "Select Office for Records and at least one other organisation" in seen.words
        with pytest.raises(NotNow, match="at least one other"):
            offered(three, cast.supplier, binds=binds)


def test_numbers_that_moved_while_a_page_was_open_are_checked_again(cast: Cast, share: DataShare) -> None:
    clause, target = clause_of(share, "governance.changes"), clause_of(share, "purpose.measures")
    visitor = Visitor(cast.supplier)
    seen = visitor.get("propose", share, clause.pk, query={"as": "text"}).fields["numbering"][0]
    struck(clause_of(share, "purpose.benefits"), cast.supplier, cast.acquirer)
    given = {"based_on": clause.current_id, "reason": "x", "numbering": seen, "send": "yes"}

    stopped = visitor.post("propose", share, clause.pk, text=f"See clause {target.number}.", **given)
    assert "The numbers of clauses changed after you opened the page" in stopped.words
    assert stopped.fields["text"] == [f"See clause {target.number}."]
    assert stopped.fields["numbering"] != [seen]
    assert visitor.post("propose", share, clause.pk, text="No reference.", **given).status == 302


@pytest.mark.parametrize("typed", ["[[clause:x", "[[clause:Retention.Period]]", "[[clause:no.such]]"])
def test_marks_are_not_typed_by_hand(typed: str, cast: Cast, share: DataShare) -> None:
    clause = clause_of(share, "governance.changes")
    with pytest.raises(NotNow, match="is a mark that only the service writes"):
        actions.propose(clause=clause, based_on=clause.current_id or 0, text=typed, reason="x", by=cast.supplier)


def test_conflict_with_a_struck_clause_says_so(cast: Cast, share: DataShare) -> None:
    clause = clause_of(share, "purpose.benefits")
    struck(clause, cast.supplier, cast.acquirer)
    given = {"text": "Other words.", "reason": "x", "based_on": clause.current_id, "send": "yes"}
    seen = Visitor(cast.supplier).post("propose", share, clause.pk, **given)
    assert seen.status == 409
    assert "The wording of this clause changed after you opened the page" in seen.words
    assert "(This clause was struck.)" in seen.words


def test_document_of_which_every_clause_was_struck_is_not_frozen(cast: Cast, share: DataShare) -> None:
    for clause in share.edition.clauses.filter(document="dpia"):
        Wording.objects.create(clause=clause, number=99, text="", author=cast.supplier)
        clause.current = clause.wordings.get(number=99)
        clause.save()
    found = obstacles_to_freezing(stages.fresh(share))
    assert any("every clause was struck" in line for line in found)


def test_numbering_again_changes_nothing(share: DataShare) -> None:
    before = list(share.edition.clauses.in_order().values_list("number", flat=True))
    renumber(share, {"M3", "A", "D5"})
    assert list(share.edition.clauses.in_order().values_list("number", flat=True)) == before
