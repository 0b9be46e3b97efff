"""Why a person no longer acts for an organisation."""

from django.db.models import TextChoices


class Ground(TextChoices):
    """The reason for the end of a membership or an account. The code is stored; the sentence is shown."""

    CHANGED = "membership_changed", "Their membership of the organisation was changed"
    NOT_CONFIRMED = "not_confirmed", "The organisation did not confirm that they work there"
    BODY_CLOSED = "organisation_closed", "The organisation has closed"
    LEFT = "works_for_another", "The person told us that they work for another organisation"
    ADDRESS_CHANGED = "address_changed", "The person changed their email address"
    DOMAIN_MOVED = "domain_moved", "Their email domain no longer belongs to the organisation"
    ACCOUNT_CLOSED = "account_closed", "The person closed their account"
    CLOSED_BY_SUPPORT = "account_closed_by_support", "Their account was closed by the support team"
    NOT_PROVED = (
        "address_not_proved",
        "The owner of the mailbox made an account; this one had never been confirmed",
    )
    ERASED = "details_erased", "Their details were erased"
