"""Forms of the verify page: a file, or a reference."""

from typing import ClassVar

from django import forms

from datashare.lib import govuk
from datashare.lib.govuk import Look


class FileForm(govuk.Form):
    """A sealed PDF. Its type is read from its bytes, so no file is refused for its name."""

    document = forms.FileField(
        label="Upload the PDF",
        help_text="Upload the file as you received it. We check it and do not keep it.",
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    looks: ClassVar = {"document": Look(size="m", called="the PDF to check")}


class ReferenceForm(govuk.Form):
    """A reference as printed on the cover."""

    reference = forms.CharField(
        label="Or enter a reference",
        help_text="This is on the first page of the agreement. It looks like DS-7K4M-2Q9P.",
        max_length=40,
    )
    looks: ClassVar = {"reference": Look(size="m", width="20", called="a reference", spellcheck=False)}
