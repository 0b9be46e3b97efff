"""The state after an import of organisations, and what support has to decide."""

from django.db.models import Count

from community.models import EmailDomain, Membership, Organisation
from community.organisations.succession import closings


def standing() -> str:
    """Return in a sentence how many organisations and domains there are."""
    bodies, opened = Organisation.objects.count(), Organisation.objects.filter(is_closed=False).count()
    reached = Organisation.objects.filter(domains__isnull=False).distinct().count()
    both = Organisation.objects.annotate(lists=Count("listings__source", distinct=True)).filter(lists__gt=1).count()
    domains, owned = EmailDomain.objects.count(), EmailDomain.objects.exclude(organisation=None).count()
    return (
        f"There are {bodies:,} organisations, of which {opened:,} are open. {reached:,} have their own email domain. "
        f"{both:,} are in more than one list. Of {domains:,} domains, {owned:,} belong to one organisation."
    )


def waiting() -> list[str]:
    """Return what to do about each closed body whose people still answer requests."""
    handlers = Membership.objects.live().filter(organisation__is_closed=True, handles_requests=True)
    people = dict(handlers.values_list("organisation").annotate(Count("user", distinct=True)))
    closed = Organisation.objects.filter(pk__in=people).order_by("name")
    lines = []
    for closing in closings(closed):
        sentence = f"To do: {closing.sentence} {people[closing.body.pk]} of its people answer requests."
        prefix = "then run: " if len(closing.followers) != 1 else ""
        to = closing.followers[0].slug if len(closing.followers) == 1 else "SUCCESSOR"
        lines.append(
            f"{sentence} {_decide(len(closing.followers))}{prefix}script/manage move_organisation "
            f"{closing.body.slug} {to} --by YOUR-ADDRESS --reason WHY"
        )
    return lines


def _decide(followers: int) -> str:
    if followers == 1:
        return "If that organisation takes over, run: "
    return "Decide which organisation takes over, " if followers else "Find out which organisation takes over, "
