"""Pages of an organisation's own questions: the list, a question, guidance for a section, publishing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agreements.access import posted, revision_posted
from agreements.models.body_questions import MOST_QUESTIONS
from agreements.passport import body_actions as actions
from agreements.passport.actions import must_administer
from agreements.passport.body_forms import BodyQuestionDetailsForm, GuidanceForm
from agreements.passport.body_reading import BodyPages, body_pages_for, sections_with_guidance
from agreements.questionnaire.of_bodies import KINDS, NEEDS
from community.accounts.current_user import signed_in
from datashare.lib.exceptions import Conflict, Incomplete

NEW = "new"


@require_safe
def body_questions(request: HttpRequest, body: str) -> HttpResponse:
    """Show the questions and the guidance of the organisation, and every version that was published."""
    pages = body_pages_for(signed_in(request), body)
    content = {
        "pages": pages,
        "sections": sections_with_guidance(),
        "most": MOST_QUESTIONS,
        "kinds": dict(KINDS.choices()),
        "needs": dict(NEEDS.choices()),
    }
    return render(request, "agreements/passport/body_questions.html", content)


def _to_edit(request: HttpRequest, body: str) -> BodyPages:
    """Return the questions. Raise PermissionDenied or NotNow for those who may not change them."""
    pages = body_pages_for(signed_in(request), body)
    must_administer(pages.reader, pages.body, "questions")
    return pages


def body_question(request: HttpRequest, body: str, key: str) -> HttpResponse:
    """Add a question, or change one."""
    pages = _to_edit(request, body)
    start = {} if key == NEW else pages.question(key)
    form = BodyQuestionDetailsForm.begun(start, posted(request))
    content = {"pages": pages, "form": form, "key": key}
    template = "agreements/passport/body_question.html"
    if not form.is_valid():
        return render(request, template, content)
    given: dict[str, Any] = {"key": "" if key == NEW else key, "asked": form.asked}
    return _done(request, pages, form, lambda **seen: actions.save_question(**given, **seen), template, content)


def body_guidance(request: HttpRequest, body: str, section: str) -> HttpResponse:
    """Give guidance for one section of a request."""
    pages = _to_edit(request, body)
    found = next((one for one in sections_with_guidance() if one.key == section), None)
    if found is None:
        raise Http404("There is no such section.")
    form = GuidanceForm(posted(request), initial={"guidance": pages.guidance.get(section, "")})
    content = {"pages": pages, "form": form, "section": found}
    template = "agreements/passport/body_guidance.html"
    if not form.is_valid():
        return render(request, template, content)
    given: dict[str, Any] = {"section": section, "text": form.cleaned_data["guidance"]}
    return _done(request, pages, form, lambda **seen: actions.save_guidance(**given, **seen), template, content)


def _done(
    request: HttpRequest,
    pages: BodyPages,
    form: Any,
    act: Callable[..., None],
    template: str,
    content: dict[str, Any],
) -> HttpResponse:
    """Change the version that is prepared and go back to the list; show the form again if that is not possible."""
    try:
        act(organisation=pages.body, revision=revision_posted(request), by=pages.reader)
    except Conflict as problem:
        newest = body_pages_for(pages.reader, pages.body.slug)
        return render(request, template, {**content, "pages": newest, "late": str(problem)}, status=409)
    except Incomplete as problem:
        form.add_error(None, str(problem))
        return render(request, template, content)
    messages.success(request, "Saved. Requests ask it when you have published this version.")
    return redirect("agreements:body_questions", pages.body.slug)


def remove_body_question(request: HttpRequest, body: str, key: str) -> HttpResponse:
    """Remove a question, after asking."""
    pages = _to_edit(request, body)
    content = {"pages": pages, "question": pages.question(key)}
    template = "agreements/passport/remove_body_question.html"
    if request.method != "POST":
        return render(request, template, content)
    return _done(request, pages, None, lambda **seen: actions.remove_question(key=key, **seen), template, content)


def publish_body_questions(request: HttpRequest, body: str) -> HttpResponse:
    """Publish the version that is prepared, after showing what happens then."""
    pages = _to_edit(request, body)
    content = {"pages": pages, "late": ""}
    if request.method == "POST":
        try:
            actions.publish(organisation=pages.body, revision=revision_posted(request), by=pages.reader)
        except Conflict as problem:
            content = {"pages": body_pages_for(pages.reader, body), "late": str(problem)}
            return render(request, "agreements/passport/publish_body_questions.html", content, status=409)
        messages.success(request, "Published. Requests for your data that are opened from now on ask these questions.")
        return redirect("agreements:body_questions", body)
    if pages.prepared is None:
        return redirect("agreements:body_questions", body)
    return render(request, "agreements/passport/publish_body_questions.html", content)
