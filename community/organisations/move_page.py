"""The admin page on which support staff move the work of a closed organisation to its successor."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from community.accounts.current_user import signed_in
from community.models import Membership, Organisation, OrganisationMove
from community.organisations.moving import move_organisation
from community.organisations.succession import closing_of
from datashare.lib import govuk
from datashare.lib.exceptions import NotNow
from datashare.lib.phrases import plural


class MoveForm(govuk.Form):
    """A successor by the lists, or another organisation by its short name; and why."""

    successor = forms.ChoiceField(label="Which organisation takes over?", widget=forms.RadioSelect, required=False)
    other = forms.SlugField(
        label="Short name of another organisation",
        help_text="This is the “slug” on its admin page. Leave this blank if you selected an organisation above.",
        max_length=300,
        required=False,
    )
    reason = forms.CharField(
        label="Reason",
        help_text="How you know that it takes over. We record this and send it to the people who move.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    looks: ClassVar = {
        "successor": govuk.Look(called="which organisation takes over"),
        "other": govuk.Look(called="another organisation"),
        "reason": govuk.Look(called="the reason"),
    }

    def __init__(self, data: Any = None, *, followers: tuple[Organisation, ...], **options: Any) -> None:
        super().__init__(data, initial={"successor": followers[0].slug if len(followers) == 1 else ""}, **options)
        self.followers = {body.slug: body for body in followers}
        field = cast(forms.ChoiceField, self.fields["successor"])
        field.choices = [(body.slug, body.name) for body in followers]
        if not followers:
            del self.fields["successor"]

    def clean_other(self) -> Organisation | None:
        slug = self.cleaned_data["other"]
        body = Organisation.objects.filter(slug=slug).first() if slug else None
        if slug and body is None:
            raise forms.ValidationError("Enter the short name of an organisation in this service")
        return body

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen, other = data.get("successor"), data.get("other")
        if chosen and other and other.slug != chosen:
            self.add_error("other", "Select an organisation above or enter a short name, not both")
        if not chosen and not other and "other" not in self.errors:
            self.add_error(
                "successor" if self.followers else "other",
                "Select which organisation takes over, or enter its short name",
            )
        return data

    def to(self) -> Organisation:
        other: Organisation | None = self.cleaned_data["other"]
        return other or self.followers[self.cleaned_data["successor"]]


def _moved(act: OrganisationMove) -> str:
    people, records = plural(act.handlers, "person", "people"), plural(act.records, "record")
    return f"You moved {people} and {records} to {act.successor}."


def move_page(request: HttpRequest, object_id: int) -> HttpResponse:
    """Show what would move and the successors by the lists, and take the choice."""
    by = signed_in(request)
    if not by.is_superuser:
        raise PermissionDenied("Only support staff can move the work of an organisation.")
    body = get_object_or_404(Organisation, pk=object_id)
    closing = closing_of(body)
    followers = closing.followers if closing else ()
    form = MoveForm(request.POST if request.method == "POST" else None, followers=followers)
    if form.is_valid():
        try:
            act = move_organisation(closed=body, successor=form.to(), reason=form.cleaned_data["reason"], by=by)
        except NotNow as problem:
            form.add_error("other", str(problem))
        else:
            messages.success(request, _moved(act))
            return redirect("admin:community_organisation_change", object_id)
    handlers = Membership.objects.live().filter(organisation=body, handles_requests=True).select_related("user")
    content = {**admin.site.each_context(request), "title": f"Move the work of {body}", "form": form, "body": body}
    content |= {"closing": closing, "handlers": handlers, "done": body.moves.select_related("successor", "by")}
    return TemplateResponse(request, "admin/community/organisation/move.html", content)
