"""Plain Django forms as GOV.UK components."""

from datetime import date
from typing import Any, ClassVar

import pytest
from django import forms
from django.http import QueryDict
from django.utils import timezone

from datashare.lib import govuk
from datashare.lib.govuk import Look
from tests.support import markup

KINDS = [("none", "None of these"), ("personal", "Personal data"), ("other", "Something else")]


class EverythingForm(govuk.Form):
    aims = forms.CharField(label="Aims", help_text="Two sentences.", widget=forms.Textarea, max_length=100)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="What kind of data is it?", choices=KINDS, widget=forms.RadioSelect)
    say_which = forms.CharField(label="Say which", widget=forms.Textarea)
    uses = forms.MultipleChoiceField(label="Uses", choices=KINDS, widget=forms.CheckboxSelectMultiple)
    starts = govuk.DateField(label="Start date", earliest=date(2026, 1, 1), latest=date(2030, 12, 31))
    people = forms.IntegerField(label="Number of people", min_value=1, max_value=10)
    cost = forms.DecimalField(label="Cost")
    mail = forms.EmailField(label="Email address")
    site = forms.URLField(label="Web address", assume_scheme="https", required=False)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    area = forms.ChoiceField(label="Area", choices=[("", "Choose one"), ("UK", [("e", "England"), ("w", "Wales")])])
    special = govuk.YesNoField(label="Is any of it special category data?")
    paper = forms.FileField(label="File", required=False)
    sure = forms.BooleanField(label="I have read it")
    step = forms.CharField(widget=forms.HiddenInput, required=False)

    looks = {
        "aims": Look(size="l", heading=True, rows=8, count=True, called="what you want to achieve"),
        "kind": Look(
            called="the kind of data", hints={"personal": "About living people"}, reveals={"other": ("say_which",)},
            divider_before="other",
        ),
        "uses": Look(exclusive="none", small=True),
        "people": Look(width="4", suffix="people"),
        "cost": Look(prefix="£", width="one-half"),
        "mail": Look(autocomplete="email"),
    }  # fmt: skip


def shown(form: forms.Form) -> Any:
    return markup.fragment(str(form))


def one(form: forms.Form, path: str) -> Any:
    found = shown(form).xpath(path)
    assert len(found) == 1, f"{path} found {len(found)}"
    return found[0]


def posted(**values: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return data


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("aims", "//textarea[@id='id_aims'][@rows='8'][contains(@class, 'govuk-js-character-count')]"),
        ("note", "//textarea[@name='note'][@class='govuk-textarea']"),
        ("kind", "//fieldset//input[@id='id_kind'][@type='radio'][@value='none']"),
        ("uses", "//fieldset//input[@id='id_uses'][@type='checkbox'][@data-behaviour='exclusive']"),
        ("starts", "//fieldset[@role='group']//input[@id='id_starts-day'][@name='starts-day'][@inputmode='numeric']"),
        ("people", "//input[@name='people'][@type='text'][@inputmode='numeric'][contains(@class, 'width-4')]"),
        ("cost", "//input[@name='cost'][@inputmode='decimal'][contains(@class, 'govuk-!-width-one-half')]"),
        ("mail", "//input[@type='email'][@autocomplete='email'][@spellcheck='false']"),
        ("site", "//input[@type='url']"),
        ("secret", "//div[@data-module='govuk-password-input']//input[@type='password']"),
        ("area", "//select[@name='area']/option[@value='w']"),
        ("special", "//input[@type='radio'][@name='special'][@value='yes']"),
        ("paper", "//input[@type='file'][@class='govuk-file-upload']"),
        ("sure", "//input[@type='checkbox'][@id='id_sure']"),
        ("step", "//input[@type='hidden'][@name='step']"),
    ],
)
def test_it_shows_each_kind_of_field_as_its_component(name: str, path: str) -> None:
    one(EverythingForm(), path)
    assert markup.fragment(EverythingForm()[name].as_field_group()).xpath(path)


def test_it_makes_a_label_the_heading_of_the_page() -> None:
    assert (
        one(EverythingForm(), "//h1/label[@for='id_aims'][contains(@class, 'govuk-label--l')]").text.strip() == "Aims"
    )


def test_it_shows_hints_prefixes_and_dividers() -> None:
    page = shown(EverythingForm())
    assert page.xpath("string(//div[@id='id_aims-hint'])").strip() == "Two sentences."
    assert page.xpath("string(//div[contains(@class, 'govuk-radios__hint')])").strip() == "About living people"
    assert page.xpath("string(//div[@class='govuk-input__prefix'])") == "£"
    assert page.xpath("string(//div[@class='govuk-radios__divider'])") == "or"


def test_it_says_which_fields_are_optional() -> None:
    assert one(EverythingForm(), "//label[@for='id_note']").text.strip() == "Note (optional)"
    assert one(EverythingForm(), "//label[@for='id_mail']").text.strip() == "Email address"


def test_it_never_lets_a_browser_cut_words_or_refuse_to_send() -> None:
    shown_form = str(EverythingForm())
    assert "maxlength=" not in shown_form.replace("data-maxlength", "")
    assert " required" not in shown_form


def test_it_shows_a_field_under_its_choice_only_there() -> None:
    field = one(EverythingForm(), "//div[contains(@class, 'govuk-radios__conditional')]//textarea[@name='say_which']")
    assert field.get("name") == "say_which"


