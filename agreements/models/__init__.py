"""The stored facts of a data share."""

from .edition import Edition
from .events import Event, EventDetails
from .negotiating import Clause, ClauseAgreement, Comment, Document, Proposal, Visit, Wording, title_of
from .registering import RegisterEntry
from .requesting import Answer, Decision, Outcome, Reason, Round, SectionResponse, SupplierAnswer, Verdict
from .share import DataShare, Member, MemberQuerySet, Party, SharePermission
from .signing import (
    Agreement,
    FrozenWords,
    RegisterJob,
    RequiredSignature,
    SealedFile,
    SealJob,
    SignatoryReplacement,
    Signature,
)

__all__ = [
    "Agreement",
    "Answer",
    "Clause",
    "ClauseAgreement",
    "Comment",
    "DataShare",
    "Decision",
    "Document",
    "Edition",
    "Event",
    "EventDetails",
    "FrozenWords",
    "Member",
    "MemberQuerySet",
    "Outcome",
    "Party",
    "Proposal",
    "Reason",
    "RegisterEntry",
    "RegisterJob",
    "RequiredSignature",
    "Round",
    "SealJob",
    "SealedFile",
    "SectionResponse",
    "SharePermission",
    "SignatoryReplacement",
    "Signature",
    "SupplierAnswer",
    "Verdict",
    "Visit",
    "Wording",
    "title_of",
]
