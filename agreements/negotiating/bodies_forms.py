"""Forms of the lead of several bodies: whom it invites for another one, why it goes on without it."""

from datetime import date
from typing import Any, ClassVar, Final, cast

from django import forms
from django.utils import timezone

from agreements.models import Party
from datashare.lib import govuk
from datashare.lib.clock import long_date
from datashare.lib.govuk import Look

SAID, SILENT = "said", "silent"
_LONGEST: Final = 4000


class OtherLeadForm(govuk.Form):
    """Who is invited to lead for another organisation."""

    email = govuk.EmailField(
        label="Work email address of its lead",
        help_text="We will invite this person to act for the organisation. They can invite their colleagues. If you "
        "enter the address of someone you invited before, we send the invitation again.",
        max_length=254,
    )
    looks: ClassVar = {"email": Look(called="the work email address of its lead", width="20")}


class LeavingOutForm(govuk.Form):
    """Whether an organisation said that it takes no part or is silent, and the reason that everyone reads."""

    ground = forms.ChoiceField(
        label="Why do you go on without it?",
        choices=[(SAID, "It told us that it cannot or will not agree"), (SILENT, "It does not answer")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Explain this to everyone",
        help_text="Everyone in this data share can read this. Say who told you, or how you tried to reach them.",
        max_length=_LONGEST,
        widget=forms.Textarea,
    )
    looks: ClassVar = {
        "ground": Look(called="why you go on without it"),
        "reason": Look(called="an explanation for everyone", rows=5),
    }

    def __init__(self, data: Any = None, *, body: Party, silent_from: date) -> None:
        super().__init__(data)
        self.body, self.silent_from = body, silent_from
        cast(forms.ChoiceField, self.fields["ground"]).label = f"Why do you go on without {body}?"

    def clean_ground(self) -> str:
        """Refuse to call an organisation silent before its time is over."""
        ground = str(self.cleaned_data["ground"])
        if ground == SILENT and timezone.localdate() < self.silent_from:
            raise forms.ValidationError(f"You can only say that it does not answer from {long_date(self.silent_from)}")
        return ground

    @property
    def is_silent(self) -> bool:
        return bool(self.cleaned_data["ground"] == SILENT)
