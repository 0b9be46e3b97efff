"""Data shares of the demonstration, at four stages, made by the actions that the pages call."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.db import transaction

from agreements.answers import journey_of, revision_of
from agreements.members import actions as members
from agreements.models import DataShare, Outcome, Verdict
from agreements.negotiating import actions as negotiating
from agreements.questionnaire.options import CONSIDERED
from agreements.questionnaire.receiver import receiver_set
from agreements.questionnaire.supplier import supplier_set
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting import bodies, own_half, records
from agreements.responding import actions as responding
from agreements.signing import actions as signing
from agreements.signing import freezing
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import User
from community.skills import Skill
from datashare.demonstration.checks import have_checked
from datashare.demonstration.people import ACQUIRER, COUNCIL, PARTS, POLICE, TRUST, body
from datashare.demonstration.risks import approve_risks, assess_risks

ANSWERS: dict[str, Any] = json.loads(Path(__file__).with_name("answers.json").read_text())
SUPPLIER_ANSWERS: dict[str, Any] = json.loads(Path(__file__).with_name("supplier_answers.json").read_text())
SECURITY_CHECK = {
    "chosen": "other",
    "name": "Chidi Eze",
    "role": "Security architect",
    "email": "chidi@ukhsa.demonstration.gov.uk",
}
# The bodies that receive besides the one that asks: who leads, whether they give too, and what for.
RECEIVERS: tuple[tuple[str, str, bool, str], ...] = (
    (COUNCIL, "priya", True, "Choosing where to open cool spaces when a heat-health alert is issued."),
    (POLICE, "gareth", False, "Knowing in which areas more calls for help are likely during a heatwave."),
    (TRUST, "helen", True, "Planning beds and staff for the days after a heat-health alert."),
)
# Each body acts under its own power, and its task is its own.
POWERS: dict[str, dict[str, Any]] = {
    COUNCIL: {
        "power_text": {
            "chosen": "express",
            "section": "National Health Service Act 2006, section 2B (a local authority's duty to improve health)",
            "link": "",
        },
        "basis": {
            "chosen": ["public_task"],
            "why": "Improving the health of the people in its area is the council's function under the 2006 Act.",
        },
    },
    TRUST: {
        "power_text": {
            "chosen": "express",
            "section": "National Health Service Act 2006, section 43 (principal purpose of an NHS foundation trust)",
            "link": "",
        },
        "basis": {
            "chosen": ["public_task"],
            "why": "Providing services for the health service in England is the trust's function under the 2006 Act.",
        },
    },
}
# What the council has answered about itself by the time the request is sent.
OF_THE_COUNCIL: dict[str, Any] = {
    "power_have": ANSWERS["power_have"],
    **POWERS[COUNCIL],
    "access": "Eight officers of the public health team. The director approves each of them.",
    "controls": ANSWERS["controls"],
    "retention": ANSWERS["retention"],
    "disposal": "The public health team deletes the data, and sends each supplier a certificate.",
}


def among_several(asking: str) -> dict[str, Any]:
    """Return the answers that name an acquirer and a supplier, as a body (`asking`) gives them among several."""
    return {
        "confidentiality": "The records are held in confidence. Names, NHS numbers and full postcodes are left out. A "
        "code that only the giver can reverse stands for the person, so no receiver learns whose record it is.",
        "rights": [
            {
                "id": "right1",
                "right": "access",
                "who": "The giver, which can find its own records",
                "within": "1 month",
            },
            {"id": "right2", "right": "objection", "who": "The giver of the data concerned", "within": "21 days"},
        ],
        "format": "CSV in UTF-8, with the giver's own data dictionary",
        "storage": [{**ANSWERS["storage"][0], "host": asking}],
    }


TRIAGE = ("tri_public", "tri_aggregate", "tri_processor", "tri_personal", "tri_kind")
CONFIRMED = {"considered": list(CONSIDERED.keys), "risks_read": ["yes"]}


@transaction.atomic
def make_shares(asset: DataAsset, second: DataAsset, cast: dict[str, User]) -> list[DataShare]:
    """Return a draft with its first answers, one in negotiation, one in force, and two of several bodies.

    Of the two suppliers in the fourth, one has agreed to negotiate about its own data, and the other has not decided.
    In the fifth, five bodies take part: four receive, and three give.
    """
    draft = _open(asset, cast, "Emergency attendances in the cold months", upto=6)
    agreed = _negotiating(_open(asset, cast, ANSWERS["title"]), cast)
    assess_risks(agreed, cast["amina"], leaving=2)
    whole = _open(asset, cast, "Emergency care counts for the summer of 2026", more={"sec_check": SECURITY_CHECK})
    forced = _in_force(_negotiating(whole, cast, SUPPLIER_ANSWERS), cast)
    return [draft, agreed, forced, _from_two(asset, second, cast), _of_five(asset, cast)]


def _of_five(asset: DataAsset, cast: dict[str, User]) -> DataShare:
    """Return a request in which a council, a police force and a trust receive too, and two of them give."""
    why = "Protecting the public from hazards is the Agency's function under the 2006 Act."
    of_agency = among_several("UK Health Security Agency") | {"basis": {"chosen": ["public_task"], "why": why}}
    share = _open(asset, cast, "Where help will be needed in a heatwave in South Yorkshire", more=of_agency)
    for slug, lead, gives, purpose in RECEIVERS:
        bodies.add_body(
            share=share, body=body(slug), gives=gives, purpose=purpose, email=cast[lead].email, by=cast["amina"]
        )
    for step in receiver_set(share.edition.question_set).steps.values():
        if values := {key: OF_THE_COUNCIL[key] for key in step.keys if key in OF_THE_COUNCIL}:
            own_half.answer_own(share=share, step=step, values=values, revision=0, by=cast["priya"])
    requesting.submit(share=share, declared=CONFIRMED, by=cast["amina"])
    for lead in ("sunita", "priya"):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast[lead])
    return share


def _from_two(asset: DataAsset, second: DataAsset, cast: dict[str, User]) -> DataShare:
    share = _open(asset, cast, "Emergency care and deaths in heatwaves")
    records.add_record(share=share, asset=second, by=cast["amina"])
    holder = second.publisher_id
    records.say_needed(share=share, useful=[holder] if holder else [], by=cast["amina"])
    requesting.submit(share=share, declared=CONFIRMED, by=cast["amina"])
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast["sunita"])
    return share


def _open(
    asset: DataAsset,
    cast: dict[str, User],
    title: str,
    upto: int = 1000,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> DataShare:
    return _answered(asset, cast["amina"], ACQUIRER, ANSWERS | {"title": title, **_named(), **more}, upto)


def opened_for(
    lead: str,
    slug: str,
    asset: DataAsset,
    cast: dict[str, User],
    title: str,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> DataShare:
    """Return a request of another body with every question answered; its lead is everyone that the answers name."""
    person = _person(next(part for part in PARTS if part.key == lead))
    people = {"lead": person, "accountable": person, "dpo": person, "legal_check": person, "dp_check": person}
    own = {"title": title, **people, **POWERS[slug], "team": [], "breach": [], **more}
    return _answered(asset, cast[lead], slug, ANSWERS | own)


def _answered(asset: DataAsset, by: User, slug: str, answers: Mapping[str, Any], upto: int = 1000) -> DataShare:
    triage = {key: ANSWERS[key] for key in TRIAGE}
    share = requesting.open_request(assets=[asset], triage=triage, organisation=body(slug), by=by)
    journey, kept = journey_of(share), list(share.edition.answers.all())
    for step in list(journey.question_set.steps.values())[:upto]:
        values = {key: answers[key] for key in step.keys if key in answers}
        if values and step.kind != "check" and journey.can_visit(step.slug):
            revision = revision_of(answer for answer in kept if answer.key in values)
            journey = requesting.answer(share=share, step=step, values=values, revision=revision, by=by)
    return share


def _named() -> dict[str, Any]:
    """Return the answers that name people: those of the demonstration."""
    amina, bryn = (_person(part) for part in PARTS[:2])
    return {
        "lead": amina,
        "accountable": amina,
        "dpo": bryn,
        "team": [{"id": "team1", "skill": "data_protection", "person": bryn}],
        "legal_check": bryn,
        "dp_check": bryn,
    }


def _person(part: Any) -> dict[str, str]:
    return {"chosen": "other", "name": part.name, "role": part.job, "email": part.email}


def _negotiating(
    share: DataShare, cast: dict[str, User], supplier_answers: Mapping[str, Any] = MappingProxyType({})
) -> DataShare:
    requesting.submit(share=share, declared=CONFIRMED, by=cast["amina"])
    for section in journey_of(share).sections():
        responding.respond(
            share=share,
            section=section.section,
            verdict=Verdict.AGREE,
            note="",
            private_note="",
            revision=0,
            by=cast["sunita"],
        )
    for step in supplier_set(share.edition.question_set).steps.values():
        if values := {key: supplier_answers[key] for key in step.keys if key in supplier_answers}:
            responding.answer_own_half(share=share, step=step, values=values, revision=0, by=cast["sunita"])
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast["sunita"])
    _invite(share, cast)
    return share


def _invite(share: DataShare, cast: dict[str, User]) -> None:
    amina, sunita = cast["amina"], cast["sunita"]
    adviser, signatory = Role.ADVISER, Role.SIGNATORY
    members.invite(share=share, email=cast["bryn"].email, role=adviser, skill=Skill.DATA_PROTECTION, by=amina)
    for skill in (Skill.SECURITY, Skill.DATA_PROTECTION):
        members.invite(share=share, email=cast["una"].email, role=adviser, skill=skill, by=sunita)
    members.invite(share=share, email=cast["dilys"].email, role=signatory, office=cast["dilys"].job_title, by=amina)
    members.invite(share=share, email=cast["victor"].email, role=signatory, office=cast["victor"].job_title, by=sunita)


def _in_force(share: DataShare, cast: dict[str, User]) -> DataShare:
    """Decide the assessment, agree all clauses, freeze and sign. The worker seals it after the start."""
    have_checked(share, Skill.LEGAL, cast["bryn"], cast["amina"])
    have_checked(share, Skill.DATA_PROTECTION, cast["bryn"], cast["amina"])
    have_checked(share, Skill.SECURITY, cast["una"], cast["sunita"])
    assess_risks(share, cast["amina"])
    approve_risks(share, officers=[cast["bryn"], cast["una"]], accepting=[cast["dilys"], cast["victor"]])
    for key in ("amina", "sunita"):
        clauses = share.edition.clauses.in_text().binding(members.party_of(share, cast[key]))
        wordings = {clause: current for clause, current in clauses.values_list("pk", "current_id") if current}
        negotiating.agree(share=share, wordings=wordings, by=cast[key])
    agreement = freezing.freeze_words(share=share, by=cast["amina"])
    for key in ("dilys", "victor"):
        signing.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=cast[key])
    publish_owed()
    return share
