"""What an entry of the public register says: the frozen words and the answers as sent, without anybody's name."""

import calendar
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from agreements.forms.words import Json, Words, chosen, day, part
from agreements.models import Agreement
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.questions import question_set
from agreements.register.withheld import Withheld, people_named_in, roles_only
from datashare.lib import clock

# A share in an emergency is sent before it says when it will be reviewed; the rest of its answers is due by then.
EMERGENCY_DAYS: Final = 14


@dataclass(frozen=True)
class Field:
    """One line of an entry: its name in the files, its heading on the page, the question that it answers."""

    name: str
    heading: str
    question: str


FIELDS: Final = (
    Field("purpose", "Purpose", "aims"),
    Field("policy_area", "Area of public business", "policy_area"),
    Field("public_benefits", "Public benefits", "benefits"),
    Field("benefit_measures", "How the benefits are measured", "benefit_measures"),
    Field("kinds_of_data", "Kinds of data", "data_types"),
    Field("data_items", "Data items", "items"),
    Field("people", "People in the data", "subjects"),
    Field("area", "Area covered", "geography"),
    Field("legal_power", "Legal power to receive the data", "power_text"),
    Field("gateway", "What lets the supplier disclose it", "gateway"),
    Field("digital_economy_act", "Digital Economy Act", "dea"),
    Field("lawful_basis", "Lawful basis", "basis"),
    Field("special_category_condition", "Condition for special category data", "sc_condition"),
    Field("kind_of_share", "How often the data is needed", "tri_kind"),
    Field("frequency", "How often data moves", "frequency"),
    Field("delivery_route", "Delivery route", "delivery"),
    Field("retention", "How long the data is kept", "retention"),
    Field("dates_of_use", "Dates of use", "project_dates"),
    Field("review", "When the agreement is reviewed", "review_every"),
    Field("others_receive_it", "Whether other organisations receive it or work on it", "other_orgs"),
    Field("other_recipients", "Other recipients", "other_orgs_list"),
)
# Published too, but as facts of the agreement rather than as answers.
ELSEWHERE: Final = frozenset({"title"})


def content_of(agreement: Agreement) -> dict[str, Any]:
    """The columns of the register's entry for an agreement in force. Reads only."""
    answers = sent_answers(agreement)
    withheld = Withheld(_names(agreement, answers))
    words: dict[str, Any] = json.loads(agreement.words.words)
    journey = Journey(question_set(agreement.share.question_set), answers)
    says = {field.name: _cleaned(journey, field, withheld) for field in FIELDS if field.question in answers}
    return {
        "title": withheld.clean(words["title"]),
        "kind": words["kind"],
        "acquirers": _bodies(words, "acquirer"),
        "suppliers": _bodies(words, "supplier"),
        "signed_as": [[row["party"], withheld.clean(row["office"])] for row in words["signatories"]],
        "purpose": "\n".join(says.get("purpose", {}).get("lines", ())),
        "policy_area": _option(answers, "policy_area"),
        "power": _option(answers, "power_text"),
        "gateway": _option(answers, "gateway"),
        "data_types": sorted(chosen(answers.get("data_types"))),
        "records": [[asset.reference, asset.title, asset.publisher_name] for asset in agreement.share.assets.all()],
        "says": says,
    }


def sent_answers(agreement: Agreement) -> Mapping[str, Json]:
    """The answers of the newest round, as they were sent; those whose question applied."""
    newest = agreement.share.rounds.order_by("-number").first()
    return Journey(question_set(agreement.share.question_set), newest.answers).answered() if newest else {}


def _names(agreement: Agreement, answers: Mapping[str, Json]) -> set[str]:
    """Everybody known to have to do with this data share."""
    members = agreement.share.members.exclude(user=None).values_list("user__full_name", flat=True)
    signed = agreement.signatures.values_list("name", flat=True)
    return {*members, *signed, *people_named_in(dict(answers))}


def _bodies(words: Mapping[str, Any], side: str) -> list[str]:
    return [party["organisation"] for party in words["parties"] if party["side"] == side]


def _option(answers: Mapping[str, Json], key: str) -> str:
    return min(chosen(answers.get(key)), default="")


def _cleaned(journey: Journey, field: Field, withheld: Withheld) -> dict[str, list[Any]]:
    """What one field says, as it is kept: lines, or a table with its column headings."""
    words = journey.describe(field.question, roles_only(journey.answers[field.question]))
    if words.rows:
        rows = [[withheld.clean(cell) for cell in row] for row in words.rows]
        return {"columns": list(words.columns), "rows": rows}
    return {"lines": [withheld.clean(line) for line in words.lines]}


def lines_of(says: Mapping[str, Any]) -> Iterator[tuple[Field, Words]]:
    """The fields that an entry has, in the order of the page."""
    for field in FIELDS:
        kept = says.get(field.name, {})
        words = Words(
            lines=tuple(kept.get("lines", ())),
            columns=tuple(kept.get("columns", ())),
            rows=tuple(map(tuple, kept.get("rows", ()))),
        )
        if words:
            yield field, words


def first_review(answers: Mapping[str, Json], since: date) -> date | None:
    """The day by which an agreement in force since that day is first reviewed; None where the answers do not say."""
    value = answers.get("review_every")
    every = _option(answers, "review_every")
    months = {"6_months": 6, "1_year": 12, "2_years": 24}.get(every)
    if months:
        return months_after(since, months)
    if every:
        return day(part(value, "on"))
    is_emergency = "emergency" in chosen(answers.get("tri_kind"))
    return since + timedelta(days=EMERGENCY_DAYS) if is_emergency else None


def months_after(since: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(since.month - 1 + months, 12)
    year, month = since.year + years, month + 1
    return date(year, month, min(since.day, calendar.monthrange(year, month)[1]))


def in_force_since(agreement: Agreement) -> date:
    """The day in the United Kingdom on which it came into force."""
    if agreement.in_force_at is None:
        raise ValueError("The register lists agreements in force only.")
    return clock.local_date(agreement.in_force_at)
