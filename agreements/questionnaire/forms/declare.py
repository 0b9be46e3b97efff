"""The declarations made on the check page by the person who submits a request."""

from typing import Any, ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import any_of, beside
from agreements.questionnaire.options import CONSIDERED, listed

# The error when not all statements are confirmed.
ALL_NEEDED = f"Confirm all {len(CONSIDERED.keys)} statements about what your organisation has considered"
READ = listed(("yes", "I have read the documents that were drafted from these answers"))


class DeclareForm(StepForm):
    considered = any_of(CONSIDERED)
    considered.error_messages["required"] = ALL_NEEDED
    risks_read = any_of(READ)
    looks: ClassVar = {
        "considered": beside("what your organisation has considered"),
        "risks_read": beside("that you have read the drafts"),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        picked = cleaned.get("considered") or []
        if picked and len(picked) < len(CONSIDERED.keys):
            self.add_error("considered", ALL_NEEDED)
        return cleaned
