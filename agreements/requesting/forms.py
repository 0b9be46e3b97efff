"""Forms of the acquirer: replies, reuse, withdrawal, and the search for a holder."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms

from agreements.models import DataShare
from agreements.questionnaire.forms.fields import LONGEST_TITLE
from agreements.requesting.replies import Replies
from catalogue.models import DataAsset
from community.models import Organisation
from community.organisations.search import closed_bodies_like, open_bodies_like
from community.organisations.succession import Closing
from datashare.lib import govuk, printing
from datashare.lib.govuk import Look
from datashare.lib.govuk.messages import say_in_plain_english

LONGEST = 2000
NOTE = "note"


class RepliesForm(govuk.Form):
    """Replies to a returned request, as far as they are written. `sections` are those with a comment."""

    def __init__(self, data: Any = None, *, sections: Mapping[str, str], written: Replies) -> None:
        given = {_field(key): text for key, text in written.by_section.items()}
        super().__init__(data, initial={**given, NOTE: written.note})
        self._sections = sections
        asked = {_field(key): (f"Your reply to the comment on “{title}”", "") for key, title in sections.items()}
        asked[NOTE] = ("Message to the supplier", "The supplier will see this above your answers.")
        called = {_field(key): f"your reply to the comment on “{title}”" for key, title in sections.items()}
        called[NOTE] = "your message to the supplier"
        self.looks = {name: Look(size="s", called=called[name], rows=3, count=True) for name in asked}  # type: ignore[misc]
        for name, (label, hint) in asked.items():
            self.fields[name] = _box(label, hint)
            say_in_plain_english(self.fields[name], name, called[name])

    def reply_to(self, section: str) -> forms.BoundField | None:
        """Return the box beside the comment on a section."""
        return self[_field(section)] if section in self._sections else None

    def said(self) -> dict[str, Any]:
        """Return the arguments of the action: the note, and each reply by its section."""
        given = self.cleaned_data
        return {"note": given.get(NOTE, ""), "by_section": {key: given[_field(key)] for key in self._sections}}


def _box(label: str, hint: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONGEST, widget=forms.Textarea)


def _field(section: str) -> str:
    return f"reply_{section}"


class ReuseForm(govuk.Form):
    """The records that can be asked for; one already chosen is ticked."""

    asset = forms.ChoiceField(label="Which data do you want to ask for?", widget=forms.RadioSelect)
    looks: ClassVar = {"asset": Look(size="m", called="which data you want to ask for")}

    def __init__(self, data: Any = None, *, assets: Sequence[DataAsset], chosen: str = "") -> None:
        super().__init__(data, initial={"asset": chosen})
        self._assets = {asset.reference: asset for asset in assets}
        named = [(key, f"{asset.title} ({asset.publisher_name})") for key, asset in self._assets.items()]
        self.fields["asset"].choices = named  # type: ignore[attr-defined]

    def chosen(self) -> DataAsset:
        return self._assets[self.cleaned_data["asset"]]


class AddRecordForm(govuk.Form):
    """The unsent request to which a record is added."""

    share = forms.ChoiceField(label="Which request do you want to add it to?", widget=forms.RadioSelect)
    looks: ClassVar = {"share": Look(size="m", called="the request that you want to add it to")}

    def __init__(self, data: Any = None, *, shares: Sequence[DataShare]) -> None:
        super().__init__(data)
        self._shares = {share.reference: share for share in shares}
        named = [(key, f"{share.title} ({key})") for key, share in self._shares.items()]
        self.fields["share"].choices = named  # type: ignore[attr-defined]

    def chosen(self) -> DataShare:
        return self._shares[self.cleaned_data["share"]]


class NeededForm(govuk.Form):
    """The holders without whose data the data share can go on."""

    useful = forms.TypedMultipleChoiceField(
        label="Whose data could you go on without?",
        help_text="Select any organisation whose data is useful but not needed. If it refuses, the others can still go "
        "on. Leave blank the organisations whose data you need.",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    looks: ClassVar = {
        "useful": Look(size="l", heading=True, called="whose data you could go on without", optional=False)
    }

    def __init__(self, data: Any = None, *, holders: Sequence[Organisation], useful: Collection[int]) -> None:
        super().__init__(data, initial={"useful": list(useful)})
        self.fields["useful"].choices = [(holder.pk, holder.name) for holder in holders]  # type: ignore[attr-defined]


class WithdrawForm(govuk.Form):
    """The reason for withdrawing a request."""

    reason = forms.CharField(label="Why are you withdrawing?", max_length=4000, widget=forms.Textarea)
    looks: ClassVar = {"reason": Look(size="m", called="why you are withdrawing", rows=5)}


MOST_SHOWN = 20


class HolderSearch(govuk.Form):
    """Part of a name. `found` holds the results, at most one more than is shown."""

    q = forms.CharField(
        label="Which public body holds the data?",
        help_text="Enter all or part of its name, or its abbreviation.",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    looks: ClassVar = {
        "q": Look(size="m", called="the name of the public body that holds the data", width="two-thirds")
    }

    def found(self) -> list[Organisation]:
        return open_bodies_like(self.cleaned_data["q"], MOST_SHOWN + 1) if self.is_valid() else []

    def closed(self) -> list[Closing]:
        """Return the closed bodies of this name, with their successors."""
        return closed_bodies_like(self.cleaned_data["q"]) if self.is_valid() else []


class UnlistedForm(govuk.Form):
    """The body, out of the results, and the data in the user's own words."""

    body = forms.ChoiceField(label="Which of these holds the data?", widget=forms.RadioSelect)
    title = forms.CharField(
        label="What is the data called?",
        help_text="Use a name that people there would recognise. For example, Register of heat networks.",
        max_length=LONGEST_TITLE,
    )
    description = forms.CharField(
        label="What else would help them identify the data?",
        help_text="For example, what it records, which years it covers and where you heard about it.",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, data: Any = None, *, found: Sequence[Organisation], titled: str, **options: Any) -> None:
        self.bodies = {body.slug: body for body in found}
        hints = {body.slug: " · ".join(filter(None, (body.abbreviation, body.kind))) for body in found}
        self.looks = {  # type: ignore[misc]  # each search has its own hints
            "body": Look(called="the public body that holds the data", size="m", hints=hints),
            "title": Look(called="what the data is called", size="m"),
            "description": Look(called="what else would help them identify the data", size="m", rows=4),
        }
        super().__init__(data, initial={"title": titled[:LONGEST_TITLE]}, **options)
        field = cast(forms.ChoiceField, self.fields["body"])
        field.choices = [(body.slug, body.name) for body in found]

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be printed in the agreement."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("title", "description"):
            if flaw := printing.flaw_in(str(cleaned.get(name, ""))):
                self.add_error(name, flaw)
        return cleaned

    def holder(self) -> Organisation:
        return self.bodies[self.cleaned_data["body"]]

    def in_words(self) -> dict[str, str]:
        return {"title": self.cleaned_data["title"], "description": self.cleaned_data["description"]}
