"""The fictitious people of the demonstration, in real bodies, with one password for all."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from catalogue.models import DataAsset, Steward
from community.models import EmailDomain, Membership, Organisation, User

PASSWORD = "heat-health-alerts-2026"  # noqa: S105 (of made-up people in a local demonstration, printed at every start)
ACQUIRER, SUPPLIER, SECOND = "uk-health-security-agency", "nhs-england", "office-for-national-statistics"
COUNCIL, POLICE, TRUST = (
    "sheffield-city-council",
    "south-yorkshire-police",
    "sheffield-teaching-hospitals-nhs-foundation-trust",
)
DOMAINS = {
    ACQUIRER: "ukhsa.demonstration.gov.uk",
    SUPPLIER: "nhsengland.demonstration.gov.uk",
    SECOND: "ons.demonstration.gov.uk",
    COUNCIL: "sheffield.demonstration.gov.uk",
    POLICE: "southyorkshire.demonstration.police.uk",
    TRUST: "sth.demonstration.nhs.uk",
}


@dataclass(frozen=True)
class DemonstrationPerson:
    """A person's part in the demonstration."""

    name: str
    key: str
    body: str
    job: str
    does: str

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAINS[self.body]}"


PARTS = (
    DemonstrationPerson(
        "Amina Okafor",
        "amina",
        ACQUIRER,
        "Head of heat-health surveillance",
        "lead for the acquirer, asks for data",
    ),
    DemonstrationPerson("Bryn Davies", "bryn", ACQUIRER, "Data protection adviser", "adviser to the acquirer"),
    DemonstrationPerson("Dilys Morgan", "dilys", ACQUIRER, "Director of Surveillance", "signatory for the acquirer"),
    DemonstrationPerson(
        "Sunita Rao", "sunita", SUPPLIER, "Information asset owner", "lead for the supplier, answers requests"
    ),
    DemonstrationPerson("Una Kelly", "una", SUPPLIER, "Security adviser", "adviser to the supplier"),
    DemonstrationPerson("Victor Stone", "victor", SUPPLIER, "Director of Data", "signatory for the supplier"),
    DemonstrationPerson("Wilf Grant", "wilf", SECOND, "Head of mortality data", "lead for a second supplier"),
    DemonstrationPerson("Priya Nair", "priya", COUNCIL, "Head of public health", "lead for a council that gives too"),
    DemonstrationPerson("Gareth Pugh", "gareth", POLICE, "Head of welfare", "lead for a force that receives"),
    DemonstrationPerson("Helen Moss", "helen", TRUST, "Head of information", "lead for a trust that gives too"),
)
RESPONDING = ("sunita", "wilf")
# Organisation admins, who keep the standard answers of their organisation.
ADMINS = ("amina",)
SUPPORT = ("Sam Porter", "support@demonstration.gov.uk")


def body(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def make_people(asset: DataAsset) -> dict[str, User]:
    """Create each person with their membership, and make the supplier's lead responsible for the record."""
    for slug, domain in DOMAINS.items():
        EmailDomain.objects.get_or_create(pattern=domain, defaults={"organisation": body(slug)})
    people = {part.key: _person(part) for part in PARTS}
    Steward.objects.get_or_create(asset=asset, user=people["sunita"], until=None)
    if not User.objects.filter(email=SUPPORT[1]).exists():
        _with_address(User.objects.create_superuser(SUPPORT[1], PASSWORD, full_name=SUPPORT[0]))
    return people


def _person(part: DemonstrationPerson) -> User:
    user = User.objects.create_user(part.email, PASSWORD, full_name=part.name, job_title=part.job)
    _with_address(user)
    does = {"handles_requests": part.key in RESPONDING, "is_admin": part.key in ADMINS}
    Membership.objects.create(user=user, organisation=body(part.body), **does)
    return user


def _with_address(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def sign_ins() -> list[str]:
    """Return the details to sign in as each of them, without closed accounts."""
    width = max(len(part.email) for part in PARTS)
    said = {part.email: f"{part.name}, {part.does}" for part in PARTS}
    said[SUPPORT[1]] = f"{SUPPORT[0]}, support staff for the admin pages (must set up a second step first)"
    can = set(User.objects.filter(email__in=list(said), is_active=True).values_list("email", flat=True))
    rows = [f"  {email:<{width}}  {words}" for email, words in said.items() if email in can]
    return [f"To sign in, use the password {PASSWORD} and one of these email addresses:", *rows]
