"""For which record the answers of an older request are used."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from catalogue.models import DataAsset
from datashare.lib import govuk
from datashare.lib.govuk import Look


class ReuseForm(govuk.Form):
    """Offers the records that can be asked for; one that was chosen already is ticked."""

    asset = forms.ChoiceField(label="Which data do you ask for this time?", widget=forms.RadioSelect)
    looks: ClassVar = {"asset": Look(size="m", called="which data you ask for")}

    def __init__(self, data: Any = None, *, assets: Sequence[DataAsset], chosen: str = "") -> None:
        super().__init__(data, initial={"asset": chosen})
        self._assets = {asset.reference: asset for asset in assets}
        named = [(key, f"{asset.title} ({asset.publisher_name})") for key, asset in self._assets.items()]
        self.fields["asset"].choices = named  # type: ignore[attr-defined]

    def chosen(self) -> DataAsset:
        return self._assets[self.cleaned_data["asset"]]
