"""What stops an agreement from being signed, and who went on despite it."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .edition import Edition
from .share import Party


class StopKind(models.TextChoices):
    """A reason not to sign, in the words of the history."""

    NOT_HELD = "not_held", "The supplier does not hold the data"
    BARRED = "barred", "The law prevents the supplier from disclosing the data"
    NOTHING_SHARED = "nothing_shared", "The supplier shares none of the data items"
    NO_POWER = "no_power", "An organisation has no legal power to receive the data"
    NO_GATEWAY = "no_gateway", "No law was found that lets the supplier disclose the data"
    BASIS_REFUSED = "basis_refused", "A public body cannot rely on the lawful basis that was chosen"
    ROLES = "roles", "The roles of the organisations do not fit together"
    TRANSFER = "transfer", "The data may leave the UK without a safeguard"
    NO_ASSESSMENT = "no_assessment", "There is no impact assessment although the risk may be high"
    LEGAL_CHECK = "legal_check", "No legal adviser has checked the request"
    PROTECTION_CHECK = "dp_check", "No data protection adviser has checked the request"
    NO_ANSWER = "no_answer", "A clause says only that the answer will follow"
    STRUCK = "struck", "A clause was struck that the text cannot do without"
    RISKS_PROPOSED = "risks_proposed", "Risks are still scored as the service proposed"
    NO_ADVICE = "no_advice", "No data protection officer has advised on the risks"
    NOT_ACCEPTED = "not_accepted", "An organisation has not accepted the risk that remains"
    HIGH_RISK = "high_risk", "A high risk remains, and the Information Commissioner was not consulted"
    MEASURES_OPEN = "measures_open", "Measures against risks have not been approved"


# No one may go on despite these: no agreement makes them lawful, and what a service proposed no one has assessed (UK
# GDPR, Article 35(1): the controller carries out the assessment).
ABSOLUTE: Final = frozenset(
    {
        *(StopKind.BARRED, StopKind.NO_POWER, StopKind.NO_GATEWAY, StopKind.BASIS_REFUSED),
        *(StopKind.RISKS_PROPOSED, StopKind.HIGH_RISK),
    }
)


class StopOverride(AppendOnly, models.Model):
    """A party goes on despite a stop, for a reason that the agreement prints."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="overrides")
    stop = models.CharField(max_length=60, help_text="The kind of the stop and what it is about: transfer:12.")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "stop", "party"], name="a_party_goes_on_despite_a_stop_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} despite {self.stop}"
