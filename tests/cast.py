"""The people of every test, by name: who asks, holds, advises, signs, observes, or has no role."""

from dataclasses import dataclass, fields

from allauth.account.models import EmailAddress
from django.utils import timezone

from catalogue.models import Access, DataAsset, Kind, Source
from community.models import EmailDomain, Membership, Organisation, User

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    acquirer: User
    acquirer_colleague: User
    acquirer_expert: User
    acquirer_signatory: User
    supplier: User
    supplier_colleague: User
    supplier_expert: User
    supplier_signatory: User
    onlooker: User
    stranger: User

    def everyone(self) -> dict[str, User]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class Bodies:
    council: Organisation
    revenue: Organisation
    elsewhere: Organisation


NAMES = {
    "acquirer": ("Amina Okafor", "council"),
    "acquirer_colleague": ("Bryn Davies", "council"),
    "acquirer_expert": ("Chidi Eze", "council"),
    "acquirer_signatory": ("Dilys Morgan", "council"),
    "supplier": ("Sunita Rao", "revenue"),
    "supplier_colleague": ("Tom Fletcher", "revenue"),
    "supplier_expert": ("Una Kelly", "revenue"),
    "supplier_signatory": ("Victor Stone", "revenue"),
    "onlooker": ("Wren Hughes", "council"),
    "stranger": ("Zoe Marsh", "elsewhere"),
}


def make_bodies() -> Bodies:
    named = {"council": "Barchester City Council", "revenue": "Office for Records", "elsewhere": "Agency for Elsewhere"}
    bodies = Bodies(**{slug: Organisation.objects.create(name=name, slug=slug) for slug, name in named.items()})
    for slug in named:
        EmailDomain.objects.create(pattern=f"{slug}.gov.uk", organisation=getattr(bodies, slug))
    return bodies


def make_cast(bodies: Bodies) -> Cast:
    return Cast(**{part: make_person(part, name, getattr(bodies, body)) for part, (name, body) in NAMES.items()})


def make_person(part: str, name: str, body: Organisation) -> User:
    user = User(email=f"{part.replace('_', '.')}@{body.slug}.gov.uk", full_name=name)
    user.password = _hashed()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Membership.objects.create(user=user, organisation=body, handles_requests=part == "supplier")
    return user


_HASHES: list[str] = []


def _hashed() -> str:
    """Return the hash of the one password, as hashing is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    if not _HASHES:
        _HASHES.append(make_password(PASSWORD))
    return _HASHES[0]


def make_asset(
    publisher: Organisation, title: str = "Council tax records of households", **fields: object
) -> DataAsset:
    source, _ = Source.objects.get_or_create(
        key="test", defaults={"name": "Test catalogue", "licence": "OGL", "attribution": "Test"}
    )
    number = DataAsset.objects.count() + 1
    given = {
        "reference": f"test-{number}",
        "source": source,
        "identifier": str(number),
        "kind": Kind.DATASET,
        "title": title,
        "description": "One row for each household that is liable.",
        "publisher": publisher,
        "publisher_name": publisher.name,
        "contact": f"data@{publisher.slug}.gov.uk",
        "access": Access.RESTRICTED,
        "modified": timezone.localdate(),
    }
    return DataAsset.objects.create(**given | fields)
