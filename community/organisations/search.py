"""Finds a public body by any of its names."""

import re

from django.db.models import Case, Q, When
from django.utils.text import slugify

from community.models import EmailDomain, Listing, Membership, Organisation
from community.organisations.moved_domains import people_following
from community.organisations.sources.known import ALIASES
from community.organisations.succession import Closing, closings, heirs_of
from datashare.lib.plain import same_length

FROM_CATALOGUE = "catalogue"
MOST_CLOSED = 5
OTHER_KIND = "Other public body"
_SMALL = frozenset({"the", "and", "of", "for"})


def normalised(name: str) -> str:
    """Return a name without common variations: case, accents, "the", "&", "HM", punctuation."""
    spelled = same_length(name).lower().replace("&", " and ").replace("'", "")
    return " ".join(word for word in re.findall(r"[^\W_]+", spelled) if word not in {"the", "and", "of", "for", "hm"})


class Directory:
    """Every organisation by slug, normalised name and abbreviation, read once for imports."""

    def __init__(self) -> None:
        self._known: dict[str, Organisation] = {}
        bodies = {body.pk: body for body in Organisation.objects.order_by("-is_closed", "pk")}
        self._heirs = heirs_of(bodies.values())
        for pk, former in Listing.objects.exclude(former=[]).values_list("organisation_id", "former"):
            for name in former:
                self._known |= {name: bodies[pk], normalised(name): bodies[pk]}
        for body in bodies.values():
            self.add(body)
        owned = EmailDomain.objects.exclude(organisation=None).values_list("pattern", "organisation_id")
        self._domains = {pattern: bodies[pk] for pattern, pk in owned if pk}

    def add(self, body: Organisation) -> None:
        """Add a body. Add open bodies last, so that of two with one name the open one is found."""
        for name in filter(None, (normalised(body.abbreviation), body.slug, normalised(body.name))):
            self._known[name] = body

    def find(self, *names: str) -> Organisation | None:
        """Return the body with one of these names or, if it has closed, its successor."""
        for name in filter(None, names):
            known = ALIASES.get(name, name)
            body = self._known.get(known.lower()) or self._known.get(normalised(known))
            if body is not None:
                return self._heirs.get(body.pk, body)
        return None

    def find_by_mailbox(self, mailbox: str) -> Organisation | None:
        """Return the body whose own domain a mailbox belongs to; wildcard patterns do not count."""
        body = self._domains.get(mailbox.rpartition("@")[2].lower())
        return self._heirs.get(body.pk, body) if body else None


def open_bodies_like(words: str, limit: int) -> list[Organisation]:
    """Return open bodies by words of their name or by abbreviation, which comes first.

    After them come the successors of closed bodies of such a name.
    """
    named = _named(words)
    if not named:
        return []
    short = Q(abbreviation__plain__iexact=words.strip()) | Q(pk__in=_going_by_initials(words.strip()))
    matches = Organisation.objects.filter(named | short, is_closed=False).alias(
        is_short=Case(When(short, 0), default=1)
    )
    bodies = list(matches.order_by("is_short", "name", "pk")[:limit])
    following = [body for closing in closed_bodies_like(words) for body in closing.followers]
    return list(dict.fromkeys([*bodies, *following]))[:limit]


def _named(words: str) -> Q:
    """Return a filter for names with all of these words; empty if no word counts."""
    named = Q()
    for word in re.findall(r"\w+", same_length(words)):
        if word.lower() not in _SMALL:
            named &= Q(name__plain__icontains=word)
    return named


def closed_bodies_like(words: str) -> list[Closing]:
    """Return the closed bodies with all of these words in their name, or this abbreviation, and successors."""
    named = _named(words)
    if not named:
        return []
    short = Q(abbreviation__plain__iexact=words.strip())
    return closings(Organisation.objects.filter(named | short, is_closed=True).order_by("name", "pk")[:MOST_CLOSED])


def _going_by_initials(typed: str) -> list[int]:
    """Return bodies known by the initials of their name if no list gives them: HMLR is HM Land Registry."""
    if not re.fullmatch(r"[A-Za-z]{3,8}", typed):
        return []
    names = Organisation.objects.filter(is_closed=False).values_list("pk", "name")
    return [pk for pk, name in names if typed.lower() in _initials(name)]


def _initials(name: str) -> set[str]:
    """Return the initials of a name, with and without small words: hmlr for HM Land Registry; DfE, DWP."""
    parts = re.findall(r"[A-Za-z]+", name)
    with_small = [part if part.isupper() else part[0] for part in parts]
    without = [part if part.isupper() else part[0] for part in parts if part.lower() not in _SMALL]
    return {"".join(with_small).lower(), "".join(without).lower()}


def can_be_reached(body: Organisation) -> bool:
    """Return whether the body has users here, or people with its domain could make an account."""
    return Membership.objects.live().filter(organisation=body).exists() or body.domains.exists()


def create_body(name: str, directory: Directory) -> Organisation:
    """Return a public body that a catalogue names and GOV.UK does not list; create it if it is new."""
    body, _ = Organisation.objects.get_or_create(
        slug=slugify(name)[:300], defaults={"name": name, "kind": OTHER_KIND, "source": FROM_CATALOGUE}
    )
    directory.add(body)
    return body


def link_council_domains() -> int:
    """Assign councils' domains without an owner to the council whose name they spell; return how many."""
    spelled = {
        key: body
        for body in Organisation.objects.filter(source=FROM_CATALOGUE, name__icontains="council").order_by("pk")
        for key in _spellings(body.name)
    }
    linked = []
    for domain in EmailDomain.objects.filter(organisation=None, pattern__endswith=".gov.uk").exclude(
        pattern__startswith="*"
    ):
        body = spelled.get(re.sub(r"[^a-z]", "", domain.pattern.removesuffix(".gov.uk")))
        if body:
            domain.organisation = body
            linked.append(domain)
    with people_following():
        EmailDomain.objects.bulk_update(linked, ["organisation"])
    return len(linked)


def _spellings(name: str) -> set[str]:
    words = [word for word in normalised(name).split() if word != "council"]
    return {"".join(words), "".join(word for word in words if word != "city")}
