"""What a change in an event is of: pure data."""

from enum import StrEnum


class ChangeKey(StrEnum):
    """What a change is of, the first part of its key; after a colon come the numbers or keys of the thing."""

    ANSWER = "answer"
    WORDING = "wording"
    WORDING_REPLACED = "wording_replaced"
    CLAUSE_ADDED = "clause_added"
    PROPOSED_AGAIN = "proposed_again"
    VERDICT = "verdict"
    REPLY = "reply"
    NOTE = "note"
    PURPOSE = "purpose"
    DECISION_NOTE = "decision_note"
    REASON = "reason"
    RISK = "risk"
    ADVICE = "advice"
    ACCEPTANCE = "acceptance"
    CERTIFICATE = "certificate"
    PROOF = "proof"
    REVIEW = "review"
    INCIDENT = "incident"
    CONTACT = "contact"
    COMMENT = "comment"
    DIGEST = "digest"
    ENTRY_DIGEST = "entry_digest"

    def of(self, *what: object) -> str:
        """Return the key of a change of this thing."""
        return ":".join([self, *map(str, what)])
