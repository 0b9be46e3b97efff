"""Pages that belong to no single app: the front page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show one sentence, a start button and three links; redirect a signed-in user to their desk."""
    if request.user.is_authenticated:
        return redirect("agreements:shares")
    return render(request, "home/home.html")
