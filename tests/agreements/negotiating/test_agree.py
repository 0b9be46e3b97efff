"""Agreeing the wording of clauses for one's organisation."""

import pytest

from agreements.kinds import EventKind
from agreements.models import Clause, ClauseAgreement, DataShare, Document, Event
from agreements.negotiating import actions as negotiating
from catalogue.models import DataAsset
from datashare.lib.phrases import listed
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.agreements.negotiating.clauses import OTHER_WORDS, current_of, proposed, seal_of, tick, whole_clauses
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db


def ticked(*clauses: Clause) -> list[str]:
    return [f"{clause.pk}:{current_of(clause)}" for clause in clauses]


def agreements(share: DataShare) -> int:
    return ClauseAgreement.objects.filter(wording__clause__edition__share=share).count()


@pytest.mark.parametrize("person", ["acquirer", "acquirer_colleague", "supplier", "supplier_colleague"])
def test_it_agrees_the_clauses_that_were_ticked(person: str, cast: Cast, share: DataShare) -> None:
    user = cast.everyone()[person]
    first, second, third = whole_clauses(share)[:3]
    assert first.section == second.section

    seen = tick(Visitor(user), "section", share, first.section, clause=ticked(first, second))

    assert seen.status == 302
    page = Visitor(user).get("agreement", share)
    own = user.memberships.get().organisation.name
    assert f"{own} agreed" in Visitor(user).get("clause", share, first.pk).words
    assert f"{own} has not agreed yet" in Visitor(user).get("clause", share, third.pk).words
    assert page.words.startswith(share.reference)
    assert set(ClauseAgreement.objects.values_list("wording_id", "by_id")) == {
        (first.current_id, user.pk),
        (second.current_id, user.pk),
    }


def test_it_says_how_many_and_goes_to_the_next_clause(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.supplier)
    clause = whole_clauses(share, Document.DPIA)[0]
    following = clause.neighbours()[1]
    assert following

    seen = visitor.post("agree_clauses", share, clause=ticked(clause), document="dpia")

    assert seen.goes_to == address("clause", share, following.pk)
    assert "You agreed 1 clause." in flat(visitor.get("assessment", share).response)


def test_after_the_last_clause_it_goes_back_to_the_document(cast: Cast, share: DataShare) -> None:
    clause = whole_clauses(share, Document.DPIA)[-1]
    assert clause.neighbours()[1] is None

    seen = Visitor(cast.supplier).post("agree_clauses", share, clause=ticked(clause), document="dpia")

    assert seen.goes_to == f"/shares/{share.reference}/assessment/"


def test_agree_while_a_proposal_waits_is_refused(cast: Cast, share: DataShare, clause: Clause) -> None:
    shown = ticked(clause)
    proposed(clause, cast.supplier)

    seen = Visitor(cast.acquirer).post("agree_clauses", share, clause=shown)

    assert seen.status == 409
    assert (
        f"Office for Records has proposed different wording for clause {clause.number} of the agreement." in seen.words
    )
    assert agreements(share) == 0


def test_agree_in_section_leaves_out_a_clause_with_a_proposal(cast: Cast, share: DataShare) -> None:
    first, second = whole_clauses(share)[:2]
    assert first.section == second.section
    visitor = Visitor(cast.acquirer)
    shown, seal = ticked(first, second), seal_of(visitor, "section", share, first.section)
    proposed(first, cast.supplier)

    seen = visitor.post("section", share, first.section, clause=shown, shown=seal)

    assert seen.status == 409
    assert "You agreed 1 clause." in seen.words
    assert (
        f"proposed different wording for clause {first.number} of the agreement. You have not agreed it." in seen.words
    )
    assert agreements(share) == 1


def test_it_counts_a_clause_as_agreed_only_when_both_sides_have(cast: Cast, share: DataShare, clause: Clause) -> None:
    counts = []
    for user in (cast.acquirer, cast.supplier):
        Visitor(user).post("agree_clauses", share, clause=ticked(clause))
        counts.append(Visitor(user).get("agreement", share).words)

    total = share.edition.clauses.filter(document=Document.MOU).count()
    assert "No clause in this document has been agreed by everyone yet." in counts[0]
    assert f"Everyone has agreed 1 of the {total} clauses in this document." in counts[1]


def test_agreeing_twice_is_agreeing_once(cast: Cast, share: DataShare, clause: Clause) -> None:
    for user in (cast.acquirer, cast.acquirer, cast.acquirer_colleague):
        Visitor(user).post("agree_clauses", share, clause=ticked(clause))

    assert agreements(share) == 1
    assert Event.objects.filter(share=share, kind=EventKind.CLAUSES_AGREED).count() == 1


def test_ticking_nothing_changes_nothing_and_says_so(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)

    visitor.post("agree_clauses", share)

    assert "Select at least one clause to agree." in flat(visitor.get("agreement", share).response)
    assert agreements(share) == 0


def test_it_agrees_no_words_that_the_page_did_not_show(cast: Cast, share: DataShare, clause: Clause) -> None:
    shown = ticked(clause)
    proposal = proposed(clause, cast.supplier)
    Visitor(cast.acquirer).post("accept", share, proposal.pk)
    before = agreements(share)

    seen = Visitor(cast.acquirer).post("agree_clauses", share, clause=shown)

    assert seen.status == 409
    assert f"Clause {clause.number} of the agreement changed after you opened the page." in seen.words
    assert agreements(share) == before


