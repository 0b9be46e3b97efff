"""The short form: what rules it out, how much shorter it is, and what its document must say."""

import re
from typing import Any, Final

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import draft, draft_both
from agreements.drafting.clause_templates import by_key, template_of
from agreements.drafting.facts import Facts, PartyFacts
from agreements.drafting.library import short
from agreements.drafting.library.assessed import assessed
from agreements.drafting.library.shape import ClauseTemplate
from agreements.drafting.rendering import environment, template
from agreements.drafting.several import circumstances
from agreements.questionnaire.conditions import NOT_FOR_SHORT
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from tests.agreements.drafting.answers import FACTS, FULL, UNDER_RULES

PLAIN: Final = {"chosen": "statutory", "statutory": "Care Act 2014, section 45"}
SHORT: Final[dict[str, Any]] = FULL | {
    "tri_kind": "one_off",
    "form_length": "short",
    "data_types": ["personal"],
    "subjects": {"chosen": ["taxpayers"], "who": "People who live in Kent."},
    "items": [
        {
            "item": "Address",
            "identifies": "indirect",
            "why": "To find homes",
            "how_used": "Once",
            "keep_until": "30 days",
        }
    ],
    "linkage": "no",
    "volume": "under_1000",
    "automated": "no",
    "risk_signs": ["none"],
    "role": {"acquirer": "independent", "supplier": "independent"},
    "transfer": "no",
    "gateway": PLAIN,
    "other_orgs": "no",
    "geography": {"chosen": ["england"], "local": "", "outside_uk": ""},
}
SUPPLIER: Final[dict[str, Any]] = {
    "s_hold": {"chosen": "all", "all": "Complete from 2019."},
    "s_items": [{"item": "Address", "decision": "accept", "reason": ""}],
    "s_route": {"chosen": ["file_transfer"], "other": ""},
    "s_gateway": {"chosen": "agree"},
    "s_basis": {"chosen": ["public_task"], "part_3": "", "authorised": "", "why": ""},
    "s_signatory": {"name": "Ravi Patel", "position": "Director", "order": "any"},
}
OF_PLAIN_BODIES: Final = Facts(
    reference="DS-7K4M-2Q9P",
    title="Winter payments",
    acquirers=(PartyFacts(name="Kent County Council", government=False),),
    suppliers=(PartyFacts(name="Care Quality Commission", government=True),),
    datasets=FACTS.datasets,
    today=FACTS.today,
)


def journey(**changed: Any) -> Journey:
    return Journey(CURRENT, SHORT | changed)


def drafted(facts: Facts = OF_PLAIN_BODIES, **changed: Any) -> dict[str, str]:
    """Return the clauses of the agreement by key."""
    answers = {**journey(**changed).to_draft(), **SUPPLIER}
    return {clause.key: clause.text for clause in draft("mou", answers, facts).clauses}


def words(texts: dict[str, str]) -> int:
    return sum(len(text.split()) for text in texts.values())


def test_short_form_asks_about_half_the_questions() -> None:
    asked, full = len(journey().places()), len(journey(form_length="full").places())
    assert journey().is_short
    assert asked <= 43 < full * 0.6
    no_people = {"tri_personal": "no", "data_types": ["confidential"]}
    assert len(journey(**no_people).places()) <= 32


def test_short_document_is_less_than_a_third_of_the_full_one() -> None:
    assert words(drafted()) < 1500
    assert words(drafted()) * 3 < words(drafted(form_length="full"))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"data_types": ["personal", "special"]}, "special category data"),
        ({"data_types": ["criminal"]}, "criminal offence data"),
        ({"data_types": ["personal", "children"]}, "signs of high risk"),
        ({"linkage": "yes"}, "linked to other data"),
        ({"gateway": {"chosen": "dea"}}, "Digital Economy Act"),
        ({"basis": {"chosen": ["part_3"]}}, "Part 3"),
        ({"role": {"acquirer": "joint", "supplier": "joint"}}, "joint controller"),
        ({"transfer": "yes"}, "leave the UK"),
        ({"volume": "not_known"}, "cannot be judged"),
        ({"volume": "million_or_more"}, "signs of high risk"),
        ({"automated": {"chosen": "trains", "detail": ""}}, "signs of high risk"),
        ({"risk_signs": ["tracking"]}, "signs of high risk"),
    ],
)
def test_answer_that_does_not_fit_makes_the_form_full(changed: dict[str, Any], why: str) -> None:
    made = journey(**changed)
    assert not made.is_short
    assert any(why in said for said in made.why_full())
    # Nothing typed is lost: the full form shows what was answered before.
    assert {"if_refused", "outputs", "rights"} <= set(made.answered())
    assert not journey().why_full()


