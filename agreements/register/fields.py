"""The fields of a register entry, each with its question, and labels that the public reads as statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Field:
    """One line of an entry: its name in the files, its heading on the page, its question."""

    name: str
    heading: str
    question: str


FIELDS: Final = (
    Field("purpose", "Purpose", "aims"),
    Field("policy_area", "Area of work", "policy_area"),
    Field("public_benefits", "Public benefits", "benefits"),
    Field("benefit_measures", "How the benefits are measured", "benefit_measures"),
    Field("kinds_of_data", "Kinds of data", "data_types"),
    Field("data_items", "Data items", "items"),
    Field("people", "People the data is about", "subjects"),
    Field("area", "Geographical area", "geography"),
    Field("legal_power", "Legal power to receive the data", "power_text"),
    Field("gateway", "Legal power to disclose the data", "gateway"),
    Field("digital_economy_act", "Digital Economy Act", "dea"),
    Field("lawful_basis", "Lawful basis", "basis"),
    Field("special_category_condition", "Condition for special category data", "sc_condition"),
    Field("kind_of_share", "Kind of request", "tri_kind"),
    Field("frequency", "How often the data is sent", "frequency"),
    Field("delivery_route", "How the data is sent", "delivery"),
    Field("retention", "How long the data is kept", "retention"),
    Field("dates_of_use", "Dates of use", "project_dates"),
    Field("review", "When the agreement is reviewed", "review_every"),
    Field("others_receive_it", "Whether other organisations receive or process the data", "other_orgs"),
    Field("other_recipients", "Other organisations", "other_orgs_list"),
)
# Labels of the form that the public reads as statements.
STATEMENTS: Final[Mapping[str, str]] = {
    "Why do you need to keep it for this long? ": "Reason: ",
    "Why does it apply? ": "Reason: ",
    "Act or regulations, and section: ": "Power: ",
    "Describe the people: ": "People: ",
}
