"""Forms to ask an expert for a check, and to answer it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from agreements.members.seen_form import SeenForm
from agreements.models import ExpertResult, Member
from community.skills import Skill
from datashare.lib import govuk
from datashare.lib.govuk import Look


class AskExpertForm(govuk.Form):
    """Which adviser checks the answers, by when, and what they should look at."""

    member = forms.ChoiceField(label="Which adviser will check the answers?", widget=forms.RadioSelect)
    due = govuk.DateField(
        label="By when?",
        help_text="We remind them 2 working days before and on the day.",
        earliest=timezone.localdate,
    )
    words = forms.CharField(
        label="What should they look at?",
        help_text="They see the answers in their field. Add anything else that they need to know.",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )
    looks: ClassVar = {
        "member": Look(called="the adviser who will check the answers"),
        "due": Look(called="the day by which they check the answers"),
        "words": Look(called="what they should look at", rows=4),
    }

    def __init__(self, data: Any = None, *, advisers: Sequence[Member], **options: Any) -> None:
        super().__init__(data, **options)
        self.known = {str(member.pk): member for member in advisers}
        field: Any = self.fields["member"]
        field.choices = [(key, f"{member} ({Skill(member.skill).label.lower()})") for key, member in self.known.items()]

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        cleaned = self.cleaned_data
        return {"member": self.known[cleaned["member"]], "due": cleaned["due"], "words": cleaned["words"]}


class AnswerCheckForm(SeenForm):
    """What an expert says of the answers that they saw."""

    result = forms.ChoiceField(
        label="Do you confirm these answers?", choices=ExpertResult.choices, widget=forms.RadioSelect
    )
    corrections = forms.CharField(label="What must be corrected?", max_length=4000, widget=forms.Textarea)
    reason = forms.CharField(label="Why can you not confirm them?", max_length=4000, widget=forms.Textarea)
    about = forms.CharField(widget=forms.HiddenInput, max_length=64)
    looks: ClassVar = {
        "result": Look(
            size="m",
            called="whether you confirm these answers",
            hints={
                ExpertResult.CONFIRMED.value: "Drafts then say that you checked them, until one of them changes.",
                ExpertResult.CORRECTED.value: "Your colleagues are told what to correct.",
                ExpertResult.REFUSED.value: "Your colleagues are told why.",
            },
            reveals={ExpertResult.CORRECTED.value: ("corrections",), ExpertResult.REFUSED.value: ("reason",)},
        ),
        "corrections": Look(called="what must be corrected", rows=6, optional=False),
        "reason": Look(called="why you cannot confirm them", rows=6, optional=False),
    }

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        cleaned = self.cleaned_data
        words = cleaned.get("corrections") or cleaned.get("reason") or ""
        return {"result": ExpertResult(cleaned["result"]), "words": words, "about": cleaned["about"]}
