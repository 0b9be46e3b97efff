"""Pages of an organisation's template: its sections and versions, one section, publishing, withdrawing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agreements.access import posted, revision_posted
from agreements.passport import template_actions as actions
from agreements.passport.actions import must_administer
from agreements.passport.template_forms import TemplateSectionForm
from agreements.passport.template_reading import SECTIONS, TemplatePages, template_pages_for
from community.accounts.current_user import signed_in
from datashare.lib.exceptions import Conflict


@require_safe
def body_template(request: HttpRequest, body: str) -> HttpResponse:
    """Show the sections of the template, and every version that was published."""
    content = {"pages": template_pages_for(signed_in(request), body), "sections": SECTIONS}
    return render(request, "agreements/passport/body_template.html", content)


def _to_edit(request: HttpRequest, body: str) -> TemplatePages:
    """Return the template. Raise PermissionDenied or NotNow for those who may not change it."""
    pages = template_pages_for(signed_in(request), body)
    must_administer(pages.reader, pages.body, "template")
    return pages


def body_template_section(request: HttpRequest, body: str, section: str) -> HttpResponse:
    """Give one section a heading and standard wording."""
    pages = _to_edit(request, body)
    key = section.upper()
    if key not in SECTIONS:
        raise Http404("There is no such section.")
    form = TemplateSectionForm(posted(request), initial=pages.sections.get(key, {}))
    form.others = pages.headings_besides(key)
    content = {"pages": pages, "form": form, "key": key, "name": SECTIONS[key]}
    template = "agreements/passport/body_template_section.html"
    if not form.is_valid():
        return render(request, template, content)
    given = {"section": key, **{name: form.cleaned_data[name] for name in ("heading", "text")}}
    said = "Saved. Agreements have it when you have published this version."
    return _done(request, pages, lambda **seen: actions.save_section(**given, **seen), template, content, said)


def _done(
    request: HttpRequest,
    pages: TemplatePages,
    act: Callable[..., None],
    template: str,
    content: dict[str, Any],
    said: str,
) -> HttpResponse:
    """Change the template and go back to it; show the page again if a colleague has changed it since."""
    try:
        act(organisation=pages.body, revision=revision_posted(request), by=pages.reader)
    except Conflict as problem:
        newest = template_pages_for(pages.reader, pages.body.slug)
        return render(request, template, {**content, "pages": newest, "late": str(problem)}, status=409)
    messages.success(request, said)
    return redirect("agreements:body_template", pages.body.slug)


def publish_body_template(request: HttpRequest, body: str) -> HttpResponse:
    """Publish the version that is prepared, after showing what happens then."""
    pages = _to_edit(request, body)
    template, content = "agreements/passport/publish_body_template.html", {"pages": pages, "sections": SECTIONS}
    if request.method == "POST":
        said = "Published. Agreements that are drafted from requests sent from now on have it."
        return _done(request, pages, actions.publish, template, content, said)
    if pages.prepared is None:
        return redirect("agreements:body_template", body)
    return render(request, template, content)


def withdraw_body_template(request: HttpRequest, body: str) -> HttpResponse:
    """Withdraw the template, after asking."""
    pages = _to_edit(request, body)
    template, content = "agreements/passport/withdraw_body_template.html", {"pages": pages}
    if request.method == "POST":
        said = "Withdrawn. Requests sent from now on are drafted in the words of this service only."
        return _done(request, pages, actions.withdraw, template, content, said)
    if pages.in_use is None:
        return redirect("agreements:body_template", body)
    return render(request, template, content)
