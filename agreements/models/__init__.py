"""The stored facts of a data share."""

from .accessions import Accession
from .agreement import Agreement, Ending
from .answer_dates import AnswerDate
from .answering import Answer, PartyAnswer
from .assessing import (
    Advice,
    Effect,
    Likelihood,
    OfficerAdvice,
    Remaining,
    Reply,
    RiskAcceptance,
    RiskDecision,
    Severity,
)
from .body_questions import BodyQuestions
from .body_templates import BodyTemplate
from .calendars import CalendarFeed
from .checking import CheckAnswer, ExpertCheck, ExpertResult
from .comments import Comment
from .contacts import ContactNotice
from .disposal import Disposal, DisposalAnswer, DisposalCertificate, DisposalMethod
from .duties import DutiesRead, Duty, DutyKind, DutyOutcome, Repeat
from .edition import Edition
from .ended_part import EndedPart
from .events import Event, EventDetails
from .flows import Act, Flow, FlowEnd
from .incidents import (
    TO_TELL,
    Addressee,
    Harm,
    Incident,
    IncidentAwareness,
    IncidentDecision,
    IncidentNote,
    JointRecord,
    JointRecordAnswer,
)
from .leading import Leading
from .life import Departure, EndGround, Suspension, SuspensionGround, SuspensionLift
from .members import Member, MemberQuerySet, acting_party, with_leads
from .negotiating import (
    Clause,
    ClauseAgreement,
    Document,
    Visit,
    Wording,
    documents_of,
    title_of,
)
from .passport import StandardAnswer
from .permissions import SharePermission
from .proposals import Proposal, ProposalRejection
from .question_counts import QuestionCount
from .question_threads import QuestionThread, ThreadPost
from .reconsidering import Reconsideration, ReconsiderationAnswer
from .registering import RegisterEntry
from .requesting import AGREED, Decision, Outcome, Reason, Round, SectionResponse, Verdict
from .reviews import BenefitAchieved, Review, ReviewAnswer, ReviewOutcome
from .sealing import RegisterJob, SealedFile, SealJob
from .share import DataShare, Party
from .signing import FrozenWords, JoinsLater, RequiredSignature, SignatoryReplacement, Signature
from .stops import StopKind, StopOverride
from .supply import DataDelivery, Receipt, ReceiptResult, SetUpItem, SetUpStep

__all__ = [
    "AGREED",
    "TO_TELL",
    "Accession",
    "Act",
    "Addressee",
    "Advice",
    "Agreement",
    "Answer",
    "AnswerDate",
    "BenefitAchieved",
    "BodyQuestions",
    "BodyTemplate",
    "CalendarFeed",
    "CheckAnswer",
    "Clause",
    "ClauseAgreement",
    "Comment",
    "ContactNotice",
    "DataDelivery",
    "DataShare",
    "Decision",
    "Departure",
    "Disposal",
    "DisposalAnswer",
    "DisposalCertificate",
    "DisposalMethod",
    "Document",
    "DutiesRead",
    "Duty",
    "DutyKind",
    "DutyOutcome",
    "Edition",
    "Effect",
    "EndGround",
    "EndedPart",
    "Ending",
    "Event",
    "EventDetails",
    "ExpertCheck",
    "ExpertResult",
    "Flow",
    "FlowEnd",
    "FrozenWords",
    "Harm",
    "Incident",
    "IncidentAwareness",
    "IncidentDecision",
    "IncidentNote",
    "JoinsLater",
    "JointRecord",
    "JointRecordAnswer",
    "Leading",
    "Likelihood",
    "Member",
    "MemberQuerySet",
    "OfficerAdvice",
    "Outcome",
    "Party",
    "PartyAnswer",
    "Proposal",
    "ProposalRejection",
    "QuestionCount",
    "QuestionThread",
    "Reason",
    "Receipt",
    "ReceiptResult",
    "Reconsideration",
    "ReconsiderationAnswer",
    "RegisterEntry",
    "RegisterJob",
    "Remaining",
    "Repeat",
    "Reply",
    "RequiredSignature",
    "Review",
    "ReviewAnswer",
    "ReviewOutcome",
    "RiskAcceptance",
    "RiskDecision",
    "Round",
    "SealJob",
    "SealedFile",
    "SectionResponse",
    "SetUpItem",
    "SetUpStep",
    "Severity",
    "SharePermission",
    "SignatoryReplacement",
    "Signature",
    "StandardAnswer",
    "StopKind",
    "StopOverride",
    "Suspension",
    "SuspensionGround",
    "SuspensionLift",
    "ThreadPost",
    "Verdict",
    "Visit",
    "Wording",
    "acting_party",
    "documents_of",
    "title_of",
    "with_leads",
]
