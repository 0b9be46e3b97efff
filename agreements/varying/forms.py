"""Forms to tell of a contact that changed, and to extend an agreement."""


from django import forms
from django.core.exceptions import ValidationError

from datashare.lib import govuk
from datashare.lib.govuk import Look


class ContactForm(govuk.Form):
    post = forms.CharField(
        label="Which contact or post changed?",
        help_text="As the signed words name it, for example: data protection officer, or contact for data breaches.",
        max_length=200,
    )
    was = forms.CharField(label="What do the signed words say?", max_length=300)
    now = forms.CharField(
        label="What is it now?",
        help_text="Name a team, an email address and a telephone number, in case people leave.",
        max_length=300,
    )
    from_on = govuk.DateField(label="From which day?")
    looks = {
        "post": Look(called="which contact or post changed"),
        "was": Look(called="what the signed words say"),
        "now": Look(called="what it is now"),
        "from_on": Look(called="the day from which it changes"),
    }

    def clean_now(self) -> str:
        """Refuse what does not differ."""
        now: str = self.cleaned_data["now"]
        if now.strip() == str(self.cleaned_data.get("was") or "").strip():
            raise ValidationError("The new contact must differ from the one before")
        return now
