"""Unprintable letters and endless words are refused where they are typed, with the letter shown."""

import pytest

from agreements.evidence.frozen import CannotFreeze, flaw_in, freeze
from agreements.questionnaire.forms.purpose import AimsForm
from datashare.lib import glyphs, long_words, printing
from tests.agreements.evidence import specimens

# Names as people in the United Kingdom write them.
NAMES = [
    "王小明", "香港", "আমিনা বেগম", "प्रिया शर्मा", "પટેલ", "ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "முருகன்", "محمد", "ٹیپو ڈار", "יוסף כהן",
    "Ελένη Παπαδοπούλου", "Оксана Шевченко", "Siân Ŵyn Ŷ", "Màiri NicDhòmhnaill", "Łukasz Żółć", "Nguyễn Thị Hồng",
    "김철수", "さくら", "සිංහල", "ไทย",
    "Mo\u0302n", "ﬁ", "✓ ➢ ▪ • ☐ ☑ → ≥ € ½ ²",
]  # fmt: skip
BOXES = [
    *("\uf0b7", "\ue000", "🫠", "\U000f0000", "\U000e0067", "\u0378"),
    *("\x84", "\ufff9", "\u0890", "\U00013430"),
]


@pytest.mark.parametrize("name", NAMES)
def test_names_in_the_scripts_of_the_country_can_be_printed(name: str) -> None:
    assert glyphs.unprintable(name) == ""
    assert flaw_in(f"The lead is {name}.") == ""


@pytest.mark.parametrize("box", BOXES)
def test_letter_without_a_glyph_is_refused_and_named(box: str) -> None:
    letter = box[-1]
    assert glyphs.unprintable(f"Words {box} here") == letter
    for message in (printing.flaw_in(f"Words {box}"), flaw_in(f"Words {box}")):
        assert f"U+{ord(letter):04X}" in message
    refused = rf"Clause 1\.1 contains a character that cannot be printed: .*U\+{ord(letter):04X}"
    with pytest.raises(CannotFreeze, match=refused):
        freeze(specimens.with_text(f"Words {box} here."))


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("x" * 2000, False), ("x" * 2001, True), ("é" * 60_000, True), ("https://a.gov.uk/" + "a/" * 1200, True),
        ("王小明" * 5000, False), ("word " * 4000, False), ("ไทย" * 3000, False),
    ],
)  # fmt: skip
def test_word_without_an_end_is_refused_with_its_beginning(text: str, refused: bool) -> None:
    assert bool(long_words.long_word(text)) is refused
    assert bool(printing.flaw_in(f"Words {text}")) is refused
    assert (f"“{text[:20]}…”" in flaw_in(f"Words {text}")) is refused


@pytest.mark.parametrize("picture", ["🙂", "😀", "🚑", "🫠", "🇬🇧", "👩‍🚒", "🀄"])
def test_emoji_is_refused_whatever_fonts_there_are(picture: str) -> None:
    text = f"We help {picture} people"
    assert printing.flaw_in(text).startswith("Remove the emoji")
    assert "cannot be printed" in flaw_in(text)
    assert AimsForm({"aims": text}).errors["aims"]


@pytest.mark.parametrize(
    ("typed", "message"), [("A 🫠 face", "U+1FAE0, melting face"), ("x" * 2001, "have up to 2,000")]
)
def test_answer_that_cannot_be_printed_is_refused_by_its_field(typed: str, message: str) -> None:
    form = AimsForm({"aims": typed})
    assert [error for error in form.errors["aims"] if message in error]
    assert form["aims"].value() == typed


def test_answer_pasted_from_word_keeps_its_bullets() -> None:
    form = AimsForm({"aims": "\uf0b7\tone\r\n\uf0b7\ttwo"})
    assert form.is_valid(), form.errors
    assert form.to_answers() == {"aims": "• one\n• two"}


@pytest.mark.parametrize("letter", ["\u0600", "\u06dd", "\u200b", "\u061c", "\u00ad", "\t", "\n", "\r\n", "\u2028"])
def test_letter_that_is_drawn_or_invisible_can_be_printed(letter: str) -> None:
    assert glyphs.unprintable(f"é{letter}") == ""


def test_control_letter_is_named_not_shown() -> None:
    assert glyphs.named("\x1b") == "(U+001B, a control character)"


@pytest.mark.parametrize("letter", ["\x08", "\x1b", "\x7f", "\x9f", "\ufffb"])
def test_control_letter_prints_as_a_box(letter: str) -> None:
    assert glyphs.unprintable(f"Words {letter}") == letter
    assert flaw_in(f"Words {letter}")
