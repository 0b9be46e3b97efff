"""Who administers what in the admin: support staff everything, an organisation admin their own organisation."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from community.models import EmailDomain, Membership, Organisation, User


def is_support(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def administered(request: HttpRequest) -> QuerySet[Organisation] | None:
    """Return the organisations this user administers; None for support staff, who administer all."""
    if is_support(request):
        return None
    own = Membership.objects.administering().filter(user_id=request.user.pk or 0)
    return Organisation.objects.filter(pk__in=own.values("organisation"))


def people_of(bodies: QuerySet[Organisation]) -> QuerySet[User]:
    """Return current and former members, and users with an address of these organisations alone."""
    theirs = Q(memberships__organisation__in=bodies)
    for pattern in EmailDomain.objects.filter(organisation__in=bodies).values_list("pattern", flat=True):
        theirs |= _under(pattern, bodies) if "*" in pattern else Q(email__endswith="@" + pattern)
    return User.objects.filter(pk__in=User.objects.filter(theirs).values("pk"))


def _under(wildcard: str, bodies: QuerySet[Organisation]) -> Q:
    """Return a filter for addresses below a wildcard, without those whose more exact domain has another or no owner."""
    end = wildcard.removeprefix("*")
    theirs = Q(email__endswith=end)
    closer = EmailDomain.objects.filter(pattern__endswith=end).exclude(pattern=wildcard)
    for pattern in closer.exclude(organisation__in=bodies).values_list("pattern", flat=True):
        theirs &= ~Q(email__endswith=pattern.removeprefix("*") if "*" in pattern else "@" + pattern)
    return theirs


def is_own_as_support(request: HttpRequest, person: User | None) -> bool:
    """Return whether support staff would change their own entry, which is refused.

    They may not make themselves handlers of requests either.
    """
    return is_support(request) and person is not None and person.pk == request.user.pk
