"""How old a reader must be: 11 for the questions and pages, 14 for the drafts, or older for a reason that is given."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from django.conf import settings

from agreements.drafting.build import Draft, DraftSection, draft, draft_both
from agreements.questionnaire.question_sets import QUESTION_SETS
from agreements.questionnaire.shape import Question, Section
from agreements.questionnaire.supplier import SUPPLIER_SETS
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.drafting.several import SIX, answers_of_six, drafted
from tests.agreements.drafting.test_short_form import OF_PLAIN_BODIES, SUPPLIER, journey
from tests.support.reading_age import reading_age, words_in

OF_PAGES, OF_DRAFTS = 11, 14
# A shorter text says little about how it reads: one long word moves it by years.
ENOUGH_WORDS: Final = 60
# Even with a reason.
AT_MOST: Final = 17
ACT: Final = "It names conditions and documents of the Data Protection Act 2018, by the names they have there."
QUESTIONS_THAT_NAME_THE_LAW: Final = {
    **dict.fromkeys(("sc_schedule_8", "apd", "crim_basis", "s_crim_basis", "s_apd", "s_basis", "automated"), ACT),
    "join_leave": "It asks about organisations and agreements, which have no shorter names.",
}
SECTIONS_OF_QUESTIONS: Final = {
    "law": ACT,
    "people": "It asks about organisations and about data protection officers, which have no shorter names.",
}
LAW: Final = "It names Acts and articles, and says what they require in their words."
SECTIONS_OF_DRAFTS: Final = {
    **dict.fromkeys(("M5", "M6", "M7", "M11", "D4", "D6", "D7"), LAW),
    "M12": "It says on what notice, and for which reasons, an agreement is reviewed and ended.",
}


def asked(question: Question) -> str:
    return f"{question.ask} {question.hint} {question.why}"


SECTIONS = [section for sets in (QUESTION_SETS, SUPPLIER_SETS) for made in sets.values() for section in made.sections]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_questions_of_a_section_read_at_eleven(section: Section) -> None:
    questions = [question for step in section.steps for question in step.questions]
    age = reading_age(" ".join(map(asked, questions)))
    assert (age <= OF_PAGES) != (section.key in SECTIONS_OF_QUESTIONS), f"{section.key} reads at {age}"
    assert age <= OF_DRAFTS


def test_no_question_is_harder_than_a_draft_without_a_reason() -> None:
    questions = [question for section in SECTIONS for step in section.steps for question in step.questions]
    hard = {question.key: reading_age(asked(question)) for question in questions}
    hard = {key: age for key, age in hard.items() if age > OF_DRAFTS}
    assert set(hard) == set(QUESTIONS_THAT_NAME_THE_LAW), hard
    assert max(hard.values()) <= AT_MOST


# --- Pages ------------------------------------------------------------------------------------------

TEXT: Final = re.compile(r"<(p|li|h1|h2|dd)\b[^>]*>(.*?)</\1>", re.DOTALL)


def pages() -> Iterator[tuple[str, str]]:
    """Yield the text of each page that has enough of it; where a name is filled in, “it” stands."""
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*.html")):
        name = str(path.relative_to(folder))
        source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        text = " ".join(_sentences(source))
        if len(words_in(text)) >= ENOUGH_WORDS and not name.startswith(("documents/", "admin/")):
            yield name, text


def _sentences(source: str) -> Iterator[str]:
    for _, inside in TEXT.findall(source):
        plain = re.sub(r"\{\{.*?\}\}", "it", re.sub(r"\{%.*?%\}", " ", inside, flags=re.DOTALL), flags=re.DOTALL)
        words = " ".join(re.sub(r"<[^>]+>", " ", plain, flags=re.DOTALL).split())
        if len(words_in(words)) > 3:
            yield words if words[-1] in ".?!:" else f"{words}."


def test_pages_read_at_eleven() -> None:
    ages = {name: reading_age(text) for name, text in pages()}
    assert len(ages) > 50
    assert {name: age for name, age in ages.items() if age > OF_PAGES} == {}


# --- Drafts -----------------------------------------------------------------------------------------

SHORT_DRAFT = draft("mou", {**journey().to_draft(), **SUPPLIER}, OF_PLAIN_BODIES)
DRAFTS = [*draft_both(FULL, FACTS), *(drafted(document, answers_of_six(), SIX) for document in ("mou", "dpia"))]
NOT_THE_LIBRARYS: Final = re.compile(r"^[>|].*$", re.MULTILINE)


def text_of(section: DraftSection) -> str:
    """Return the library's own sentences: no tables, and nothing that a party wrote."""
    text = "\n".join(NOT_THE_LIBRARYS.sub("", clause.text) for clause in section.clauses)
    return re.sub(r"^- (.*[^.\n])$", r"\1.", text, flags=re.MULTILINE)


@pytest.mark.parametrize("made", [*DRAFTS, SHORT_DRAFT], ids=lambda made: f"{made.title}-{len(made.facts.each)}")
def test_drafts_read_at_fourteen(made: Draft) -> None:
    assert reading_age("\n".join(map(text_of, made.sections))) <= OF_DRAFTS


def test_no_section_of_a_draft_is_harder_without_a_reason() -> None:
    sections = [section for draft in DRAFTS for section in draft.sections]
    ages = [(section.key, reading_age(text)) for section in sections if len(words_in(text := text_of(section))) > 60]
    hard = {key: age for key, age in sorted(ages, key=lambda row: row[1]) if age > OF_DRAFTS}
    assert set(hard) == set(SECTIONS_OF_DRAFTS), hard
    assert max(hard.values()) <= AT_MOST
