"""Confirm that an account is to be closed, and show who does it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms

from community.proof import TooManyTries
from datashare.lib import govuk
from datashare.lib.govuk import Look


class CloseForm(govuk.Form):
    sure = forms.BooleanField(label="I want to close my account")
    proof = forms.CharField(label="Your password", max_length=200, widget=forms.PasswordInput, strip=False)
    looks: ClassVar = {
        "sure": Look(called="that you want to close your account"),
        "proof": Look(called="your password", width="20", autocomplete="current-password", optional=False),
    }

    def __init__(
        self, data: Any = None, *, prove: Callable[[str], str | None], with_code: bool, needs_proof: bool
    ) -> None:
        super().__init__(data)
        self.prove = prove
        self.wrong = "Code or password is incorrect" if with_code else "Password is incorrect"
        if with_code:
            self.fields["proof"].label = "The code from your authenticator app, or your password"
        if not needs_proof:
            del self.fields["proof"]

    def clean(self) -> dict[str, Any]:
        """Ask for proof only when everything else is right: each wrong proof counts against the person."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and "proof" in self.fields:
            try:
                if not self.prove(cleaned["proof"]):
                    self.add_error("proof", f"{self.wrong}. Your account is still open: try again")
            except TooManyTries:
                self.add_error("proof", "There were too many tries. Your account is still open: wait a few minutes")
        return cleaned
