"""Pages to upload an edited Word file, see what it changes in each clause, and send that as proposals."""

from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from agreements.access import Page, page_for
from agreements.drafting.showing import change_shower
from agreements.drafting.views import asked_in, tab_of
from agreements.drafting.word_reading import LARGEST, Unreadable
from agreements.models import Clause, Document, documents_of
from agreements.negotiating.forms import SendingForm, WordFileForm
from agreements.negotiating.from_word import FileChanges, WordChange, changes_in, send, words_before
from agreements.states import Action
from datashare.lib.phrases import plural
from datashare.lib.uploads import OneFileInMemory

SALT: Final = "agreements.from_word"
NOTHING_TICKED: Final = "Select each change that you want to propose"


@csrf_exempt
def from_word(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """Read an uploaded file. CSRF-exempt only until the upload handler is set, before the form is read."""
    request.upload_handlers = [OneFileInMemory(request, field="file", max_bytes=LARGEST)]
    return _from_word(request, reference, document)


@csrf_protect
def _from_word(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    page = page_for(request, reference, Action.PROPOSE)
    if document not in documents_of(page.share):
        raise Http404("There is no such document.")
    if "changes" in request.POST:
        return _send(request, page, Document(document))
    form = WordFileForm(request.POST, request.FILES) if request.method == "POST" else WordFileForm()
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            found = changes_in(page.share, Document(document), content, asked_in(page))
            return _changes_page(request, page, Document(document), found, SendingForm())
        except Unreadable as problem:
            form.add_error("file", str(problem))
    content = {"form": form, "document": Document(document)}
    return page.render(request, "agreements/negotiating/from_word.html", content, tab=tab_of(document))


def _changes_page(
    request: HttpRequest, page: Page, document: Document, found: FileChanges, form: SendingForm
) -> HttpResponse:
    clauses = page.share.edition.clauses.in_text().filter(document=document).select_related("current").in_bulk()
    shown = change_shower(page)
    rows = [row for change in found.changes if (row := _row(change, clauses, shown))]
    content = {
        "form": form,
        "document": document,
        "rows": rows,
        "ticked": request.POST.getlist("change") if "changes" in request.POST else [str(n) for n in range(len(rows))],
        "stale": [(change, shown(before, change.text)) for change, before in words_before(found.stale, clauses)],
        "unused": found.unused,
        "sealed": signing.dumps(_sealed(page, document, found), salt=SALT, compress=True),
    }
    return page.render(request, "agreements/negotiating/word_changes.html", content, tab=tab_of(document))


def _row(change: WordChange, clauses: dict[int, Clause], shown: Any) -> tuple[WordChange, str, Any]:
    [(_, before)] = words_before([change], clauses)
    clause = clauses.get(change.clause)
    return change, clause.name if clause else "", shown(before, change.text)


def _sealed(page: Page, document: Document, found: FileChanges) -> list[Any]:
    rows = [[change.row for change in changes] for changes in (found.changes, found.stale)]
    return [page.reader.pk, page.share.reference, document.value, *rows, found.unused]


def _send(request: HttpRequest, page: Page, document: Document) -> HttpResponse:
    """Propose the changes that were ticked; show the page again if none was, or the reason is missing."""
    found = _unsealed(request, page, document)
    if found is None:
        messages.info(request, "The page was too old, or not yours. Upload the file again.")
        return redirect("agreements:from_word", page.share.reference, document.value)
    form = SendingForm(request.POST)
    ticked = {int(number) for number in request.POST.getlist("change") if number.isdecimal() and len(number) < 6}
    chosen = [change for number, change in enumerate(found.changes) if number in ticked]
    if not chosen:
        form.add_error(None, NOTHING_TICKED)
    if not form.is_valid():
        return _changes_page(request, page, document, found, form)
    sent, refused = send(share=page.share, changes=chosen, reason=form.cleaned_data["reason"], by=page.reader)
    if sent:
        messages.success(request, f"You sent {plural(sent, 'proposal')}.")
    for sentence in refused:
        messages.warning(request, f"Not proposed: {sentence}")
    return redirect(f"agreements:{tab_of(document)}", page.share.reference)


def _unsealed(request: HttpRequest, page: Page, document: Document) -> FileChanges | None:
    try:
        user, reference, of, changes, stale, unused = signing.loads(request.POST.get("changes", ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if (user, reference, of) != (page.reader.pk, page.share.reference, document.value):
        return None
    return FileChanges(list(map(WordChange.of, changes)), list(map(WordChange.of, stale)), unused)
