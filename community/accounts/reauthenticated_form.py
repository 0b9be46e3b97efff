"""A form that also asks for re-authentication."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms

from community.accounts.reauthentication import TooManyTries
from datashare.lib import govuk
from datashare.lib.govuk import Look


class ProvedForm(govuk.Form):
    """A form whose last field is a password or code. `prove` checks it and returns the method."""

    proof = forms.CharField(label="Your password", max_length=200, widget=forms.PasswordInput, strip=False)

    looks: ClassVar = {
        "proof": Look(called="your password", width="20", autocomplete="current-password", optional=False)
    }
    nothing_done = "Nothing was done"
    label_with_code = "Code from your authenticator app, or your password"
    wrong_with_code = "Code or password is incorrect"

    def __init__(
        self,
        data: Any = None,
        *,
        prove: Callable[[str], str | None],
        with_code: bool,
        needs_proof: bool,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.prove, self.method = prove, ""
        self.order_fields([name for name in self.fields if name != "proof"])
        self.wrong = self.wrong_with_code if with_code else "Password is incorrect"
        if with_code:
            self.fields["proof"].label = self.label_with_code
        if not needs_proof:
            del self.fields["proof"]

    def clean(self) -> dict[str, Any]:
        """Ask for proof only if all else is valid: each wrong proof counts against the user."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and "proof" in self.fields:
            try:
                self.method = self.prove(cleaned["proof"]) or ""
            except TooManyTries:
                self.add_error(
                    "proof", f"You have tried too many times. {self.nothing_done}. Wait a few minutes, then try again"
                )
            else:
                if not self.method:
                    self.add_error("proof", f"{self.wrong}. {self.nothing_done}. Try again")
        return cleaned
