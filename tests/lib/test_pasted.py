"""Text pasted from a word processor looks as it did there, and invisible differences are no change."""

import pytest

from agreements.drafting.build import draft_both
from datashare.lib import markdown
from datashare.lib.pasted import ORDINARY, as_markdown, is_changed, plain
from tests.agreements.drafting import answers

FULL = "a line as long as a page is wide, which may or may not go on below"
WORD = (
    "The parties agree these points:\r\n\uf0b7\tThe data is “personal” data\r\n\uf0b7\tIt is kept for 2\u00a0years\r\n"
    "o\tin one place\r\n1.\tFirst,\tthe supplier sends it.\r\n2.\tThen the acquirer checks it.\r\n"
    "Neither party keeps a copy.\r\nThis is a new paragraph."
)
SHOWN = (
    "The parties agree these points:\n- The data is “personal” data\n- It is kept for 2 years\n- in one place\n\n"
    "1. First, the supplier sends it.\n2. Then the acquirer checks it.\n\n"
    "Neither party keeps a copy.\n\nThis is a new paragraph."
)


def test_words_from_word_become_lists_and_paragraphs() -> None:
    assert as_markdown(WORD) == SHOWN
    html = markdown.render(as_markdown(WORD))
    assert (html.count("<li>"), html.count("<ul"), html.count("<ol"), html.count("<p ")) == (5, 1, 1, 3)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("One\u2028Two", "One\n\nTwo"),
        ("It was wrapped\nby a mail program.", "It was wrapped by a mail program."),
        ("This line is so long that the program it came from ended it before the\nNHS was named.", None),
        ("A heading\nThen words.", "A heading\n\nThen words."),
        ("§\tone\n§\ttwo", "- one\n- two"),
        ("\tindented by a tab", "indented by a tab"),
        ("    indented by spaces", "indented by spaces"),
        ("- one\nAnd a paragraph.", "- one\n\nAnd a paragraph."),
        ("1. one\n2. two\n5. five\n6. six", "1. one\n2. two\n\n5\\. five\n\n6. six"),
        ("words\n3. three", "words\n\n3. three"),
        ("\ufeffA\u200bB\u00adC", "ABC"),
        ("نامه\u200cها", "نامه\u200cها"),
        ("two  spaces \n\n\n\nend", "two spaces\n\n\n\nend"),
        ("a)\tthe data\nb)\tthe purpose", "a) the data\n\nb) the purpose"),
        ("(i) one thing\n(ii) another", "(i) one thing\n\n(ii) another"),
        ("2.\tTwo\na.\tsub a\ni.\tsub i\n3.\tThree", "2. Two\n\na. sub a\n\ni. sub i\n\n3. Three"),
        ("·\u00a0\u00a0\u00a0\u00a0 one\n·\u00a0\u00a0\u00a0\u00a0 two", "- one\n- two"),
        ("o\u00a0\u00a0 one\no\u00a0\u00a0 two", "- one\n- two"),
        ("The items are:\nname\naddress\npostcode", "The items are:\n\nname\n\naddress\n\npostcode"),
        ("They are:\n\nname\naddress\n\nIt was wrapped\nhere.", "They are:\n\nname\n\naddress\n\nIt was wrapped here."),
        ("Miller\nv. Jackson", "Miller v. Jackson"),
        ("1.1\tScope of this\n1.2\tPurpose of", "1.1 Scope of this\n\n1.2 Purpose of"),
        ("2.\tTwo\n2.1\tOne thing\n2.1.1.\tMore\n3.\tThree", "2. Two\n\n2.1 One thing\n\n2.1.1. More\n\n3. Three"),
        ("1.1\u00a0\u00a0 “Data” means\n1.2\u00a0\u00a0 (a) all", "1.1 “Data” means\n\n1.2 (a) all"),
        ("1.5\t2.5\n3.5\t4.5", "| 1.5 | 2.5 |\n|---|---|\n| 3.5 | 4.5 |"),
        ("#1 priority\n#2 priority", "#1 priority\n\n#2 priority"),
        ("(1)\tone\n(2)\ttwo", "(1) one\n\n(2) two"),
        ("[1]\tone\n[2]\ttwo", "[1] one\n\n[2] two"),
        ("☐\tYes\n☒\tNo", "☐ Yes\n\n☒ No"),
        ("(aa)\tone;\n(bb)\ttwo", "(aa) one;\n\n(bb) two"),
        ("I.\tScope\nII.\tPurpose\nIII.\tTerm", "I. Scope\n\nII. Purpose\n\nIII. Term"),
        ("(I)\tScope\n(II)\tPurpose", "(I) Scope\n\n(II) Purpose"),
        ("4\tThe data\n4.1\tItems\n4.2\tPeople\n5\tFees", "4 The data\n\n4.1 Items\n\n4.2 People\n\n5 Fees"),
        ("1.1\t24 hours’ notice\n1.2\t48 hours’ notice", "1.1 24 hours’ notice\n\n1.2 48 hours’ notice"),
        ("1.5\t5 km\n2.5\t10 km", "| 1.5 | 5 km |\n|---|---|\n| 2.5 | 10 km |"),
        ("1\tName\n2\tAge", "| 1 | Name |\n|---|---|\n| 2 | Age |"),
        ("•\tfirst\n\tgoes on\n•\tsecond", "- first goes on\n- second"),
        ("1.\tScope\n\tmore of it\n2.\tPurpose", "1. Scope more of it\n\n2. Purpose"),
        ("ü\tdone\nü\tdone too", "- done\n- done too"),
        ("Ø\tone\n‒\ttwo", "- one\n- two"),
        (f"– {FULL}\n– {FULL}", f"– {FULL}\n\n– {FULL}"),
        (f"{FULL}\n– which goes on", f"{FULL} – which goes on"),
        (f"•{FULL}\n•{FULL}", f"•{FULL}\n\n•{FULL}"),
        (f"☐ {FULL}\n☑ {FULL}", f"☐ {FULL}\n\n☑ {FULL}"),
        (f"(1) {FULL}\n(2) {FULL}", f"(1) {FULL}\n\n(2) {FULL}"),
        (f"1.1 The {FULL}\n1.2 A {FULL}", f"1.1 The {FULL}\n\n1.2 A {FULL}"),
        (f"{FULL}\n1.1 and 1.2 say", f"{FULL} 1.1 and 1.2 say"),
        ("a. one\nb. two\nc.\u00a0three", "a. one\n\nb. two\n\nc. three"),
        ("as is said on\np. 5 of the plan", "as is said on p. 5 of the plan"),
        ("A\x1eB\x1fC\x08 D\u2011E", "A-BC D-E"),
        ("\u202a020 7946 0000\u202c and\u200e more", "020 7946 0000 and more"),
        ("\u2066one\u2069\n\n\u200fשלום\u200e", "one\n\n\u200fשלום\u200e"),
        ("Item\tWhy\nname\tto match\nage\t", "| Item | Why |\n|---|---|\n| name | to match |\n| age | |"),
        ("Before\nA\tB|C\n1\t2\nAfter.", "Before\n\n| A | B\\|C |\n|---|---|\n| 1 | 2 |\n\nAfter."),
        ("No.\tItem\tWhy\n1.\tname\tto match", "| No. | Item | Why |\n|---|---|---|\n| 1. | name | to match |"),
        ("\tone line\n\tand the next", "one line and the next"),
        ("A\tB\tC\n1\t2\t3\nall\t4", "| A | B | C |\n|---|---|---|\n| 1 | 2 | 3 |\n| all | 4 | |"),
        ("1.\tOne\n2.\tTwo,\tor more", "1. One\n2. Two, or more"),
        ("a)\tone\nb)\ttwo,\tor more\nand\tthen", "a) one\n\nb) two, or more and then"),
    ],
)
def test_lines_are_taken_as_their_writer_saw_them(typed: str, taken: str | None) -> None:
    assert as_markdown(typed) == (typed.replace("\n", " ") if taken is None else taken)


