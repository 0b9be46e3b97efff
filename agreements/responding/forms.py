"""Forms of the supplier's response: a verdict on each section, and the decision."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from agreements.models import AGREED, Outcome, Party, Reason, Verdict
from community.models import Organisation
from community.organisations.choosing import OrganisationSearch
from datashare.lib import govuk
from datashare.lib.govuk import Look

LONGEST_NOTE = 4000
# The message for each verdict that needs a note.
NEEDED = {
    Verdict.AGREE_WITH_CHANGE: "Enter the change you need",
    Verdict.QUESTION: "Enter your question",
    Verdict.CANNOT_AGREE: "Enter why you cannot agree",
}


def _note(label: str, help_text: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST_NOTE, widget=forms.Textarea
    )


class VerdictForm(govuk.Form):
    """The supplier's verdict on one section of the request."""

    verdict = forms.ChoiceField(
        label="Your response to this section",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
    )
    note = _note(
        "Note for the acquirer",
        "The acquirer will see this when you decide. You do not need a note if you agree.",
        required=False,
    )
    questions = forms.MultipleChoiceField(
        label="Which questions is your response about?",
        help_text="Select any that apply. The acquirer can then go straight to them.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    private_note = _note("Private note", "For your colleagues. The acquirer will never see this.", required=False)

    looks: ClassVar = {
        "verdict": Look(size="m", called="your response to this section"),
        "note": Look(size="s", called="your note", rows=4, count=True, optional=False),
        "questions": Look(size="s", called="the questions", small=True, optional=False),
        "private_note": Look(size="s", called="your private note", rows=3, count=True),
    }

    def __init__(self, data: Any = None, *, asked: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(data, **options)
        field: Any = self.fields["questions"]
        field.choices = asked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needed = NEEDED.get(cleaned.get("verdict", ""))
        if needed and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", needed)
        return cleaned


WHAT_HAPPENS_NEXT = {
    Outcome.RETURN: "The acquirer can change its answers and send the request again. You will see what changed.",
    Outcome.ACCEPT: "Both organisations then agree the clauses, one by one. Nothing is signed yet.",
    Outcome.CONDITIONS: "Your conditions become a clause of the agreement. Nothing is signed yet.",
    Outcome.REFUSE: "The data share ends. The acquirer will see your reason. You cannot undo this.",
    Outcome.PASS_ON: "If another organisation holds the data. You choose it on the next page. It then decides instead.",
}

# After the decision; `{acquirer}` is the name of the body that asked.
WHAT_HAPPENS_NOW = {
    Outcome.RETURN: "{acquirer} can change its answers and send the request again. You will see what changed.",
    **dict.fromkeys(AGREED, "Both organisations now agree the clauses, one by one. Nothing is signed yet."),
    Outcome.REFUSE: "The data share has ended. {acquirer} can see your reason.",
}
PASSED_ON_NOW = "{other} now reads the request and decides on it. You do not need to do anything."
CHANGED_CONDITIONS = (
    "Someone else changed the conditions after you opened the page, to “{theirs}”. Check yours, then confirm again"
)


# With several suppliers, no decision moves the data share by itself.
WHAT_HAPPENS_WITH_SEVERAL = {
    Outcome.RETURN: "When all suppliers have decided, the acquirer can change its answers and send the request again.",
    Outcome.ACCEPT: "When all suppliers have decided, the organisations agree the clauses. Nothing is signed yet.",
    Outcome.CONDITIONS: "Your conditions become part of the agreement. Nothing is signed until all have decided.",
    Outcome.REFUSE: "The acquirer will see your reason. The others can go on without your data. You cannot undo this.",
    Outcome.PASS_ON: WHAT_HAPPENS_NEXT[Outcome.PASS_ON],
}

WITHOUT_YOURS = "All suppliers have decided. The others now agree the clauses without your data."
ALL_NOW = "All suppliers have decided. The organisations now agree the clauses. Nothing is signed yet."
SEVERAL_NOW = "The other suppliers decide for their own data. When all have decided, we will email you what follows."


# The field with the text of each decision, and the field that asks who receives the data.
TEXTS = {
    Outcome.RETURN: "comments",
    Outcome.ACCEPT: "message",
    Outcome.CONDITIONS: "conditions",
    Outcome.REFUSE: "refusal",
}
RECEIVERS = {Outcome.ACCEPT: "receivers", Outcome.CONDITIONS: "receivers_on_conditions"}
_RECEIVERS = Look(called="the organisations that you agree to give your data to", optional=False)


def _receivers() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Which organisations do you agree to give your data to?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class DecisionForm(govuk.Form):
    """The supplier's decision on a round, and why."""

    outcome = forms.ChoiceField(
        label="What is your decision?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
    )
    comments = _note(
        "What needs to change?",
        "The acquirer will also see your notes on each section. Leave this blank if your notes say everything.",
        required=False,
    )
    message = _note("Message to the acquirer", "The acquirer will see this with your decision.", required=False)
    receivers = _receivers()
    conditions = _note(
        "What are your conditions?",
        "The acquirer will see them with your decision. If they differ from another clause, the stricter holds.",
    )
    receivers_on_conditions = _receivers()
    reason = forms.ChoiceField(
        label="Main reason",
        choices=Reason.choices,
        widget=forms.RadioSelect,
    )
    refusal = _note("Explain your reason", "Say what prevents you, and what the acquirer could ask for instead.")

    looks: ClassVar = {
        "outcome": Look(
            size="m",
            called="your decision",
            hints={outcome.value: words for outcome, words in WHAT_HAPPENS_NEXT.items()},
            reveals={
                Outcome.RETURN.value: ("comments",),
                Outcome.ACCEPT.value: ("receivers", "message"),
                Outcome.CONDITIONS.value: ("conditions", "receivers_on_conditions"),
                Outcome.REFUSE.value: ("reason", "refusal"),
            },
        ),
        "comments": Look(called="what needs to change", rows=5, optional=False),
        "receivers": _RECEIVERS,
        "conditions": Look(called="at least one condition", rows=5),
        "receivers_on_conditions": _RECEIVERS,
        "message": Look(called="your message to the acquirer", rows=3),
        "reason": Look(called="the main reason", small=True),
        "refusal": Look(called="an explanation of your reason", rows=5),
    }

    def __init__(
        self, data: Any = None, *, several: bool = False, receivers: Sequence[Party] = (), conditions: str = ""
    ) -> None:
        every = [party.pk for party in receivers]
        initial = {"receivers": every, "receivers_on_conditions": every, "conditions": conditions}
        super().__init__(data, initial=initial)
        self._offer(receivers)
        if several:
            hints = {outcome.value: words for outcome, words in WHAT_HAPPENS_WITH_SEVERAL.items()}
            self.looks = {**self.looks, "outcome": replace(self.looks["outcome"], hints=hints)}  # type: ignore[misc]

    def _offer(self, receivers: Sequence[Party]) -> None:
        """Ask to whom the supplier gives its data, if any body but the one that asks receives it."""
        choices = [(str(party.pk), str(party)) for party in receivers]
        for name in RECEIVERS.values():
            field: Any = self.fields[name]
            field.choices = choices
            if not choices:
                del self.fields[name]

    def withheld(self) -> set[int]:
        """Return the keys of those whose box is clear."""
        name = RECEIVERS.get(Outcome(self.cleaned_data["outcome"]), "")
        field: Any = self.fields.get(name)
        offered = {int(key) for key, _ in field.choices} if field else set()
        return offered - {int(key) for key in self.cleaned_data.get(name) or ()}

    def decision(self) -> dict[str, Any]:
        """Return the arguments of the action: outcome, coded reason, text, and who receives nothing."""
        given = self.cleaned_data
        outcome = Outcome(given["outcome"])
        reason = Reason(given["reason"]) if outcome == Outcome.REFUSE else None
        return {"outcome": outcome, "reason": reason, "text": given[TEXTS[outcome]], "withheld": self.withheld()}


class NextHolderSearch(OrganisationSearch):
    """Part of the name of the body that holds the data instead."""

    q = forms.CharField(
        label="Which organisation holds the data?",
        help_text="Enter all or part of its name, or its abbreviation.",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    looks: ClassVar = {
        "q": Look(size="m", called="the name of the organisation that holds the data", width="two-thirds")
    }


class PassOnForm(govuk.Form):
    """The body, out of the results, and a note that it and the acquirer read."""

    body = forms.ChoiceField(label="Which of these holds the data?", widget=forms.RadioSelect)
    note = _note(
        "Why are you passing the request on?",
        "Say what you know about the data there. The acquirer and this organisation will read it.",
    )

    def __init__(self, data: Any = None, *, found: Sequence[Organisation]) -> None:
        self.bodies = {body.slug: body for body in found}
        hints = {body.slug: " · ".join(filter(None, (body.abbreviation, body.kind))) for body in found}
        self.looks = {  # type: ignore[misc]  # each search has its own hints
            "body": Look(called="the organisation that holds the data", size="m", hints=hints),
            "note": Look(called="why you are passing the request on", size="m"),
        }
        super().__init__(data)
        field: Any = self.fields["body"]
        field.choices = [(body.slug, body.name) for body in found]

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {"body": self.bodies[self.cleaned_data["body"]], "note": self.cleaned_data["note"]}


class AskAgainForm(govuk.Form):
    """Why the acquirer asks for a refusal to be reconsidered."""

    reasons = _note(
        "Why should the refusal be reconsidered?",
        "Answer the reason for the refusal. Say what is new, or what may have been overlooked.",
    )
    looks: ClassVar = {"reasons": Look(size="m", called="why the refusal should be reconsidered", rows=7)}


UPHOLD, LIFT = "uphold", "lift"


class ReconsiderForm(govuk.Form):
    """The answer of someone who did not refuse."""

    answer = forms.ChoiceField(
        label="What is your decision?",
        choices=[(LIFT, "Respond to the request again"), (UPHOLD, "Uphold the refusal")],
        widget=forms.RadioSelect,
    )
    message = _note("Message to the acquirer", "The acquirer will see this with your decision.", required=False)
    why = _note("Why does the refusal stand?", "The acquirer will see this. Answer what it says.")
    looks: ClassVar = {
        "answer": Look(
            size="m",
            called="your decision",
            hints={
                LIFT: "The request opens again for your organisation as a new round.",
                UPHOLD: "The acquirer cannot ask for this again.",
            },
            reveals={LIFT: ("message",), UPHOLD: ("why",)},
        ),
        "message": Look(called="your message to the acquirer", rows=3),
        "why": Look(called="why the refusal stands", rows=5),
    }

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        upholds = self.cleaned_data["answer"] == UPHOLD
        return {"upholds": upholds, "text": self.cleaned_data["why" if upholds else "message"]}


class AnswerDateForm(govuk.Form):
    """By when an organisation will answer."""

    on = govuk.DateField(
        label="By when will you answer?",
        help_text="The other organisation sees this date. We remind you before it and on the day.",
        earliest=timezone.localdate,
    )
    looks: ClassVar = {"on": Look(size="l", heading=True, called="the date by which you will answer")}
