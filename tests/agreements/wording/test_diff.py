"""Comparing loses nothing."""

from hypothesis import example, given
from hypothesis import strategies as st

from agreements.wording.diff import code_for, compare, pairs

ANY = st.text(st.characters(), max_size=200)
PROSE = st.lists(
    st.sampled_from(["the", "data", "will", "not", ",", " ", "\n\n", "\n", "supplier’s", "42"]), max_size=40
).map("".join)


def without(change: str, old: str, new: str) -> str:
    return "".join(segment.text for segment in compare(old, new) if segment.change != change)


@given(ANY | PROSE, ANY | PROSE)
@example("", "")
@example("\ud800", "a\udfff")
@example("a\u0000b", "a b")
def test_it_gives_both_wordings_back_exactly(old: str, new: str) -> None:
    assert without("insert", old, new) == old
    assert without("delete", old, new) == new


def test_it_never_writes_a_word_as_a_surrogate() -> None:
    codes = [code_for(number) for number in range(60_000)]
    assert len(set(codes)) == 60_000
    assert not any("\ud800" <= code <= "\udfff" for code in codes)


def test_it_survives_more_different_words_than_there_are_simple_characters() -> None:
    old = " ".join(f"word{number}" for number in range(70_000))
    new = old.replace("word500 ", "") + " end"
    assert without("insert", old, new) == old
    assert without("delete", old, new) == new


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_it_pairs_every_item_once_and_in_order(old: list[int], new: list[int]) -> None:
    found = list(pairs(old, new, str))
    assert [was for was, _ in found if was is not None] == old
    assert [now for _, now in found if now is not None] == new
