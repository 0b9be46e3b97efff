"""What the acquirer says with a request that goes round again: a reply to each comment, and a note to all of it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from datashare.lib import govuk
from datashare.lib.govuk import Look
from datashare.lib.govuk.messages import say_in_plain_english

LONGEST = 2000
NOTE = "note"


class RepliesForm(govuk.Form):
    """`sections` are those with a comment, key to title; nothing is asked where the request did not come back."""

    def __init__(self, data: Any = None, *, sections: Mapping[str, str], came_back: bool) -> None:
        super().__init__(data)
        self._sections = sections
        asked = {_field(key): ("Your reply", f"To the comment on “{title}”.") for key, title in sections.items()}
        if came_back:
            asked[NOTE] = ("Anything to say to all of it?", "They read it first, above your answers.")
        called = {_field(key): f"your reply on “{title}”" for key, title in sections.items()}
        called[NOTE] = "what you say to all of it"
        self.looks = {name: Look(size="s", called=called[name], rows=3, count=True) for name in asked}  # type: ignore[misc]
        for name, (label, hint) in asked.items():
            self.fields[name] = _box(label, hint)
            say_in_plain_english(self.fields[name], name, called[name])

    def reply_to(self, section: str) -> forms.BoundField | None:
        """The box beside the comment on a section."""
        return self[_field(section)] if section in self._sections else None

    def said(self) -> dict[str, Any]:
        """The arguments of the action: the note, and each reply by its section."""
        given = self.cleaned_data
        return {"note": given.get(NOTE, ""), "replies": {key: given[_field(key)] for key in self._sections}}


def _box(label: str, hint: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONGEST, widget=forms.Textarea)


def _field(section: str) -> str:
    return f"reply_{section}"
