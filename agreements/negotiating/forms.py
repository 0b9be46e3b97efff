"""Forms of the negotiation."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from agreements.drafting.word_reading import LARGEST
from agreements.models import Clause, Party
from datashare.lib import govuk
from datashare.lib.govuk import Look
from datashare.lib.pasted import as_markdown, is_changed
from datashare.lib.placeholders import refuse_placeholder

LONGEST_CLAUSE = 20_000
SEEN_FIRST = "You can check the change before you send it."
HINTS = {
    "table": "This clause has a table. Write each row on its own line, with a bar (|) between cells. No row can have"
    " more cells than the first row. Do not change the line of dashes.",
    "quote": "A line that starts with > quotes what an organisation wrote in its own words. Keep the > sign.",
    "sign": "A backslash before a sign, like \\* or \\|, shows that the sign is part of the text. Keep the backslash.",
}


class ProposalForm(govuk.Form):
    """Other words for a clause, and why."""

    text = forms.CharField(
        label="New wording",
        help_text=f"Write plain paragraphs. Start a line with - for a list. {SEEN_FIRST}",
        max_length=LONGEST_CLAUSE,
        widget=forms.Textarea,
    )
    reason = forms.CharField(
        label="Why are you proposing this?",
        help_text="The other organisations will see this with your proposal.",
        max_length=4000,
        widget=forms.Textarea,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    looks = {
        "text": Look(called="the new wording", rows=14),
        "reason": Look(called="why you are proposing this", rows=3),
    }

    def clean_text(self) -> str:
        """Return pasted text as Markdown, or the current words if nothing visible changed."""
        words: str = self.cleaned_data["text"]
        before = str(self.initial.get("text") or "")
        return as_markdown(words) if is_changed(before, words) else before

    def explain(self, shapes: Collection[str]) -> None:
        """Fit the hint to the Markdown in the box: a table, a quotation, signs with a backslash."""
        if found := [HINTS[shape] for shape in HINTS if shape in shapes]:
            # Checking the form has copied the hint to the field of the page.
            self["text"].help_text = self.fields["text"].help_text = " ".join([*found, SEEN_FIRST])


class OwnClauseForm(govuk.Form):
    """A clause of a party's own: heading, words, its place, whom it binds, and why."""

    heading = forms.CharField(label="Heading", help_text="For example, Notice of publication.", max_length=200)
    text = forms.CharField(
        label="Wording",
        help_text="Write plain paragraphs. Start a line with - for a list. Refer to other clauses by number, such as "
        "clause 3.2. If the numbers change, the reference follows.",
        max_length=LONGEST_CLAUSE,
        widget=forms.Textarea,
    )
    after = forms.TypedChoiceField(label="Which clause does it follow?", coerce=int)
    binds = forms.TypedMultipleChoiceField(
        label="Which organisations does it bind?",
        help_text="Each of them must agree it. Others can read it.",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="Why are you proposing this?",
        help_text="The other organisations will see this with your proposal.",
        max_length=4000,
        widget=forms.Textarea,
    )

    looks = {
        "heading": Look(called="a heading for the clause"),
        "text": Look(called="the wording of the clause", rows=10),
        "after": Look(called="which clause it follows", small=True),
        "binds": Look(called="which organisations it binds", small=True),
        "reason": Look(called="why you are proposing this", rows=3),
    }

    def place(self, clauses: Collection[Clause], parties: Collection[Party], own: Party | None) -> "OwnClauseForm":
        """Offer these clauses to follow and, if there are more than two, these parties to bind; return the form."""
        self._choose("after", [(clause.pk, clause.name) for clause in clauses])
        self.parties, self.own = len(parties), own
        self.fields["after"].initial = [clause.pk for clause in clauses][-1]
        if len(parties) > 2:
            self._choose("binds", [(party.pk, str(party)) for party in parties])
            self.fields["binds"].initial = [party.pk for party in parties]
        else:
            del self.fields["binds"]
        return self

    def _choose(self, name: str, choices: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker: both are)
        field.choices = choices

    def clean_text(self) -> str:
        """Return pasted text as Markdown."""
        return as_markdown(self.cleaned_data["text"])

    def clean_binds(self) -> list[int]:
        """Return no keys if the clause binds all, as for any clause."""
        chosen: list[int] = self.cleaned_data["binds"]
        if self.own and (self.own.pk not in chosen or len(chosen) < 2):
            raise forms.ValidationError(f"Select {self.own} and at least one other organisation")
        return [] if len(chosen) == self.parties else chosen


class WordFileForm(govuk.Form):
    """A Word file of the text that was edited. Its type is read from its bytes."""

    file = forms.FileField(
        label="Upload the Word file",
        help_text="Download the text as Word, change it with or without tracked changes, and upload it here. We do "
        "not keep the file.",
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    looks = {"file": Look(called="the Word file")}

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse a file of which only the size was kept."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(f"The file must be smaller than {LARGEST // 1024 // 1024} MB.")
        return file


class SendingForm(govuk.Form):
    """Why the changes of a Word file are proposed."""

    reason = forms.CharField(
        label="Why are you proposing these changes?",
        help_text="The other organisations will see this with each proposal.",
        max_length=4000,
        widget=forms.Textarea,
    )

    looks = {"reason": Look(called="why you are proposing these changes", rows=3)}


class StrikingForm(govuk.Form):
    """Why a clause is to be struck, and the wording that the page showed."""

    reason = forms.CharField(
        label="Why should this clause be struck?",
        help_text="The other organisations will see this with your proposal.",
        max_length=4000,
        widget=forms.Textarea,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    looks = {"reason": Look(called="why the clause should be struck", rows=4)}


class CommentForm(govuk.Form):
    """A comment on a clause."""

    text = forms.CharField(label="Your comment", max_length=4000, widget=forms.Textarea)
    private = forms.ChoiceField(
        label="Who can see this comment?",
        choices=[("no", "Everyone in this data share"), ("yes", "Only my organisation")],
        initial="no",
        widget=forms.RadioSelect,
    )

    looks = {
        "text": Look(called="your comment", rows=4),
        "private": Look(called="who can see this comment", small=True),
    }


class RejectionForm(govuk.Form):
    """Why a proposal is rejected."""

    note = forms.CharField(label="Why are you rejecting this proposal?", max_length=4000, widget=forms.Textarea)

    looks = {"note": Look(called="why you are rejecting this proposal", rows=4)}

    def for_own_proposal(self) -> None:
        """Change the label for the party that withdraws its own proposal."""
        self.fields["note"].label = "Why are you withdrawing this proposal?"
        self.fields["note"].error_messages["required"] = "Enter why you are withdrawing this proposal"


class OverrideForm(govuk.Form):
    """Why an organisation goes on despite something that stops the agreement."""

    reason = forms.CharField(
        label="Why does your organisation go on despite this?",
        help_text="The agreement prints this reason in an annex, and the history keeps it.",
        max_length=2000,
        widget=forms.Textarea,
        validators=[refuse_placeholder],
    )

    looks = {"reason": Look(called="why your organisation goes on despite this", rows=5)}


class DisagreementForm(govuk.Form):
    """Why an organisation withdraws its agreement to a clause, and the wording that its page showed."""

    reason = forms.CharField(
        label="Why are you withdrawing your agreement?",
        help_text="We will tell the other organisations. The reason is kept in the history.",
        max_length=4000,
        widget=forms.Textarea,
    )
    wording = forms.IntegerField(widget=forms.HiddenInput)

    looks = {"reason": Look(called="why you are withdrawing your agreement", rows=4)}
