"""The duties of joint controllers: who is responsible for each, and who supports it, activity by activity.

Source: UK GDPR Article 26(1) and (2), 13 to 22, 28, 32 to 35; Data Protection Act 2018 s58 and s104 for Part 3.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class JointDuty:
    """A duty that joint controllers divide, and what the draft says of it until they settle it."""

    key: str
    duty: str
    starts_with: str
    supports: str


# The lead's name is put in the place of {lead}.
DUTIES: Final = (
    JointDuty("notices", "Privacy information, and the essence of this arrangement", "{lead}", "All"),
    JointDuty("contact", "Contact point for the people concerned", "{lead}", "All"),
    JointDuty("rights", "Requests and complaints", "The contact point", "The party that holds the record"),
    JointDuty("assessment", "Impact assessment", "All together", "Each adopts it"),
    JointDuty(
        "security", "Security, and contracts with processors", "The party that hosts the data", "Those who use it"
    ),
    JointDuty(
        "breach",
        "Breach: telling the Information Commissioner and the people concerned",
        "The party in whose hands it happened",
        "All, told within the time in section 11",
    ),
    JointDuty("accuracy", "Accuracy and deletion", "The party that gave the data", "Those who received it"),
)
