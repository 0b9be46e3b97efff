"""The standard answers of the acquirer, given by the organisation admin of the demonstration."""

from collections.abc import Mapping
from typing import Any, Final

from agreements.passport.actions import confirm
from community.models import User
from datashare.demonstration.people import ACQUIRER, body

STANDARD_ANSWERS: Final[Mapping[str, Any]] = {
    "dpo": {
        "chosen": "other",
        "name": "Bryn Davies",
        "role": "Data protection adviser",
        "email": "bryn@ukhsa.demonstration.gov.uk",
    },
    "storage": [
        {
            "id": "standard1",
            "system": "Secure analysis platform",
            "host": "UK Health Security Agency",
            "country": "United Kingdom",
            "assurance": "ISO 27001, last audited in May 2026",
        }
    ],
    "disposal": "The data owner deletes the data and its copies. Backups are overwritten within 30 days. We send the "
    "supplier a certificate of destruction within 5 working days.",
    "foi": "Our information rights team answers requests. It asks the other organisations before it answers.",
}


def give_standard_answers(admin: User) -> None:
    """Confirm each standard answer."""
    for key, value in STANDARD_ANSWERS.items():
        confirm(organisation=body(ACQUIRER), key=key, value=value, revision=0, by=admin)
