"""Input that forms must not fail on, cut or lose."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from datashare.lib import govuk
from datashare.lib.govuk.characters import SIGN, TURNING_MESSAGE, UNREADABLE_MESSAGE


class Words(govuk.Form):
    words = forms.CharField(widget=forms.Textarea, strip=False)
    line = forms.CharField(required=False)
    day = govuk.DateField(label="The day", required=False)


def typed(day: str, month: str, year: str) -> Words:
    return Words({"words": "x", "day-day": day, "day-month": month, "day-year": year})


@pytest.mark.parametrize(
    "words",
    [
        "مرحبا بالعالم",
        "שלום עולם",
        "می\u200cخواهم",  # Persian writes it with a non-joiner
        "क्\u200dष",  # Hindi, with a joiner
        "Donau\u00addampf\u00adschiff",
        "👩\u200d⚕️",
        "price \u200f(ILS)",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "' OR 1=1 --",
        "😀" * 100,
        "a\tb",
        "\ufffd",
    ],
)
def test_it_keeps_strange_words_as_they_are(words: str) -> None:
    form = Words({"words": words})
    assert form.is_valid()
    assert form.cleaned_data["words"] == words


def test_it_keeps_one_kind_of_line_end() -> None:
    form = Words({"words": "a\r\nb\r\n"})
    assert form.is_valid()
    assert form.cleaned_data["words"] == "a\nb\n"


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "\udfff\x00"])
def test_it_shows_where_the_characters_are_that_cannot_be_stored(bad: str) -> None:
    form = Words({"words": f"before{bad}after"})
    assert form.errors["words"] == [UNREADABLE_MESSAGE]
    shown = str(form)
    assert f"before{SIGN * len(bad)}after" in shown
    shown.encode()
    str(govuk.error_summary(form)).encode()


TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.parametrize("bad", TURNING)
def test_it_refuses_what_turns_the_direction_of_text(bad: str) -> None:
    form = Words({"words": f"pay {bad}1 million{bad} pounds", "line": bad, "day-day": bad})
    assert form.errors == {name: [TURNING_MESSAGE] for name in ("words", "line", "day")}
    shown = str(form)
    assert f"pay {SIGN}1 million{SIGN} pounds" in shown
    assert bad not in shown
    assert "govuk-error-message" in shown


def test_it_says_the_worse_of_two() -> None:
    assert Words({"words": "\u202e\x00"}).errors["words"] == [UNREADABLE_MESSAGE]


def test_it_says_what_is_hidden_rather_than_what_follows_from_it() -> None:
    class Mail(govuk.Form):
        mail = forms.EmailField(label="Email address")

    assert Mail({"mail": "\u202aamina@council.gov.uk\u202c"}).errors["mail"] == [TURNING_MESSAGE]


UNSEEN = "\t\n\r \u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u2000\u200b\u200c\u200d\u200e\u200f\u2028\u2029"
UNSEEN += "\u2060\u2061\u2800\u3000\u3164\ufe0f\ufeff\uffa0\ufff9\U000e0020\U000e0101\x01\x1b\x7f\x85"


@given(st.text(st.sampled_from(UNSEEN), min_size=1))
def test_it_takes_what_no_one_can_see_for_nothing(words: str) -> None:
    form = Words({"words": words, "line": words, "day-day": words})
    assert form.errors == {"words": ["Enter words"]}
    assert (form.cleaned_data["line"], form.cleaned_data["day"]) == ("", None)


# Letters, vowel signs and the joiners and marks that a language writes with.
SCRIPTS = {
    "Arabic, Persian and Urdu": "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگکیےٹڈ\u064b\u0651\u200c\u200d\u200f\u061c٠١٢؟، ",
    "Hebrew": "אבגדהוזחטיכלמנסעפצקרשת\u05b0\u05b8\u05bc\u200e\u200f ״׳",
    "Syriac, Thaana and N’Ko": "ܐܒܓܕދހށނߊߋߌ ",
    "Welsh and Gaelic": "âêîôûŵŷÀÈÌÒÙáéíóú\u00ad’ ",
    "Hindi and Bengali": "कखगघअआইঈ\u094d\u09cd\u200c\u200d ",
    "Chinese, with rare signs": "漢字㐂𠮷 ",
}


@pytest.mark.parametrize("script", SCRIPTS)
@given(words=st.data())
def test_it_keeps_the_words_of_every_script(script: str, words: st.DataObject) -> None:
    letters = SCRIPTS[script]
    typed = letters[0] + words.draw(st.text(st.sampled_from(letters)))
    form = Words({"words": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["words"] == typed


def test_it_accepts_the_words_once_they_can_be_stored() -> None:
    assert Words({"words": f"before{SIGN}after"}).is_valid()


def test_it_reads_a_posted_form_in_any_encoding() -> None:
    form = Words(QueryDict(b"words=%ED%A0%80x&line=%FF"))
    assert form.is_valid()
    str(form).encode()


def test_it_says_how_much_is_too_much_and_keeps_all_of_it() -> None:
    megabyte = "word " * 200_000
    form = Words({"words": megabyte, "line": "x" * 501})
    assert form.errors["words"] == ["Words must be 20,000 characters or fewer. You entered 1,000,000"]
    assert form.errors["line"] == ["Line must be 500 characters or fewer. You entered 501"]
    assert megabyte in str(form["words"].as_field_group())


def test_it_says_that_nothing_was_entered() -> None:
    assert Words({}).errors["words"] == ["Enter words"]
    assert Words({"words": ""}).errors["words"] == ["Enter words"]


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "part"),
    [
        ("31", "2", "2027", "The day must be a real date", "day"),
        ("29", "2", "2027", "The day must be a real date", "day"),
        ("x", "2", "2027", "The day must be a real date", "day"),
        ("1", "13", "2027", "The day must be a real date", "month"),
        ("1", "Smarch", "2027", "The day must be a real date", "month"),
        ("0", "1", "2027", "The day must be a real date", "day"),
        ("-1", "1", "2027", "The day must be a real date", "day"),
        ("²", "1", "2027", "The day must be a real date", "day"),
        ("1", "1", "10000", "The year must have 4 numbers, like 2027", "year"),
        ("1", "1", "1" + "0" * 20, "The year must have 4 numbers, like 2027", "year"),
        ("1", "1", "9" * 5000, "The year must have 4 numbers, like 2027", "year"),
        ("1", "1", "27", "The year must have 4 numbers, like 2027", "year"),
        ("", "1", "2027", "The day must include a day", "day"),
        ("1", "", "", "The day must include a month and year", "month"),
    ],
)
def test_it_says_what_is_wrong_with_a_date(day: str, month: str, year: str, message: str, part: str) -> None:
    form = typed(day, month, year)
    assert form.errors["day"] == [message]
    assert govuk.error_list(form)[0]["href"] == f"#id_day-{part}"
    assert f'value="{day}"' in str(form)


@pytest.mark.parametrize(("month", "meant"), [("2", 2), ("02", 2), ("Feb", 2), ("february", 2), ("Sept", 9), ("٢", 2)])
def test_it_reads_a_month_as_people_write_it(month: str, meant: int) -> None:
    form = typed("1", month, "2027")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2027, meant, 1)


def test_it_knows_the_earliest_and_the_latest_day() -> None:
    class Bounded(govuk.Form):
        day = govuk.DateField(label="The end", earliest=lambda: date(2026, 1, 1), latest=date(2026, 12, 31))

    early = Bounded({"day-day": "31", "day-month": "12", "day-year": "2025"})
    assert early.errors["day"] == ["The end must be the same as or after 1 January 2026"]
    late = Bounded({"day-day": "1", "day-month": "1", "day-year": "2027"})
    assert late.errors["day"] == ["The end must be the same as or before 31 December 2026"]


def test_it_refuses_a_bad_character_in_a_date() -> None:
    form = typed("1\x00", "1", "2027")
    assert "day" in form.errors


@given(st.text(), st.text(max_size=30), st.text(max_size=8), st.text(max_size=8), st.text(max_size=30))
def test_it_answers_anything(words: str, line: str, day: str, month: str, year: str) -> None:
    form = Words({"words": words, "line": line, "day-day": day, "day-month": month, "day-year": year})
    valid = form.is_valid()
    (str(form) + str(govuk.error_summary(form))).encode()
    assert valid or form.errors
