"""Confirm that an account is to be closed."""

from typing import ClassVar

from django import forms

from datashare.lib import govuk
from datashare.lib.govuk import Look


class CloseForm(govuk.Form):
    sure = forms.BooleanField(label="I want to close my account")
    looks: ClassVar = {"sure": Look(called="that you want to close your account")}
