"""What makes the service act by itself: pure data."""

from django.db.models import TextChoices


class Cause(TextChoices):
    """What made the service act; for the end of a role, also one of community's grounds."""

    ROLE_EXPIRED = "role_expired", "Their membership of the organisation ended on the day that was set"
    NO_LONGER_THERE = "no_longer_there", "They no longer work for the organisation"
    WORKS_ELSEWHERE = (
        "works_elsewhere",
        "They work for another organisation in this data share, or answer requests for its data",
    )
    ACCOUNT_IS_CLOSED = "account_is_closed", "Their account is closed"
    IN_FORCE = "in_force", "The agreement came into force"
    DATE_PASSED = "date_passed", "The day until which the agreement waited for everyone is over"
    TERM_OVER = "term_over", "Its term is over"
    NOTICE_OVER = "notice_over", "The notice of an organisation is over"
    PART_ENDED = "part_ended", "The agreement, or its part in it, has ended"
    NOTHING_LEFT = "nothing_left", "No organisation is left to give data, or none to receive it"
    LIFTED_BY_ALL = "lifted_by_all", "All organisations concerned agreed that the reason for the suspension has gone"
    LATER_EDITION = "later_edition", "A later edition was signed by everyone"
    SIGNED_BEFORE = "signed_before", "The same words were signed in the version before"
    ALL_DECIDED = "all_decided", "All suppliers have decided on this round"
    RECONSIDERED = "reconsidered", "The refusal was reconsidered"
    REVIEW_MOVED = "review_moved", "The day of the next review became known, or was moved by a review"
    REGISTER_REBUILT = "register_rebuilt", "The register was made again"
    SEAL_JOB = "seal_job", "The job that seals the agreement"
    ERASURE = "erasure", "A person’s details were erased"
