"""The page on which the acquirer replies to the supplier's comments, saved until the request is sent again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import page_for, posted, revision_posted
from agreements.answers import journey_of
from agreements.requesting import actions
from agreements.requesting.forms import RepliesForm
from agreements.requesting.replies import written_for
from agreements.requesting.returned import returned_of
from agreements.states import Action
from datashare.lib.exceptions import Conflict, NotNow


def replies(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a box for each comment and one for all of the request, and keep what is typed."""
    page = page_for(request, reference, Action.ANSWER)
    journey = journey_of(page.share)
    returned = returned_of(page.share, journey)
    if returned is None:
        raise NotNow("The supplier has not returned this request, so there are no comments to reply to.")
    titles = {item.section.key: item.section.title for item in journey.sections()}
    written = written_for(page.share)
    form = RepliesForm(
        posted(request), sections={key: titles[key] for key in titles if key in returned.remarks}, written=written
    )
    content = {"journey": journey, "returned": returned, "form": form, "revision": written.revision, "titles": titles}
    if form.is_valid():
        try:
            actions.write_replies(share=page.share, revision=revision_posted(request), by=page.reader, **form.said())
            return redirect("agreements:request" if "later" in request.POST else "agreements:check", reference)
        except Conflict:
            content["theirs"] = written
    status = 409 if "theirs" in content else 200
    return page.render(request, "agreements/requesting/replies.html", content, tab="request", status=status)