def test_it_asks_for_a_field_under_a_choice_only_when_the_choice_is_made() -> None:
    closed = EverythingForm(posted(kind="personal", say_which="left over"))
    assert "say_which" not in closed.errors
    assert closed.cleaned_data["say_which"] == ""
    assert EverythingForm(posted(kind="other")).errors["say_which"] == ["Enter say which"]


def test_it_does_not_indent_what_people_wrote() -> None:
    words = "\n\nfirst\n  second\n\tthird"
    bound = EverythingForm(posted(kind="other", say_which=words, aims=words))
    for name in ("say_which", "aims"):
        # A browser drops one line end after <textarea>; the parser here drops none.
        assert one(bound, f"//textarea[@name='{name}']").text.removeprefix("\n") == words


def test_it_takes_what_people_wrote_as_words() -> None:
    bound = EverythingForm(posted(aims="</textarea><script>alert(1)</script>", mail='"><script>'))
    assert "<script>" not in str(bound)
    assert one(bound, "//textarea[@name='aims']").text == "</textarea><script>alert(1)</script>"


def test_it_never_shows_a_password_again() -> None:
    assert one(EverythingForm(posted(secret="hunter2")), "//input[@name='secret']").get("value") == ""


def test_it_says_what_to_do_in_plain_english() -> None:
    errors = EverythingForm(posted(mail="x", people="12", cost="many", area="z")).errors
    assert errors["aims"] == ["Enter what you want to achieve"]
    assert errors["kind"] == ["Select the kind of data"]
    assert errors["uses"] == ["Select uses"]
    assert errors["starts"] == ["Enter start date"]
    assert errors["people"] == ["Number of people must be 10 or fewer"]
    assert errors["cost"] == ["Cost must be a number, like 12.5"]
    assert errors["mail"] == ["Enter an email address in the correct format, like name@example.gov.uk"]
    assert errors["area"] == ["Select area from the list"]
    assert errors["special"] == ["Select an answer"]
    assert errors["sure"] == ["Select the box to confirm"]


def test_it_keeps_the_words_of_the_forms_author() -> None:
    class OwnWords(govuk.Form):
        name = forms.CharField(error_messages={"required": "Say who you are"})

    assert OwnWords({}).errors["name"] == ["Say who you are"]


def test_it_links_each_error_to_the_box_to_put_right() -> None:
    form = EverythingForm(posted(starts__day="31", starts__month="2", starts__year="2027"))
    form.add_error(None, "The two answers contradict each other")
    summary = markup.fragment(str(govuk.error_summary(form)))
    links = summary.xpath("//a/@href")
    assert links[:3] == ["#id_aims", "#id_kind", "#id_uses"]
    assert "#id_starts-day" in links
    ids = set(shown(form).xpath("//@id"))
    assert {link[1:] for link in links} <= ids
    assert summary.xpath("string(//li)").strip() == "The two answers contradict each other"


def test_it_says_nothing_where_all_is_well() -> None:
    assert govuk.error_summary(EverythingForm(), "not a form") == ""
    assert not govuk.has_errors(EverythingForm())
    assert govuk.has_errors(EverythingForm({}))


def test_it_shows_what_was_chosen_again() -> None:
    bound = EverythingForm(posted(kind="personal", uses=["personal", "other"], area="w", special="no", sure="on"))
    ticked = shown(bound).xpath("//input[@checked]/@value")
    assert ticked == ["personal", "personal", "other", "no", "on"]
    assert shown(bound).xpath("//option[@selected]/@value") == ["w"]


def test_it_shows_initial_values() -> None:
    form = EverythingForm(initial={"starts": date(2026, 11, 21), "special": False, "uses": ["other"]})
    assert one(form, "//input[@id='id_starts-month']").get("value") == "11"
    assert shown(form).xpath("//input[@checked]/@value") == ["other", "no"]


def test_it_reads_yes_and_no() -> None:
    class Question(govuk.Form):
        sure = govuk.YesNoField(label="Sure?", required=False)

    for typed, meant in (("yes", True), ("no", False), ("", None)):
        form = Question({"sure": typed})
        assert form.is_valid()
        assert form.cleaned_data["sure"] is meant


def test_it_leaves_the_admins_widgets_to_django() -> None:
    assert 'class="vTextField"' in forms.TextInput(attrs={"class": "vTextField"}).render("name", "x")


def test_long_number_has_commas_without_javascript_as_well() -> None:
    class Long(govuk.Form):
        words = forms.CharField(max_length=4000, widget=forms.Textarea)
        looks: ClassVar = {"words": Look(count=True)}

    assert "You can enter up to 4,000 characters" in str(Long())


def test_date_with_a_hint_shows_an_example_as_well() -> None:
    class Dates(govuk.Form):
        start = govuk.DateField(help_text="Leave it blank if you do not know.")
        end = govuk.DateField(help_text="For example, 1 4 2031")

    shown = str(Dates())
    year = timezone.localdate().year + 1
    assert f"Leave it blank if you do not know. For example, 27 3 {year}" in shown
    assert shown.count("For example") == 2


def test_date_without_hint_shows_an_example_that_it_accepts() -> None:
    class Dates(govuk.Form):
        ahead = govuk.DateField(earliest=timezone.localdate)
        gone = govuk.DateField(latest=timezone.localdate)

    year = timezone.localdate().year
    shown = str(Dates())
    assert f"For example, 27 3 {year + 1}" in shown
    assert f"For example, 27 3 {year - 1}" in shown