@pytest.mark.parametrize(
    "typed",
    [
        WORD,
        "1. a\n3. b\n4. c",
        "o\tx\ny",
        "| a | b |\n|---|---|\n| c  | d |",
        "> q\n>\n> r",
        "a)\tb\nc)\td",
        "(i) a\n(ii) b",
        "These:\na\nb\nc",
        "A\tB\n1\t2|3",
        "2.\tTwo\na.\tsub\n3.\tThree",
        "1.1\tScope\n1.2\tPurpose",
        "#1 a\n#2 b",
        "\u202aa\u202c",
        "(1)\tone\n(2)\ttwo",
        "4\tThe data\n4.1\tItems",
        f"– {FULL}\n– {FULL}",
        "a. one\nb. two",
    ],
)
def test_taking_words_twice_is_taking_them_once(typed: str) -> None:
    assert as_markdown(as_markdown(typed)) == as_markdown(typed)


@pytest.mark.parametrize(
    ("typed", "tag", "count"),
    [
        ("a)\tthe data\nb)\tthe purpose", "<p ", 2),
        ("The items are:\nname\naddress\npostcode", "<p ", 4),
        ("Item\tWhy\nname\tto match", "<tr", 2),
    ],
)
def test_items_and_rows_are_shown_apart(typed: str, tag: str, count: int) -> None:
    assert str(markdown.render(as_markdown(typed))).count(tag) == count


