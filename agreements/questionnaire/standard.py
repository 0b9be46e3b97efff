"""The questions that an organisation answers in the same way each time: those of its passport."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.shape import QuestionSet, Section, Step, always
from agreements.questionnaire.supplier import supplier_set
from agreements.questionnaire.words import Json

# A question of the supplier's own half that asks what the request asks as well: by the key of the request's.
SAME_AS: Final[Mapping[str, str]] = {"s_apd": "apd", "s_dpo": "dpo", "s_ico_number": "ico_number"}

_SECTIONS: Final = (
    ("people", "People", ("data-protection-officer", "accountable"), ("signatory",)),
    ("data_protection", "Data protection", ("registration", "policy-document", "rights", "freedom-of-information"), ()),
    ("security", "Security", ("storage", "access", "controls"), ()),
    ("end", "Disposal and data breaches", ("disposal", "breaches"), ()),
)


def _passport() -> QuestionSet:
    """Return the pages of the passport: those of the two halves of a request, asked whatever else is answered."""
    asked, own = CURRENT.steps, supplier_set(CURRENT.version).steps
    sections = (
        Section(key, title, tuple(_always([*(asked[slug] for slug in slugs), *(own[slug] for slug in owned)])))
        for key, title, slugs, owned in _SECTIONS
    )
    return QuestionSet(f"{CURRENT.version}-passport", tuple(sections))


def _always(steps: list[Step]) -> list[Step]:
    return [replace(step, when=always) for step in steps]


PASSPORT: Final = _passport()


def standard_key(key: str) -> str:
    """Return the key under which a passport answers a question of a data share; empty if none does."""
    key = SAME_AS.get(key, key)
    return key if key in PASSPORT.places else ""


def first_row(key: str, organisation: str) -> dict[str, Json]:
    """Return what is known of a new row of a passport's table: a contact for breaches is the organisation's own."""
    return {"party": organisation} if key == "breach" else {}
