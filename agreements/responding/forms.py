"""Forms of the supplier's response: a verdict on each section, and the decision."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms

from agreements.models import Outcome, Party, Reason, Verdict
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
    private_note = _note("Private note", "For your colleagues. The acquirer will never see this.", required=False)

    looks: ClassVar = {
        "verdict": Look(size="m", called="your response to this section"),
        "note": Look(size="s", called="your note", rows=4, count=True, optional=False),
        "private_note": Look(size="s", called="your private note", rows=3, count=True),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needed = NEEDED.get(cleaned.get("verdict", ""))
        if needed and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", needed)
        return cleaned


WHAT_HAPPENS_NEXT = {
    Outcome.RETURN: "The acquirer can change its answers and send the request again. You will see what changed.",
    Outcome.ACCEPT: "Both organisations then agree the clauses, one by one. Nothing is signed yet.",
    Outcome.REFUSE: "The data share ends. The acquirer will see your reason. You cannot undo this.",
}

# After the decision; `{acquirer}` is the name of the body that asked.
WHAT_HAPPENS_NOW = {
    Outcome.RETURN: "{acquirer} can change its answers and send the request again. You will see what changed.",
    Outcome.ACCEPT: "Both organisations now agree the clauses, one by one. Nothing is signed yet.",
    Outcome.REFUSE: "The data share has ended. {acquirer} can see your reason.",
}


# With several suppliers, no decision moves the data share by itself.
WHAT_HAPPENS_WITH_SEVERAL = {
    Outcome.RETURN: "When all suppliers have decided, the acquirer can change its answers and send the request again.",
    Outcome.ACCEPT: "When all suppliers have decided, the organisations agree the clauses. Nothing is signed yet.",
    Outcome.REFUSE: "The acquirer will see your reason. The others can go on without your data. You cannot undo this.",
}

WITHOUT_YOURS = "All suppliers have decided. The others now agree the clauses without your data."
ALL_NOW = "All suppliers have decided. The organisations now agree the clauses. Nothing is signed yet."
SEVERAL_NOW = "The other suppliers decide for their own data. When all have decided, we will email you what follows."


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
    receivers = forms.MultipleChoiceField(
        label="Which organisations do you agree to give your data to?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
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
                Outcome.REFUSE.value: ("reason", "refusal"),
            },
        ),
        "comments": Look(called="what needs to change", rows=5, optional=False),
        "receivers": Look(called="the organisations that you agree to give your data to", optional=False),
        "message": Look(called="your message to the acquirer", rows=3),
        "reason": Look(called="the main reason", small=True),
        "refusal": Look(called="an explanation of your reason", rows=5),
    }

    def __init__(self, data: Any = None, *, several: bool = False, receivers: Sequence[Party] = ()) -> None:
        super().__init__(data, initial={"receivers": [party.pk for party in receivers]})
        self._offer(receivers)
        if several:
            hints = {outcome.value: words for outcome, words in WHAT_HAPPENS_WITH_SEVERAL.items()}
            self.looks = {**self.looks, "outcome": replace(self.looks["outcome"], hints=hints)}  # type: ignore[misc]

    def _offer(self, receivers: Sequence[Party]) -> None:
        """Ask to whom the supplier gives its data, if any body but the one that asks receives it."""
        choices = [(str(party.pk), str(party)) for party in receivers]
        field: Any = self.fields["receivers"]
        field.choices = choices
        if not choices:
            del self.fields["receivers"]

    def withheld(self) -> set[int]:
        """Return the keys of those whose box is clear."""
        field: Any = self.fields.get("receivers")
        offered = {int(key) for key, _ in field.choices} if field else set()
        return offered - {int(key) for key in self.cleaned_data.get("receivers") or ()}

    def decision(self) -> dict[str, Any]:
        """Return the arguments of the action: outcome, coded reason, text, and who receives nothing."""
        given = self.cleaned_data
        outcome = Outcome(given["outcome"])
        words = {Outcome.RETURN: "comments", Outcome.ACCEPT: "message", Outcome.REFUSE: "refusal"}[outcome]
        reason = Reason(given["reason"]) if outcome == Outcome.REFUSE else None
        withheld = self.withheld() if outcome == Outcome.ACCEPT else set()
        return {"outcome": outcome, "reason": reason, "text": given[words], "withheld": withheld}
