"""People, the organisations they work for, their notifications, and what they tell each other."""

from .account_help import AccountHelp, Help
from .bodies import Listing, OrganisationMove, body_moved
from .delivery import Delivery, DeliveryQuerySet
from .erasures import Erasure
from .grounds import Ground
from .guidance import GlossaryTerm, Guidance, GuidanceKind, GuidanceState, Stage, any_word, every_word
from .keys import SignUpLink, SpentCode
from .memberships import Membership, MembershipQuerySet
from .notices import Mail, Notification
from .organisations import EmailDomain, Organisation, domain_of, domains_of
from .people import MailChoice, User

__all__ = [
    "AccountHelp",
    "Delivery",
    "DeliveryQuerySet",
    "EmailDomain",
    "Erasure",
    "GlossaryTerm",
    "Ground",
    "Guidance",
    "GuidanceKind",
    "GuidanceState",
    "Help",
    "Listing",
    "Mail",
    "MailChoice",
    "Membership",
    "MembershipQuerySet",
    "Notification",
    "Organisation",
    "OrganisationMove",
    "SignUpLink",
    "SpentCode",
    "Stage",
    "User",
    "any_word",
    "body_moved",
    "domain_of",
    "domains_of",
    "every_word",
]
