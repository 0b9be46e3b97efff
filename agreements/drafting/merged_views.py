"""Pages that show a data share with the common rules that it stands under."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from agreements.access import Page, page_or_404
from agreements.drafting.merged import merged
from agreements.drafting.rules_above import rules_above
from agreements.drafting.showing import gap_shower
from agreements.evidence.frozen import clause_html
from agreements.models import Agreement


def _rules_of(request: HttpRequest, reference: str) -> tuple[Page, Agreement]:
    page = page_or_404(request, reference)
    rules = rules_above(page.share)
    if rules is None:
        raise Http404("This data share does not stand under common rules.")
    return page, rules


@require_safe
def together(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the clauses of the agreement and of its common rules as one text."""
    page, rules = _rules_of(request, reference)
    content = {
        "rules": rules,
        "merged": merged(page.share, rules, reader=page.party),
        "shown": gap_shower(page),
        "clause_html": clause_html,
    }
    return page.render(request, "agreements/drafting/together.html", content, tab="agreement")


@require_safe
def rules_text(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the common rules as they were signed."""
    page, rules = _rules_of(request, reference)
    content: dict[str, Any] = {"rules": rules, "html": Markup(rules.words.html)}  # noqa: S704 (stored as frozen)
    return page.render(request, "agreements/drafting/rules_text.html", content, tab="agreement")
