"""Known names are withheld in more ways of typing, and a long text of any kind is read in linear time."""

import pytest

from agreements.register.redaction import EMAIL, NAME, Withheld
from tests.support.pace import LINEAR, growth

PEOPLE = [
    "Victor Stone",
    "Li Wei",
    "Mary Anne Smith",
    "Jean-Luc Picard",
    "Rohan de Silva",
    "Ludwig van der Berg",
    "王小明",
]


@pytest.mark.parametrize(
    "written",
    [
        *("Mayor Stone", "Coroner Stone", "Sgt Maj Stone", "WO1 Stone", "Professor Emeritus Stone", "Maj Gen Stone"),
        *("DSupt Stone", "President Li", "Li, Wei", "Wei, Li", "王先生", "王女士", "Victor-James Stone"),
        *("Mary-Anne Smith", "Maryanne Smith", "Jean Picard", "Mr DeSilva", "Rohan DeSilva", "Mr Vanderberg"),
        *("Victor** **Stone", "Victor* Stone", "Stone, _Victor", "Stone*, *Victor"),
    ],
)
def test_a_known_name_is_withheld_in_other_orders_ranks_and_joins(written: str) -> None:
    assert Withheld(PEOPLE).clean(f"Ask {written}; then go on.") == f"Ask {NAME}; then go on."


@pytest.mark.parametrize(("before", "after"), [("_", "_"), ("**", "**"), ("*", "*"), ("__", "__"), ("~~", "~~")])
def test_a_known_name_is_withheld_between_signs_of_emphasis(before: str, after: str) -> None:
    assert Withheld(PEOPLE).clean(f"Ask {before}Victor Stone{after} now") == f"Ask {before}{NAME}{after} now"


@pytest.mark.parametrize(
    "written",
    [
        *("the mayor of Stone", "a principal stone wall", "a chair, stone steps", "amber, stone", "mary-anne, smith"),
        *("victor, stone", "王牌", "Jean-Luc", "the stone governor", "Stone Governor", "de silva", "Wei-Li battery"),
    ],
)
def test_words_like_these_stay(written: str) -> None:
    assert Withheld(PEOPLE).clean(f"Ask {written}; then go on.") == f"Ask {written}; then go on."


@pytest.mark.parametrize("words", ["0", "Victor-", "dr. ", "mr ", "V.", "a.b+", "Victor*", "a@b"])
def test_a_text_of_one_kind_takes_linear_time(words: str) -> None:
    withheld = Withheld(PEOPLE)
    assert growth(lambda size: withheld.clean(words * (size // len(words))), 15_000) < LINEAR


def test_an_address_after_a_long_run_of_letters_is_found() -> None:
    assert Withheld(PEOPLE).clean(f"{'a.' * 3000}b@x.gov.uk and x@y@stone.gov.uk") == f"{EMAIL} and x@{EMAIL}"
