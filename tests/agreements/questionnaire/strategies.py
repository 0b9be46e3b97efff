"""Strategies for unusual answers: plausible ones in any mixture, and any JSON in their place."""

from typing import Any

from hypothesis import strategies as st

from agreements.questionnaire.options import AREAS, DATA_TYPES
from agreements.questionnaire.question_sets import CURRENT
from tests.agreements.questionnaire.specimens import full, smallest

DECISIVE: dict[str, list[Any]] = {
    "tri_public": ["yes", "no"],
    "tri_aggregate": ["yes", "no", "not_considered"],
    "tri_processor": ["yes", "no"],
    "tri_personal": ["yes", "no", "not_sure"],
    "form_length": ["short", "full"],
    "tri_kind": ["one_off", "repeat", "continuous", "emergency", {"chosen": "emergency", "risk": "A flood"}],
    "power_have": ["yes", "no", "not_sure"],
    "gateway": [{"chosen": "dea"}, {"chosen": "none_found"}],
    "linkage": ["yes", "no"],
    "sc_condition": [["public_interest"], ["employment", "research"], ["consent"]],
    "transfer": ["yes", "no", "not_sure"],
    "other_orgs": ["yes", "no"],
    "classification": ["official", "other"],
    "geography": [{"chosen": list(AREAS.keys)}],
}

any_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _value_of(key: str) -> st.SearchStrategy[Any]:
    likely: list[Any] = [value for value in (full().get(key), smallest().get(key)) if value is not None]
    plausible: st.SearchStrategy[Any] = st.sampled_from([*likely, *DECISIVE.get(key, []), ""])
    if key == "data_types":
        plausible = st.lists(st.sampled_from(DATA_TYPES.keys), max_size=4)
    return st.one_of(plausible, plausible, plausible, any_json)


def some_answers() -> st.SearchStrategy[dict[str, Any]]:
    """Return any part of the questionnaire answered, in any way."""
    return st.fixed_dictionaries({}, optional={key: _value_of(key) for key in CURRENT.places})


def branching_answers() -> st.SearchStrategy[dict[str, Any]]:
    """Return a full request with any values for its decisive answers."""
    decisive = {key: _value_of(key) for key in [*DECISIVE, "data_types"]}
    return st.fixed_dictionaries(decisive).map(lambda drawn: {**full(), **drawn})