@pytest.mark.parametrize("given", [answers.FIRST, answers.FULL])
def test_words_of_the_library_stay_as_they_are(given: dict[str, object]) -> None:
    for document in draft_both(given, answers.FACTS):
        for clause in document.clauses:
            assert as_markdown(clause.text) == clause.text, clause.key
            assert not is_changed(clause.text, as_markdown(clause.text))


@pytest.mark.parametrize(
    "new",
    [
        "The data  is kept. It is safe.", "The data is\u00a0kept. It is safe.", "The data is kept.\nIt is safe.",
        "The\u200b data is kept. It is safe.", "The data is kept. It is safe. ",
        "\n\nThe data is kept. It is safe.\n",
        "The data is ke\u00adpt. It is safe.", "The data is&nbsp;kept. It is safe.",
        "The\u2009data is kept. It is safe.",
        "The\u2060 data is kept. It is safe.", "The da\u034fta is kept. It is safe.",
        "The\ufe0f data is kept. It is safe.",
        "The data is kept. It is safe.\n\n&#8203;", "The da\U000e0041ta is kept. It is safe.",
        "\u202aThe data is kept.\u202c It is safe.", "The data is kept.\u200e It is safe.\u200f",
        "The \u2068data\u2069 is kept.\u061c It is safe.",
        "The \u206adata is kept.\ufff9 It is safe.\U0001d173", "The\x08 data\x1f is kept.\x7f It is safe.",
        "The\u2800data is kept. It is safe.", "The data is kept. It is safe.\n\n\u3164",
        "The\tdata is kept. It is safe.", "\ufeffThe data is kept. It is safe.", "The data is kept. It is\r\nsafe.",
    ],
)  # fmt: skip
def test_change_that_no_reader_sees_is_none(new: str) -> None:
    assert not is_changed("The data is kept. It is safe.", new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("re-use", "re\u2011use"), ("re-use", "re\u2010use"), ("re-use", "re\x1euse"), ("a – b", "a –\ufe0e b"),
        ("it’s", "it’\ufe00s"), ("€5", "€\ufe0f5"), ("αβ", "α\u200cβ"), ("жд", "ж\u200dд"), ("a…", "a…\u200d"),
    ],
)  # fmt: skip
def test_joiner_or_hyphen_that_no_reader_sees_is_no_change(old: str, new: str) -> None:
    assert not is_changed(old, new)


def test_letters_composed_or_decomposed_are_no_change() -> None:
    assert not is_changed("Ynys Môn", "Ynys Mo\u0302n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b", "a c"), ("a b", "ab"), ("One. Two.", "One.\n\nTwo."), ("- a\n- b", "a b"), ("a", "**a**"), ("a.", "a"),
        ("| a | b |\n|---|---|\n| c | d |", "| a | b |\n|---|---|\n| cd | |"), ("‘a’", "'a'"),
        ("re-sign", "resign"), ("a b", "a\u2060b"), ("葛", "葛\U000e0100"),
        ("a (b) c", "\u202ba (b) c\u202c"), ("a.", "\u202ea.\u202c"), ("שלום (a)", "שלום\u200e (a)"),
    ],
)  # fmt: skip
def test_change_that_a_reader_sees_is_one(old: str, new: str) -> None:
    assert is_changed(old, new)


def test_ordinary_signs_are_the_same_with_a_hidden_one_among_them() -> None:
    """A text of such signs alone is not looked at further."""
    ordinary = "".join(sign for sign in map(chr, range(0x3000)) if ORDINARY.fullmatch(sign))
    assert len(ordinary) > 100
    assert plain(ordinary) == plain(f"{ordinary}\u00ad") == ordinary


def test_plain_words_keep_their_lines_and_lose_what_hides() -> None:
    assert plain("\uf0b7\tone\r\n\uf0a7\ttwo\x0bthree\u00a0\u200bfour") == "• one\n▪ two\nthree four"
