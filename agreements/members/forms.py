"""Forms to invite members, and to give a reason."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms

from agreements.kinds.state_words import ROLES_IN_WORDS
from agreements.members.from_outside import NEEDS_REASON, why_not_from_outside
from agreements.states import Role
from community.accounts.forms import TitleField
from community.accounts.reauthentication import TooManyTries
from community.skills import Skill
from datashare.lib import govuk
from datashare.lib.govuk import Look
from datashare.lib.phrases import listed


class InviteForm(govuk.Form):
    """Whom to invite, and in which role. `signing` names those who already sign for the organisation, if any."""

    email = govuk.EmailField(label="Their work email address", max_length=254)
    role = forms.ChoiceField(label="What is their role?", choices=Role.choices, widget=forms.RadioSelect)
    skill = forms.ChoiceField(
        label="What do they advise on?",
        choices=Skill.choices,
        widget=forms.RadioSelect,
    )
    office = TitleField(
        label="What position do they sign as?",
        help_text="For example, Director of Data or Chief Executive.",
        max_length=200,
    )

    outside_because = forms.CharField(
        label="If they do not work in the public sector, why do you need them?",
        help_text="For example, they work for a law firm or a contractor. Everyone in this data share can read this. "
        "Leave it blank if they work for a public body.",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
    )

    def __init__(self, data: Any = None, *, signing: Sequence[str] = (), **options: Any) -> None:
        super().__init__(data, **options)
        if signing:
            role, also = self.looks["role"], "also signs" if len(signing) == 1 else "also sign"
            hint = f"{role.hints[Role.SIGNATORY]} {listed(signing)} {also}: everyone you name must sign."
            hints = {**role.hints, Role.SIGNATORY.value: hint}
            self.looks = {**self.looks, "role": replace(role, hints=hints)}  # type: ignore[misc]  # of each party

    def clean(self) -> dict[str, Any]:
        """Refuse addresses that cannot get an account; an outside adviser’s with a reason can."""
        cleaned = super().clean() or self.cleaned_data
        email, role, reason = (str(cleaned.get(name) or "") for name in ("email", "role", "outside_because"))
        if email and role and (why := why_not_from_outside(email, role, reason)):
            self.add_error("outside_because" if why == NEEDS_REASON else "email", why)
        return cleaned

    looks = {
        "email": Look(called="their work email address", width="20"),
        "role": Look(
            called="their role",
            hints={role.value: words for role, words in ROLES_IN_WORDS.items()},
            reveals={Role.ADVISER.value: ("skill", "outside_because"), Role.SIGNATORY.value: ("office",)},
        ),
        "skill": Look(called="what they advise on"),
        "office": Look(called="the position they sign as"),
        "outside_because": Look(called="why you need them", rows=3, optional=False),
    }


class LeadForm(govuk.Form):
    """The new lead of an organisation."""

    email = forms.EmailField(
        label="Work email address of the new lead",
        help_text="They must have an account, and the organisation must have confirmed that they work there. "
        "You can enter your own.",
        max_length=254,
    )

    looks = {"email": Look(called="the work email address of the new lead", width="20")}


class ReasonForm(govuk.Form):
    """A reason in free text."""

    reason = forms.CharField(max_length=4000, widget=forms.Textarea)

    looks = {"reason": Look(called="the reason", rows=5)}

    def __init__(self, data: Any = None, *, doing: str) -> None:
        super().__init__(data)
        self.fields["reason"].label = f"Why are you {doing}?"
        self.fields["reason"].error_messages["required"] = f"Enter why you are {doing}"


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
            self.fields["proof"].label = "Code from your authenticator app, or your password"
        if not needs_proof:
            del self.fields["proof"]

    def clean(self) -> dict[str, Any]:
        """Ask for proof only if all else is valid: each wrong proof counts against the user."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and "proof" in self.fields:
            try:
                if not self.prove(cleaned["proof"]):
                    self.add_error("proof", f"{self.wrong}. Try again")
            except TooManyTries:
                self.add_error("proof", "You have tried too many times. Wait a few minutes, then try again")
        return cleaned
