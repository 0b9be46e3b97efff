"""Forms to certify a disposal, and to accept or return a certificate."""

from typing import Any

from django import forms
from django.utils import timezone

from agreements.models import DisposalMethod
from datashare.lib import govuk
from datashare.lib.govuk import Look
from datashare.lib.placeholders import refuse_placeholder

LONGEST = 4000


class CertificateForm(govuk.Form):
    """The certificate of a disposal; its fields are those of DisposalCertificate."""

    destroyed = forms.CharField(
        label="What was destroyed, and in which systems?",
        help_text="Include copies, files made from the data, and what processors held. Do not enter any of the data.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    method = forms.ChoiceField(label="How was it destroyed?", choices=DisposalMethod.choices, widget=forms.RadioSelect)
    tool = forms.CharField(label="Which tool or contractor was used? (optional)", max_length=300, required=False)
    destroyed_on = govuk.DateField(label="On which day was the last of it destroyed?", latest=timezone.localdate)
    done_by = forms.CharField(label="Which position destroyed it?", max_length=200, validators=[refuse_placeholder])
    verified_by = forms.CharField(
        label="Which position verified that?", max_length=200, validators=[refuse_placeholder]
    )
    backups_until = govuk.DateField(
        label="By when will the last backup be overwritten? (optional)",
        help_text="Leave this empty if no backup holds the data.",
        required=False,
    )
    kept = forms.CharField(
        label="What is kept, why and until when? (optional)",
        help_text="For example, what the law requires you to keep, or statistics that name no one.",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea,
    )
    office = forms.CharField(
        label="In which position do you certify this?",
        help_text="For example, Information asset owner. You must be accountable for the data.",
        max_length=200,
        validators=[refuse_placeholder],
    )
    nothing_else = forms.BooleanField(label="Apart from what this certificate says, nothing of the data remains")

    looks = {
        "destroyed": Look(called="what was destroyed", rows=5),
        "method": Look(called="how it was destroyed"),
        "tool": Look(called="the tool or contractor"),
        "destroyed_on": Look(called="the day on which the last of it was destroyed"),
        "done_by": Look(called="which position destroyed it"),
        "verified_by": Look(called="which position verified that"),
        "backups_until": Look(called="the day by which the last backup will be overwritten"),
        "kept": Look(called="what is kept", rows=3),
        "office": Look(called="in which position you certify this"),
        "nothing_else": Look(called="that nothing else remains"),
    }

    @property
    def given(self) -> dict[str, Any]:
        """The fields of the certificate."""
        return {name: value for name, value in self.cleaned_data.items() if name != "nothing_else"}


class CertificateAnswerForm(govuk.Form):
    decision = forms.ChoiceField(
        label="Do you accept this certificate?",
        choices=[("accept", "Yes, accept it"), ("return", "No, return it")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="What is missing?",
        help_text="Everyone in this data share reads this.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {
        "decision": Look(called="whether you accept this certificate", reveals={"return": ("reason",)}),
        "reason": Look(called="what is missing", rows=4),
    }
