"""Forms of the negotiation."""

from collections.abc import Collection

from django import forms

from datashare.lib import govuk
from datashare.lib.govuk import Look
from datashare.lib.pasted import as_markdown, is_changed

LONGEST_CLAUSE = 20_000
SEEN_FIRST = "Nothing is sent until you have seen the change."
HINTS = {
    "table": "This clause has a table: keep one row a line, the cells between bars (|), and no more of them than in the"
    " first row. Leave the line of dashes as it is.",
    "quote": "A line that starts with > is a statement in someone’s own words: keep the >.",
    "sign": "A backslash before a sign, like \\* or \\|, only says that the sign is meant as it is: keep it.",
}


class ProposalForm(govuk.Form):
    """Other words for a clause, and why."""

    text = forms.CharField(
        label="New wording",
        help_text=f"Plain paragraphs. Start a line with - for a list. {SEEN_FIRST}",
        max_length=LONGEST_CLAUSE,
        widget=forms.Textarea,
    )
    reason = forms.CharField(
        label="Why?", help_text="The other side reads this beside the change.", max_length=4000, widget=forms.Textarea
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    looks = {
        "text": Look(called="the new wording", rows=14),
        "reason": Look(called="why you propose it", rows=3),
    }

    def clean_text(self) -> str:
        """Return pasted text as Markdown, or the current words if nothing visible changed."""
        words: str = self.cleaned_data["text"]
        before = str(self.initial.get("text") or "")
        return as_markdown(words) if is_changed(before, words) else before

    def explain(self, shapes: Collection[str]) -> None:
        """Fit the hint to the Markdown in the box: a table, a quotation, signs with a backslash."""
        if found := [HINTS[shape] for shape in HINTS if shape in shapes]:
            self.fields["text"].help_text = " ".join([*found, SEEN_FIRST])


class CommentForm(govuk.Form):
    """A comment on a clause."""

    text = forms.CharField(label="Your comment", max_length=4000, widget=forms.Textarea)
    private = forms.ChoiceField(
        label="Who sees it?",
        choices=[("no", "Everyone in this data share"), ("yes", "Only my organisation")],
        initial="no",
        widget=forms.RadioSelect,
    )

    looks = {"text": Look(called="your comment", rows=4), "private": Look(called="who sees it", small=True)}


class RejectionForm(govuk.Form):
    """Why a proposal is rejected."""

    note = forms.CharField(label="Why do you reject it?", max_length=4000, widget=forms.Textarea)

    looks = {"note": Look(called="why you reject it", rows=4)}

    def for_own_proposal(self) -> None:
        """Change the label for the party that withdraws its own proposal."""
        self.fields["note"].label = "Why do you withdraw it?"
        self.fields["note"].error_messages["required"] = "Enter why you withdraw it"


class DisagreementForm(govuk.Form):
    """Why an organisation withdraws its agreement to a clause, and the wording that its page showed."""

    reason = forms.CharField(
        label="Why do you withdraw your agreement?",
        help_text="The other organisations are told, and this stands in the history.",
        max_length=4000,
        widget=forms.Textarea,
    )
    wording = forms.IntegerField(widget=forms.HiddenInput)

    looks = {"reason": Look(called="why you withdraw your agreement", rows=4)}
