"""Sign-off: freeze the words, sign their digest, decline, take them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.documents.freeze import (
    CannotFreeze,
    ClauseWords,
    DocumentWords,
    PartyWords,
    SectionWords,
    SignatoryWords,
    Words,
    freeze,
)
from agreements.models import (
    Agreement,
    Clause,
    DataShare,
    Document,
    FrozenWords,
    Member,
    Party,
    Proposal,
    RequiredSignature,
    SealJob,
    Signature,
)
from agreements.states import Action, Role, State
from agreements.workflow import Change, begin, finish, lock
from community.models import User
from datashare.lib.problems import Incomplete, NotNow
from datashare.lib.queue import nudge

STATEMENT: Final = (
    "I have read the whole of this document. I may sign it for {organisation} as {office}, "
    "and I sign the words whose digest is {digest}."
)


@transaction.atomic
def freeze_words(*, share: DataShare, in_order: bool, by: User) -> Agreement:
    """Freeze what everybody agreed, and ask for signatures. Raises Incomplete with everything that stands in the way."""
    share = begin(share, Action.FREEZE, by)
    obstacles = obstacles_to_freezing(share)
    if obstacles:
        raise Incomplete("\n".join(obstacles))
    number = share.agreements.count() + 1
    signatories = signatories_of(share)
    try:
        frozen = freeze(_words(share, number, signatories))
    except CannotFreeze as error:
        raise Incomplete(str(error)) from error
    agreement = Agreement.objects.create(share=share, number=number, offered_by=by, in_order=in_order)
    FrozenWords.objects.create(agreement=agreement, words=frozen.words_json, html=frozen.html, digest=frozen.digest)
    for place, member in enumerate(signatories, 1):
        RequiredSignature.objects.create(agreement=agreement, party=member.party, member=member, place=place)
    says = f"froze the words of agreement {number} and asked for signatures"
    changes = [Change("Digest of the words", "", frozen.digest)]
    finish(share, Action.FREEZE, by=by, says=says, changes=changes, subject=f"agreement:{number}:{frozen.digest}")
    return agreement


def obstacles_to_freezing(share: DataShare) -> list[str]:
    """Everything that stands between the clauses and signatures, in sentences. Empty when nothing does."""
    clauses = list(share.clauses.select_related("current").prefetch_related("current__agreements"))
    parties = list(share.parties.select_related("organisation"))
    return [
        *_unagreed(clauses, parties),
        *_with_gaps(clauses),
        *_open_proposals(share),
        *_without_signatory(share, parties),
    ]


def _unagreed(clauses: Sequence[Clause], parties: Sequence[Party]) -> list[str]:
    sentences = []
    for party in parties:
        missing = [clause for clause in clauses if party.pk not in _agreeing(clause)]
        if missing:
            sentences.append(f"{party} has not agreed {len(missing)} of {len(clauses)} clauses.")
    return sentences


def _agreeing(clause: Clause) -> set[int]:
    return {agreement.party_id for agreement in clause.current.agreements.all()} if clause.current else set()


def _with_gaps(clauses: Sequence[Clause]) -> list[str]:
    gaps = [clause for clause in clauses if clause.current and "[[gap:" in clause.current.text]
    return [
        f"{Document(clause.document).label}, clause {clause.number}: a gap still has to be filled." for clause in gaps
    ]


def _open_proposals(share: DataShare) -> list[str]:
    proposals = Proposal.objects.filter(wording__clause__share=share, state=Proposal.State.OPEN).select_related(
        "wording__clause"
    )
    return [
        f"Clause {proposal.wording.clause.number}: a proposal is still open. Accept it, reject it or withdraw it."
        for proposal in proposals
    ]


def _without_signatory(share: DataShare, parties: Sequence[Party]) -> list[str]:
    named = [member.party_id for member in signatories_of(share)]
    none = [f"{party} has not named its signatory." for party in parties if party.pk not in named]
    several = [f"{party} has named more than one signatory." for party in parties if named.count(party.pk) > 1]
    return none + several


def signatories_of(share: DataShare) -> list[Member]:
    """In the order of signing: acquirers first, then suppliers."""
    members = Member.objects.live().filter(share=share, role=Role.SIGNATORY)
    return list(members.select_related("party__organisation", "user").order_by("party__side", "party_id"))


def _words(share: DataShare, number: int, signatories: Sequence[Member]) -> Words:
    parties = share.parties.select_related("organisation")
    return Words(
        reference=share.reference,
        number=number,
        title=share.title,
        kind="mou",
        parties=tuple(PartyWords(side=party.side, organisation=party.organisation.name) for party in parties),
        signatories=tuple(
            SignatoryWords(party=member.party.organisation.name, office=member.office or "Signatory")
            for member in signatories
        ),
        documents=tuple(_document_words(share, document) for document in Document),
    )


def _document_words(share: DataShare, document: Document) -> DocumentWords:
    sections: dict[str, list[Clause]] = {}
    for clause in share.clauses.filter(document=document).select_related("current"):
        sections.setdefault(clause.section_heading, []).append(clause)
    return DocumentWords(
        key=document.value,
        title=document.label,
        sections=tuple(
            SectionWords(
                number=clauses[0].number.split(".")[0], heading=heading, clauses=tuple(map(_clause_words, clauses))
            )
            for heading, clauses in sections.items()
        ),
    )


def _clause_words(clause: Clause) -> ClauseWords:
    if clause.current is None:
        raise Incomplete(f"Clause {clause.number} has no wording.")
    return ClauseWords(
        number=clause.number,
        key=clause.key,
        heading=clause.heading,
        text=clause.current.text,
        wording=clause.current.pk,
    )


@transaction.atomic
def sign(*, agreement: Agreement, digest: str, method: str, by: User) -> Signature:
    """Put the person's name to the digest they were shown. Signing twice is signing once.

    The last signature brings the agreement into force in the same transaction, and writes the seal job.
    Raises NotNow for a stale digest or out of turn, PermissionDenied when another person is to sign.
    """
    share = lock(agreement.share)
    agreement = Agreement.objects.select_related("words", "share").get(pk=agreement.pk)
    if done := agreement.signatures.filter(user=by, digest=digest).first():
        return done
    begin(share, Action.SIGN, by)
    required = _required_of(agreement, by)
    if agreement.taken_back_at or digest != agreement.words.digest:
        raise NotNow("The words have changed since they were shown to you. Nothing was signed: read them again.")
    _must_be_next(agreement, required)
    office = required.member.office or "Signatory"
    signature = Signature.objects.create(
        agreement=agreement,
        party=required.party,
        user=by,
        name=by.full_name,
        office=office,
        digest=digest,
        statement=STATEMENT.format(organisation=required.party, office=office, digest=digest),
        method=method,
    )
    says = f"signed agreement {agreement.number} for {required.party} as {office}"
    changes = [Change("Digest signed", "", digest)]
    finish(share, Action.SIGN, by=by, says=says, changes=changes, subject=f"agreement:{agreement.number}:{digest}")
    if agreement.signatures.count() == agreement.required.count():
        _bring_into_force(share, agreement, by)
    return signature


def _required_of(agreement: Agreement, by: User) -> RequiredSignature:
    required = agreement.required.select_related("party__organisation", "member").filter(member__user=by).first()
    if not required:
        raise PermissionDenied("Another person was named to sign these words.")
    return required


def _must_be_next(agreement: Agreement, required: RequiredSignature) -> None:
    if not agreement.in_order:
        return
    earlier = agreement.required.filter(place__lt=required.place).exclude(
        party__in=agreement.signatures.values("party")
    )
    if earlier.exists():
        raise NotNow("The parties agreed to sign in order, and it is not your turn yet. We will tell you when it is.")


def _bring_into_force(share: DataShare, agreement: Agreement, by: User) -> None:
    now = timezone.now()
    share.agreements.filter(in_force_at__isnull=False, ended_at=None).update(ended_at=now)
    agreement.in_force_at = now
    agreement.save(update_fields=["in_force_at"])
    SealJob.objects.create(agreement=agreement)
    says = f"gave the last signature, which brought agreement {agreement.number} into force"
    finish(
        share,
        Action.BRING_INTO_FORCE,
        by=by,
        says=says,
        subject=f"agreement:{agreement.number}:{agreement.words.digest}",
    )
    nudge("agreements.tasks.seal", agreement.pk)


@transaction.atomic
def decline(*, agreement: Agreement, reason: str, by: User) -> None:
    """Refuse to sign, with a reason: the words go back to negotiation and everybody is told."""
    share = begin(agreement.share, Action.DECLINE, by)
    agreement = share.agreements.offered().get(pk=agreement.pk)
    _required_of(agreement, by)
    _take_back(agreement)
    says = f"declined to sign agreement {agreement.number}"
    finish(
        share,
        Action.DECLINE,
        by=by,
        says=says,
        changes=[Change("Reason", "", reason)],
        subject=f"agreement:{agreement.number}",
    )


@transaction.atomic
def reopen(*, share: DataShare, reason: str, by: User) -> None:
    """Take the frozen words back from signing; signatures on them no longer count."""
    share = begin(share, Action.REOPEN, by)
    agreement = share.agreements.offered().get()
    _take_back(agreement)
    says = f"took agreement {agreement.number} back from signing"
    finish(
        share,
        Action.REOPEN,
        by=by,
        says=says,
        changes=[Change("Reason", "", reason)],
        subject=f"agreement:{agreement.number}",
    )


def _take_back(agreement: Agreement) -> None:
    agreement.taken_back_at = timezone.now()
    agreement.save(update_fields=["taken_back_at"])


def offered(share: DataShare) -> Agreement | None:
    """The agreement out for signature, if there is one."""
    if share.state != State.SIGNING:
        return None
    return share.agreements.offered().select_related("words").first()


@dataclass(frozen=True)
class Standing:
    """One signature that is required: whose, and whether it is there."""

    required: RequiredSignature
    signature: Signature | None


def standing_of(agreement: Agreement) -> list[Standing]:
    """The required signatures in their order, each with the signature given."""
    given = {signature.party_id: signature for signature in agreement.signatures.all()}
    rows = agreement.required.select_related("party__organisation", "member__user")
    return [Standing(row, given.get(row.party_id)) for row in rows]


def turn_of(agreement: Agreement, user: User) -> RequiredSignature | None:
    """What this person is to sign now: None when it is signed, another's to sign, or not their turn."""
    due = [standing.required for standing in standing_of(agreement) if standing.signature is None]
    if agreement.in_order:
        due = due[:1]
    return next((required for required in due if required.member.user_id == user.pk), None)
