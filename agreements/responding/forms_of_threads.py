"""The forms of messages about questions of a request."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from datashare.lib import govuk
from datashare.lib.govuk import Look


class PostForm(govuk.Form):
    text = forms.CharField(
        label="Your message",
        help_text="People of both organisations in this data share can read it.",
        max_length=4000,
        widget=forms.Textarea,
    )
    looks: ClassVar = {"text": Look(size="m", called="your message", rows=4, count=True)}


class AskForm(PostForm):
    """A first message about one question of a section."""

    field_order = ["key", "text"]
    key = forms.ChoiceField(label="Which question is it about?", widget=forms.RadioSelect)
    looks: ClassVar = {**PostForm.looks, "key": Look(size="m", called="the question it is about")}

    def __init__(self, data: Any = None, *, asked: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field: Any = self.fields["key"]
        field.choices = asked
