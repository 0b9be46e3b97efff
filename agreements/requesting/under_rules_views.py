"""The page on which a request is put under common rules."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements import policy
from agreements.access import page_or_404, posted
from agreements.drafting.newer_rules import newer_rules
from agreements.models import Agreement
from agreements.requesting import under_rules
from agreements.states import Action
from datashare.lib import govuk
from datashare.lib.clock import long_date
from datashare.lib.govuk import Look

NONE = "none"


class RulesForm(govuk.Form):
    """The common rules, out of those that bind the organisation, or none."""

    rules = forms.ChoiceField(label="Which common rules does this data share stand under?", widget=forms.RadioSelect)
    looks: ClassVar = {"rules": Look(size="l", heading=True, called="which common rules it stands under")}

    def __init__(self, data: Any = None, *, offered: list[Agreement], chosen: Agreement | None) -> None:
        super().__init__(data, initial={"rules": str(chosen.pk) if chosen else NONE})
        self.offered = {str(rules.pk): rules for rules in offered}
        field = cast(forms.ChoiceField, self.fields["rules"])
        named = [(key, _named(rules)) for key, rules in self.offered.items()]
        field.choices = [*named, (NONE, "None: this data share has all its own terms")]

    def chosen(self) -> Agreement | None:
        return self.offered.get(self.cleaned_data["rules"])


def _named(rules: Agreement) -> str:
    since = f", in force since {long_date(rules.in_force_at)}" if rules.in_force_at else ""
    return f"{rules.share.title} ({rules.share.reference}, version {rules.number}{since})"


def under(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask which common rules the data share stands under, and store it."""
    page = page_or_404(request, reference)
    offered, before = list(under_rules.rules_to_choose(page.share)), page.share.edition.rules
    if not offered and before is None:
        raise Http404("Your organisation has not joined any common rules that are in force.")
    for action in (Action.ANSWER, Action.INVITE):
        policy.require(page.reader, action, page.share)
    form = RulesForm(posted(request), offered=offered, chosen=before)
    if form.is_valid():
        chosen = form.chosen()
        under_rules.stand_under(share=page.share, rules=chosen, by=page.reader)
        what = f"stands under {under_rules.rules_in_words(chosen)}" if chosen else "does not stand under common rules"
        messages.success(request, f"This data share {what}.")
        return redirect("agreements:request", reference)
    content = {"form": form, "offered": offered, "newer_rules": newer_rules(page)}
    return page.render(request, "agreements/requesting/under_rules.html", content, tab="request")
