"""Exceptions for actions that a permitted user cannot do now. Each has a message for the page."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class NotNow(Exception):
    """The wrong state: the object has changed. Answered with 409 and what changed."""


class Conflict(NotNow):
    """A colleague changed the same text meanwhile. A page that can shows both texts; else it is a 409."""


class Incomplete(NotNow):
    """Something is missing. The message says what, one reason a line."""


class NoPart(PermissionDenied):
    """The user's organisation takes no part any more; the 403 page does not say that a lead can change their role."""


class PartEnded(Http404):
    """The page belongs to something that this user took part in once; the 404 page says that it ended."""
