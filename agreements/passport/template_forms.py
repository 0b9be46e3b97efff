"""The form of one section of an organisation's template."""

import re
from collections.abc import Sequence

from django import forms

from agreements.wording.headings import names_itself
from datashare.lib import govuk
from datashare.lib.govuk import Look
from datashare.lib.pasted import as_markdown
from datashare.lib.placeholders import refuse_placeholder

LONGEST_WORDING = 5000
# Words in square brackets that are no link: a blank to fill in, or a mark of this service.
_BLANK = re.compile(r"\[[^\]]*\](?!\()|_{3,}|\.{4,}")


class TemplateSectionForm(govuk.Form):
    """A heading of its own, and standard wording; each may be left blank."""

    heading = forms.CharField(
        label="Your heading",
        help_text="Leave this blank to keep the heading of this service.",
        max_length=120,
        required=False,
        validators=[refuse_placeholder],
    )
    text = forms.CharField(
        label="Your standard wording",
        help_text="It becomes the last clause of the section. Write plain paragraphs. Start a line with - for a list.",
        max_length=LONGEST_WORDING,
        required=False,
        widget=forms.Textarea,
        validators=[refuse_placeholder],
    )
    looks = {
        "heading": Look(called="your heading"),
        "text": Look(called="your standard wording", rows=12),
    }
    # The headings of the other sections, which this one must differ from.
    others: Sequence[str] = ()

    def clean_heading(self) -> str:
        """Return the heading. Refuse one that an agreement cannot have."""
        heading = " ".join(self.cleaned_data["heading"].split())
        if names_itself(heading):
            raise forms.ValidationError("Enter a heading that does not begin as an annex or a schedule does")
        if heading.casefold() in {other.casefold() for other in self.others}:
            raise forms.ValidationError("Enter a heading that no other section has")
        return heading

    def clean_text(self) -> str:
        """Return pasted text as Markdown. Refuse what reads like a mark of the service, or a blank to fill in."""
        words: str = self.cleaned_data["text"]
        if _BLANK.search(words):
            raise forms.ValidationError("Remove the blank or the square brackets. An agreement has no blanks")
        return as_markdown(words) if words.strip() else ""