def test_regular_supply_is_never_short() -> None:
    made = journey(tri_kind="repeat")
    assert (made.is_short, made.why_full()) == (False, ())


@pytest.mark.parametrize(("against", "why"), [("several", "more than two"), ("rules", "common rules")])
def test_more_than_two_bodies_or_common_rules_make_it_full(against: str, why: str) -> None:
    made = Journey(CURRENT, SHORT, given={NOT_FOR_SHORT: against})
    assert not made.is_short
    assert "form_length" not in made.answered()
    assert why in made.why_full()[0]


def test_screening_is_needed_before_the_request_is_sent() -> None:
    left = journey(volume=None, automated=None, risk_signs=None)
    assert {place.question.key for place in left.missing()} == {"volume", "automated", "risk_signs"}


def test_short_form_has_no_assessment_and_says_why() -> None:
    answers = journey().to_draft()
    agreement, assessment = draft_both(answers, OF_PLAIN_BODIES)
    assert not assessment.clauses
    assert not assessed(circumstances(StoredAnswers(answers, {}), OF_PLAIN_BODIES, CURRENT.version))
    screened = next(clause.text for clause in agreement.clauses if clause.key == "basis.screened")
    assert "Number of people or records: 100 to 999." in screened
    assert "It found none, so Article 35 UK GDPR does not require an impact assessment." in screened
    assert draft("dpia", journey(form_length="full").to_draft(), OF_PLAIN_BODIES).clauses


def test_title_says_short_form() -> None:
    assert draft("mou", journey().to_draft(), OF_PLAIN_BODIES).title == "Data sharing agreement (short form)"
    assert draft("mou", journey().to_draft(), UNDER_RULES).title != "Memorandum of understanding (short form)"


def test_it_says_what_the_law_asks_of_personal_data() -> None:
    texts = drafted()
    assert "public task (Article 6(1)(e) UK GDPR" in texts["basis.lawful"]
    assert texts["basis.roles"].startswith("Each party is an independent controller")
    assert "within one month" in texts["rights.notice"]
    assert "section 164A of the Data Protection Act 2018" in texts["rights.handling"]
    assert "72 hours of becoming aware" in texts["incidents.reporting"]
    assert "Article 30 UK GDPR" in texts["assurance.records"]
    assert "It is not itself a legal power or a gateway" in texts["summary.effect"]


def test_it_says_nothing_of_personal_data_where_there_is_none() -> None:
    texts = drafted(tri_personal="no", data_types=["confidential"])
    assert "no impact assessment" in texts["basis.none"]
    own = " ".join(text for key, text in texts.items() if key != "basis.none")
    assert not re.search(r"UK GDPR(?! and the Data Protection Act 2018, as amended)|controller", own)
    assert "basis.lawful" not in texts


@pytest.mark.parametrize("found", short.CLAUSES, ids=lambda found: found.key)
def test_clause_uses_every_answer_that_it_declares(found: ClauseTemplate) -> None:
    loader = environment().loader
    assert loader
    text = loader.get_source(environment(), found.template)[0]
    body = re.search(rf"{{% block {found.block} %}}(.*?){{% endblock %}}", text, re.DOTALL)
    assert body
    assert [key for key in found.reads if not re.search(rf"\ba\.{key}\b", body[1])] == []
    assert template_of(found.key) is not None


def test_every_block_of_its_template_belongs_to_a_clause() -> None:
    own = {found.block for found in short.CLAUSES if found.template == short.FILE}
    assert set(template(short.FILE).blocks) == own


def test_its_clauses_are_those_of_the_full_agreement() -> None:
    assert {found.key for found in short.CLAUSES} - set(by_key()) == {"basis.screened"}
    assert all(found.section == by_key()[found.key].section for found in short.CLAUSES if found.key in by_key())
