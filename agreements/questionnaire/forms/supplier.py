"""The supplier's own questions: what it holds, may disclose, accepts and needs."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from agreements.questionnaire.forms.base import EMPTY_CONTEXT, SEPARATOR, StepContext, StepForm
from agreements.questionnaire.forms.fields import (
    any_of,
    beside,
    date_to_come,
    line,
    link,
    long_text,
    offer,
    one_of,
    registration,
    reveal,
    whole_page,
)
from agreements.questionnaire.law import LAWFUL_BASES, PUBLIC_INTEREST_CONDITIONS, SPECIAL_CATEGORY_CONDITIONS
from agreements.questionnaire.options import (
    DELIVERY_ROUTES,
    GATEWAY_VIEWS,
    HOLDINGS,
    ITEM_DECISIONS,
    PAYERS,
    SIGNING_ORDERS,
    SKILLS,
    listed,
)
from agreements.questionnaire.words import Json, Words, rows_of, text
from datashare.lib.govuk import Look
from datashare.lib.govuk.messages import say_in_plain_english

ACCEPT = "accept"
THE_REST = listed(("yes", "Accept all the items I have not decided on"))

# The same routes, with hints for the side that offers them.
ROUTES_OFFERED = listed(
    *((route.key, route.label, route.hint.replace("You use", "The acquirer uses")) for route in DELIVERY_ROUTES)
)


class HoldForm(StepForm):
    s_hold__chosen = one_of(HOLDINGS, required=False)
    s_hold__all = long_text("How complete, accurate and up to date is it?", longest=1000)
    s_hold__part = long_text("Which part do you hold, and how complete, accurate and up to date is it?", longest=1000)
    s_hold__none = line("Which organisation holds it?")
    looks: ClassVar = {
        "s_hold__chosen": whole_page(
            "whether you hold the data",
            reveals=reveal(("all", "s_hold__all"), ("part", "s_hold__part"), ("none", "s_hold__none")),
        ),
        "s_hold__all": beside("how complete, accurate and up to date it is"),
        "s_hold__part": beside("which part you hold, and how complete, accurate and up to date it is"),
        "s_hold__none": beside("which organisation holds it"),
    }


class ItemsForm(StepForm):
    """A decision on each item that the acquirer asks for; the context brings the items."""

    columns: ClassVar = {"item": "Item", "decision": "Decision", "reason": "Reason"}

    @classmethod
    def from_answers(
        cls, answers: Mapping[str, Json], *, data: Any = None, context: StepContext = EMPTY_CONTEXT
    ) -> Self:
        rows = rows_of(answers.get("s_items"))
        pieces = ("decision", "reason")
        initial = {_field(row.get("id"), piece): text(row.get(piece)) for row in rows for piece in pieces}
        return cls(data, initial=initial, context=context)

    def adapt(self) -> None:
        """Add a pair of fields for each item, and one that accepts the rest."""
        looks: dict[str, Look] = {}
        for key, item, why in self.context.items:
            decision, reason = _field(key, "decision"), _field(key, "reason")
            self.fields[decision] = one_of(ITEM_DECISIONS, item, required=False)
            self.fields[decision].help_text = f"Why the acquirer needs it: {why}" if why else ""
            self.fields[reason] = long_text(
                "Your reason, or what you would share instead", required=False, longest=1000
            )
            self.fields[reason].help_text = f"For “{item}”. Leave this blank if you accept the item."
            looks[decision] = Look(size="m", called="a decision", small=True, optional=False)
            looks[reason] = Look(called="a reason", rows=2, optional=False)
        if len(self.context.items) > 1:
            self.fields["the_rest"] = any_of(THE_REST, "Other items", required=False)
            looks["the_rest"] = Look(size="m", called="the other items", optional=False)
        self.looks = looks  # type: ignore[misc]  # each form has the items of its own data share
        for name, field in self.fields.items():
            say_in_plain_english(field, name, looks[name].called)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for key, item, _ in self.context.items:
            decision, reason = _field(key, "decision"), _field(key, "reason")
            if cleaned.get("the_rest") and not cleaned.get(decision):
                cleaned[decision] = ACCEPT
            if cleaned.get(decision) not in ("", None, ACCEPT) and not cleaned.get(reason):
                self.add_error(reason, f"Enter why you cannot accept “{item}”, or what you would share instead")
        return cleaned

    def to_answers(self) -> dict[str, Json]:
        rows: list[Json] = [
            {
                "id": key,
                "item": item,
                "decision": text(self.cleaned_data.get(_field(key, "decision"))),
                "reason": text(self.cleaned_data.get(_field(key, "reason"))),
            }
            for key, item, _ in self.context.items
        ]
        return {"s_items": rows if any(row["decision"] for row in rows if isinstance(row, dict)) else []}

    @classmethod
    def words(cls, key: str, value: Json) -> Words:
        return cls.words_of_rows(value)

    @classmethod
    def cells(cls, row: Mapping[str, Json]) -> tuple[str, ...]:
        decision = ITEM_DECISIONS.label(text(row.get("decision"))) or "Not decided yet"
        return text(row.get("item")), decision, text(row.get("reason"))


def _field(key: Json, piece: str) -> str:
    return f"{text(key)}{SEPARATOR}{piece}"


class RouteForm(StepForm):
    s_route__chosen = any_of(DELIVERY_ROUTES, required=False)
    s_route__other = line("Which route?")
    looks: ClassVar = {
        "s_route__chosen": whole_page(
            "the routes you can support", ROUTES_OFFERED, reveals=reveal(("other", "s_route__other"))
        ),
        "s_route__other": beside("the other route"),
    }

    def adapt(self) -> None:
        """Speak to the supplier; both sides read the answer with the labels as they are."""
        routes = [(key, label.replace("the supplier’s", "your")) for key, label in ROUTES_OFFERED.choices()]
        offer(self.fields["s_route__chosen"], routes)


class EffortForm(StepForm):
    s_effort__effort = long_text("How much work is involved?", required=False, longest=1000)
    s_effort__cost = line(
        "What will it cost?", required=False, hint="For example, £8,000 a year. Leave this blank if it costs nothing."
    )
    s_effort__payer = one_of(PAYERS, "Who will pay?", required=False)
    s_effort__earliest = date_to_come("Earliest date for the first delivery", required=False)
    looks: ClassVar = {
        "s_effort__effort": beside("how much work is involved"),
        "s_effort__cost": beside("what it will cost"),
        "s_effort__payer": beside("who will pay"),
        "s_effort__earliest": beside("the earliest date for the first delivery"),
    }


class SupplierGatewayForm(StepForm):
    s_gateway__chosen = one_of(GATEWAY_VIEWS, required=False)
    s_gateway__agree = line("Details", required=False, hint="For example, the section that applies to you.")
    s_gateway__another = long_text("Which power will you rely on, and where is it in the law?", longest=1000)
    s_gateway__bar = long_text("What prevents you, and could this be resolved?", longest=1000)
    looks: ClassVar = {
        "s_gateway__chosen": whole_page(
            "whether you agree with the gateway",
            reveals=reveal(*((key, f"s_gateway__{key}") for key in ("agree", "another", "bar"))),
        ),
        "s_gateway__agree": beside("the details"),
        "s_gateway__another": beside("the power, and where it is in the law"),
        "s_gateway__bar": beside("what prevents you"),
    }


class SupplierBasisForm(StepForm):
    s_basis__chosen = any_of(LAWFUL_BASES, "Lawful basis", required=False)
    s_basis__part_3 = line(
        "What makes your organisation a competent authority?",
        hint="For example, the paragraph of Schedule 7 to the Data Protection Act 2018 that lists it.",
    )
    s_basis__authorised = line(
        "Which law allows you to disclose the data for another purpose?",
        required=False,
        hint="Data collected for law enforcement may go to others only if the law authorises it. Select the lawful "
        "basis for that as well. Leave this blank if everyone who receives the data uses it for law enforcement.",
    )
    s_basis__why = long_text("Why does it apply?", required=False)
    looks: ClassVar = {
        "s_basis__chosen": beside(
            "a lawful basis", LAWFUL_BASES, reveals={"part_3": ("s_basis__part_3", "s_basis__authorised")}
        ),
        "s_basis__part_3": beside("what makes your organisation a competent authority"),
        "s_basis__authorised": beside("the law that allows it"),
        "s_basis__why": beside("why it applies"),
    }


class SupplierSpecialForm(StepForm):
    s_sc_condition = any_of(SPECIAL_CATEGORY_CONDITIONS, required=False)
    looks: ClassVar = {
        "s_sc_condition": whole_page("a condition for special category data", SPECIAL_CATEGORY_CONDITIONS)
    }


class SupplierPublicInterestForm(StepForm):
    s_sc_public = any_of(PUBLIC_INTEREST_CONDITIONS, required=False)
    looks: ClassVar = {"s_sc_public": whole_page("a substantial public interest condition", PUBLIC_INTEREST_CONDITIONS)}


class SupplierCriminalForm(StepForm):
    s_crim_basis = long_text(required=False)
    looks: ClassVar = {"s_crim_basis": whole_page("the condition for criminal offence data")}


class SupplierPolicyForm(StepForm):
    s_apd__title = line("Title and date", required=False)
    s_apd__link = link("Link to the document")
    looks: ClassVar = {"s_apd__title": beside("the title and date"), "s_apd__link": beside("the link")}


class RestrictionForm(StepForm):
    s_restriction = long_text(required=False)
    looks: ClassVar = {"s_restriction": whole_page("the laws that restrict disclosure")}


class SupplierPrivacyForm(StepForm):
    s_privacy = long_text(required=False)
    looks: ClassVar = {"s_privacy": whole_page("the privacy notices or public statements you need to change")}


class SupplierRegistrationForm(StepForm):
    s_ico_number = registration()
    looks: ClassVar = {"s_ico_number": whole_page("your registration number with the Information Commissioner")}


class ConditionsForm(StepForm):
    s_conditions = long_text(required=False)
    looks: ClassVar = {"s_conditions": whole_page("your conditions")}


def _experts_form() -> type[StepForm]:
    """Return a form with a line for each skill. A skill without a person does not block the response."""
    names = {f"s_experts{SEPARATOR}{skill.key}": skill.label for skill in SKILLS}
    looks = {name: Look(size="s", called="their name and role", optional=False) for name in names}
    fields = {name: line(label, required=False) for name, label in names.items()}
    return type("ExpertsForm", (StepForm,), {**fields, "looks": looks, "__module__": __name__})


ExpertsForm = _experts_form()


class SupplierSignatoryForm(StepForm):
    s_signatory__name = line("Full name", required=False)
    s_signatory__position = line("Position they will sign as", required=False, hint="For example, Director of Data.")
    s_signatory__order = one_of(SIGNING_ORDERS, "In which order will people sign?", required=False)
    looks: ClassVar = {
        "s_signatory__name": beside("their full name"),
        "s_signatory__position": beside("the position they will sign as"),
        "s_signatory__order": beside("in which order people will sign"),
    }
