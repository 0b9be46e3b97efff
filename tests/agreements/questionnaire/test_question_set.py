"""Properties of the question set: its content, checked against what a request must establish."""

from collections import Counter

import pytest
from django import forms

from agreements.questionnaire import law, options
from agreements.questionnaire.forms.base import owner_of
from agreements.questionnaire.options import Options
from agreements.questionnaire.question_sets import CURRENT, QUESTION_SETS, question_set
from agreements.questionnaire.sections.triage import EXISTING
from agreements.questionnaire.shape import PLACES, QuestionPlace

# Every question without which a request cannot be sent. The organisation and the record come from the share itself.
NEEDED_TO_SUBMIT = {
    "tri_personal", "tri_public", "tri_aggregate", "tri_processor", "tri_kind", "form_length",
    "lead", "dpo", "other_orgs", "other_orgs_list",
    "title", "aims", "how_helps", "policy_area", "benefits", "if_refused", "alternatives",
    "data_types", "items", "subjects", "frequency", "linkage", "linkage_list",
    "power_have", "power_text", "gateway",
    "basis", "necessary", "sc_condition", "sc_public", "sc_schedule_8",
    "crim_basis", "role", "transfer", "transfer_where", "dpia_state",
    "classification", "delivery", "onward",
    "retention", "disposal", "review_every",
    "considered", "risks_read",
}  # fmt: skip
ASKED_FOR_THE_DRAFTS = {
    "team", "accountable", "benefit_measures", "who_benefits", "public_view", "needed_by", "project_dates", "volume",
    "scope_dates", "geography", "automated", "quality_need", "dea", "confidentiality", "hra_fairness", "legal_check",
    "apd", "compatible", "privacy_notice", "rights", "dp_check", "format", "storage", "access", "controls", "outputs",
    "sec_check", "breach", "joint", "risk_signs",
}  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        (("joint", "joint"), "they need an arrangement"),
        (("joint", "independent"), "do not fit together"),
        (("processor", "joint"), "do not fit together"),
        (("joint", "not_sure"), "not sure which role"),
        (("joint", ""), ""),
        (("independent", "independent"), ""),
    ],
)
def test_roles_are_remarked_on_as_they_are(roles: tuple[str, str], says: str) -> None:
    flag = CURRENT.places["role"].question.flag
    remark = str(flag({"acquirer": roles[0], "supplier": roles[1]}))
    assert says in remark
    assert bool(remark) is bool(says)


def test_no_place_in_the_law_is_left_to_be_guessed() -> None:
    lists = [found for found in vars(law).values() if isinstance(found, Options)]
    hints = [hint for found in lists for hint in found.hints().values() if "Schedule 1" in hint]
    assert hints
    assert all("Schedule 1 to the Data Protection Act 2018" in hint for hint in hints)


def test_it_asks_everything_that_a_request_needs() -> None:
    by_need = {need: {p.question.key for p in CURRENT if p.question.need == need} for need in ("submit", "draft")}
    assert by_need["submit"] == NEEDED_TO_SUBMIT
    assert by_need["draft"] == ASKED_FOR_THE_DRAFTS


def test_it_has_one_place_for_each_question_and_each_page() -> None:
    assert [key for key, count in Counter(place.question.key for place in CURRENT).items() if count > 1] == []
    slugs = Counter(step.slug for section in CURRENT.sections for step in section.steps)
    assert [slug for slug, count in slugs.items() if count > 1] == []
    assert len(slugs) > 60


@pytest.mark.parametrize("place", list(CURRENT), ids=lambda place: place.question.key)
class TestEveryQuestion:
    def test_it_goes_to_places_that_exist(self, place: QuestionPlace) -> None:
        assert place.question.goes_to
        assert set(place.question.goes_to) <= set(PLACES)
        assert len(place.question.becomes()) == len(place.question.goes_to)

    def test_it_says_what_and_why_in_plain_words(self, place: QuestionPlace) -> None:
        question = place.question
        assert question.ask.endswith("?")
        assert question.why.endswith((".", "!"))
        assert question.source
        for words in (question.ask, question.why, question.hint, question.example):
            assert "please" not in words.lower()
            assert "'" not in words
            assert "  " not in words

    def test_it_has_fields_of_its_own(self, place: QuestionPlace) -> None:
        owners = {owner_of(name) for name in place.step.form.base_fields}
        if place.step.kind == "table":
            assert place.step.form.columns.keys() <= owners
            assert place.step.row
            assert len(place.step.questions) == 1
        else:
            assert owners == set(place.step.keys)

    def test_it_insists_on_an_answer_only_where_one_is_needed(self, place: QuestionPlace) -> None:
        if place.step.kind == "table":
            return
        names = [name for name in place.step.form.base_fields if owner_of(name) == place.question.key]
        revealed = {n for look in place.step.form.looks.values() for names in look.reveals.values() for n in names}
        demanded = [place.step.form.base_fields[name].required for name in names if name not in revealed]
        assert any(demanded) == (place.question.need == "submit")

    def test_it_ends_every_text_somewhere(self, place: QuestionPlace) -> None:
        texts = [field for field in place.step.form().fields.values() if isinstance(field, forms.CharField)]
        assert all(0 < (field.max_length or 0) <= 4000 for field in texts)


def test_it_never_asks_in_the_request_which_agreement_exists() -> None:
    assert EXISTING.key not in CURRENT.places


def test_it_finds_a_version_again() -> None:
    assert all(question_set(version).version == version for version in QUESTION_SETS)
    with pytest.raises(LookupError, match="no question set '1999'"):
        question_set("1999")


def test_it_keeps_the_lists_of_the_law_with_their_version_and_source() -> None:
    lists = [value for value in vars(law).values() if isinstance(value, Options)]
    assert len(lists) >= 10
    for each in lists:
        assert each.version == law.VERSION
        assert each.source
        assert len(set(each.keys)) == len(each.keys)
    assert len(law.SPECIAL_CATEGORY_CONDITIONS.keys) == 10
    assert [option.reference for option in law.PUBLIC_INTEREST_CONDITIONS] == [f"paragraph {n}" for n in range(6, 29)]


def test_it_gives_every_option_a_key_and_a_label_of_its_own() -> None:
    for each in (value for value in vars(options).values() if isinstance(value, Options)):
        assert len(set(each.keys)) == len(each.keys) == len({option.label for option in each})


def test_it_lets_the_chosen_key_stand_for_no_part() -> None:
    # A benefit's own box is found under the option's key, so no option may be called as the choice itself.
    assert "chosen" not in options.BENEFITS.keys


def test_place_in_law_is_spelled_out_on_pages() -> None:
    assert law.LAWFUL_BASES.hints()["public_task"] == (
        "UK GDPR Article 6(1)(e) and section 8 of the Data Protection Act 2018"
    )
    assert law.LAWFUL_BASES.hints()["part_3"] == "Section 35, in Part 3 of the Data Protection Act 2018"
    assert law.PUBLIC_INTEREST_CONDITIONS.hints()["p06"] == "Paragraph 6 of Schedule 1 to the Data Protection Act 2018"
    assert law.DEA_CHAPTERS.hints()["chapter_1"] == "Section 35"
