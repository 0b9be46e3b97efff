"""A clause's page shows the last three decisions, with the reason."""

import pytest
from django.utils import timezone

from agreements.models import Clause
from agreements.negotiating import actions as negotiating
from datashare.lib.clock import long_date
from tests.agreements.negotiating.clauses import proposed
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
LINES = "//h2[. = 'Earlier proposals']/following-sibling::ul[1]/li"


def page(clause: Clause, cast: Cast) -> Seen:
    return Visitor(cast.onlooker).get("clause", clause.edition.share, clause.pk)


def today() -> str:
    return long_date(timezone.localdate())


def test_nothing_decided_is_nothing_said(cast: Cast, clause: Clause) -> None:
    proposed(clause, cast.supplier)

    assert "Earlier proposals" not in page(clause, cast).words


def test_a_rejection_stays_with_its_reason(cast: Cast, clause: Clause) -> None:
    negotiating.reject(proposal=proposed(clause, cast.supplier), note="The Act forbids it.", by=cast.acquirer)

    [line] = page(clause, cast).all(LINES)
    rejected = "Barchester City Council rejected the proposal from Office for Records."
    assert line.startswith(f"On {today()} {rejected} Reason: The Act forbids it.")
    assert page(clause, cast).all(f"{LINES}/a/@href") == [
        f"/shares/{clause.edition.share.reference}/clause/{clause.pk}/history/?to=2"
    ]


def test_accepted_withdrawn_and_overtaken_each_have_their_words(cast: Cast, clause: Clause) -> None:
    rival = proposed(clause, cast.acquirer, "What the acquirer would rather say.")
    negotiating.reject(proposal=proposed(clause, cast.supplier, "Hasty."), note="A slip.", by=cast.supplier)
    negotiating.accept(proposal=proposed(clause, cast.supplier, "Better."), by=cast.acquirer)

    lines = " | ".join(page(clause, cast).all(LINES))

    assert f"On {today()} Barchester City Council accepted the proposal from Office for Records." in lines
    assert f"On {today()} Office for Records withdrew its proposal. Reason: A slip." in lines
    assert f"On {today()} different wording replaced the proposal from Barchester City Council." in lines
    assert rival.wording.number == 2


def test_it_shows_the_last_three_newest_first(cast: Cast, clause: Clause) -> None:
    for number in range(5):
        offered = proposed(clause, cast.supplier, f"Words {number}.")
        negotiating.reject(proposal=offered, note=f"Reason {number}.", by=cast.acquirer)

    lines = page(clause, cast).all(LINES)

    assert [line.partition("Reason: Reason ")[2][0] for line in lines] == ["4", "3", "2"]
    assert "See every wording of this clause" in page(clause, cast).words


def test_a_reason_is_shown_as_the_words_it_is(cast: Cast, clause: Clause) -> None:
    note = "<b>No</b> & never"
    negotiating.reject(proposal=proposed(clause, cast.supplier), note=note, by=cast.acquirer)

    assert note in page(clause, cast).words