def test_it_names_every_clause_that_has_other_words(cast: Cast, share: DataShare) -> None:
    clauses = whole_clauses(share)[:2]
    visitor, section = Visitor(cast.acquirer), clauses[0].section
    shown, seal = ticked(*clauses), seal_of(visitor, "section", share, section)
    for clause in clauses:
        negotiating.accept(proposal=proposed(clause, cast.supplier), by=cast.acquirer)

    seen = visitor.post("section", share, section, clause=shown, shown=seal)

    named = " and ".join(clause.number for clause in clauses)
    assert (
        f"Clauses {named} of the agreement changed after you opened the page. You have not agreed them." in seen.words
    )


def test_it_refuses_the_clauses_of_another_data_share(
    cast: Cast, asset: DataAsset, share: DataShare, clause: Clause
) -> None:
    elsewhere = stages.negotiating(cast, asset)

    seen = Visitor(cast.acquirer).post("agree_clauses", elsewhere, clause=ticked(clause))

    assert seen.status == 409
    assert "This data share does not have one of the clauses you selected." in seen.words
    assert agreements(share) == 0
    assert agreements(elsewhere) == 0


def told(share: DataShare) -> tuple[str, list[str]]:
    """Return the newest sentence of the history, and its details."""
    details = Event.objects.filter(share=share, kind=EventKind.CLAUSES_AGREED).order_by("-sequence")[0].details
    return said(details), [change["after"] for change in changed(details)]


def test_the_history_names_one_clause(cast: Cast, share: DataShare, clause: Clause) -> None:
    Visitor(cast.acquirer).post("agree_clauses", share, clause=ticked(clause))

    assert told(share) == (f"agreed clause {clause.number} of the agreement, “{clause.heading}”", [])


def test_the_history_names_the_section_of_several_and_lists_them(cast: Cast, share: DataShare) -> None:
    first = whole_clauses(share)[0]
    section = [clause for clause in whole_clauses(share) if clause.section == first.section]
    assert len(section) > 1

    tick(Visitor(cast.acquirer), "section", share, first.section, clause=ticked(*section))

    assert told(share) == (
        f"agreed {len(section)} clauses of the agreement, “{first.section_heading}”",
        [f"{listed([clause.number for clause in section])} of the agreement"],
    )


def test_the_history_names_both_documents(cast: Cast, share: DataShare) -> None:
    ours, theirs = whole_clauses(share)[0], whole_clauses(share, Document.DPIA)[0]

    wordings = {clause.pk: current_of(clause) for clause in (ours, theirs)}
    negotiating.agree(share=share, wordings=wordings, by=cast.acquirer)

    assert told(share) == (
        "agreed 2 clauses of the agreement and the impact assessment",
        [f"{ours.number} of the agreement and {theirs.number} of the impact assessment"],
    )


def test_the_history_counts_only_what_is_new(cast: Cast, share: DataShare) -> None:
    first, second = whole_clauses(share)[:2]
    Visitor(cast.acquirer).post("agree_clauses", share, clause=ticked(first))

    wordings = {clause.pk: current_of(clause) for clause in (first, second)}
    negotiating.agree(share=share, wordings=wordings, by=cast.acquirer_colleague)

    assert told(share) == (f"agreed clause {second.number} of the agreement, “{second.heading}”", [])


@pytest.mark.parametrize(
    "nonsense", ["", "x:1", "1", "1:", ":1", "-1:1", "1:1:1", "9" * 50 + ":1", "\x00:1", "<script>"]
)
def test_it_answers_nonsense_in_words(nonsense: str, cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("agree_clauses", share, clause=[nonsense])

    assert seen.status == 409
    assert "The service could not read what the page sent." in seen.words


def test_numbers_of_no_clause_change_nothing(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("agree_clauses", share, clause=["99999999999999999999999999:1"])

    assert seen.status == 409
    assert "This data share does not have one of the clauses you selected." in seen.words
    assert agreements(share) == 0


def test_other_words_need_agreeing_again(cast: Cast, share: DataShare, clause: Clause) -> None:
    for user in (cast.acquirer, cast.supplier):
        Visitor(user).post("agree_clauses", share, clause=ticked(clause))
    Visitor(cast.acquirer).post("accept", share, proposed(clause, cast.supplier, OTHER_WORDS).pk)
    again = proposed(clause, cast.supplier_expert, "Yet other words.")

    words = Visitor(cast.acquirer).get("clause", share, clause.pk).words

    assert "Office for Records proposed a change on" in words
    assert again.wording.based_on_id == current_of(clause)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("acquirer_expert", 403),
        ("supplier_expert", 403),
        ("acquirer_signatory", 403),
        ("supplier_signatory", 403),
        ("onlooker", 403),
        ("stranger", 404),
    ],
)
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, share: DataShare, clause: Clause) -> None:
    user = cast.everyone()[person]

    assert Visitor(user).post("agree_clauses", share, clause=ticked(clause)).status == status
    assert agreements(share) == 0
    assert 'name="clause"' not in flat(Visitor(user).get("agreement", share).response)


def test_it_asks_who_is_not_signed_in_to_sign_in(share: DataShare, clause: Clause) -> None:
    assert Visitor().post("agree_clauses", share, clause=ticked(clause)).status in {302, 403}
    assert agreements(share) == 0


@pytest.mark.parametrize("stage", [stages.signing, stages.in_force])
def test_it_refuses_at_the_wrong_moment(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    share = stage(cast, asset)
    clause = whole_clauses(share)[0]
    before = agreements(share)

    seen = Visitor(cast.acquirer).post("agree_clauses", share, clause=ticked(clause))

    assert seen.status == 409
    assert "so you cannot agree the wording of a clause for the organisation now" in seen.words
    assert agreements(share) == before
