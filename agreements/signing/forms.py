"""Confirmations by a lead before the words are frozen, and by a signatory before they sign."""

from typing import Any

from django import forms

from community.accounts.reauthenticated_form import ProvedForm
from datashare.lib import govuk
from datashare.lib.govuk import Look


class FreezeForm(govuk.Form):
    """The order of signing, and the lead's confirmation of having read what is published.

    `entry` is the digest of the public entry as it stands; the confirmation counts for no other.
    """

    order = forms.ChoiceField(
        label="In which order must people sign?",
        choices=[("any", "In any order"), ("given", "The acquirer first, then the supplier")],
        initial="any",
        widget=forms.RadioSelect,
    )

    entry = forms.CharField(max_length=64, widget=forms.HiddenInput)
    entry_read = forms.BooleanField(label="I have read the public entry. It does not name anyone and can be published")

    looks = {
        "order": Look(called="in which order people must sign"),
        "entry_read": Look(called="that you have read the public entry"),
    }

    def __init__(
        self, data: Any = None, *, entry: str, suggested: tuple[str, str] = ("any", ""), **options: Any
    ) -> None:
        given = data.get("entry", "") if data else ""
        super().__init__(None if data is None else {**data.dict(), "entry": entry}, **options)
        self.is_stale = bool(given) and given != entry
        self.fields["entry"].initial = entry
        self.fields["order"].initial, self.fields["order"].help_text = suggested
        self.fields["entry_read"].error_messages["required"] = "Confirm that you have read the public entry"

    def clean_entry_read(self) -> bool:
        if self.is_stale:
            raise forms.ValidationError("The public entry has changed. Read it again, then confirm")
        return bool(self.cleaned_data["entry_read"])


class SignForm(ProvedForm):
    """Two statements, and re-authentication."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(label="I have read the whole of this document")
    authority = forms.BooleanField(label="I have the authority to sign it for my organisation")

    looks = {
        "read": Look(called="that you have read the whole document"),
        "authority": Look(called="that you have the authority to sign for your organisation"),
        **ProvedForm.looks,
    }
    nothing_done = "You have not signed"

    def __init__(self, data: Any = None, *, signs_for: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["authority"].label = f"I have the authority to sign it for {signs_for or 'my organisation'}"
        self.fields["read"].error_messages["required"] = "Confirm that you have read the whole document"
        self.fields["authority"].error_messages["required"] = (
            "Confirm that you have the authority to sign for your organisation"
        )
