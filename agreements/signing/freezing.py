"""Freeze the words that everybody agreed, and say what stands in the way."""

import json
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from agreements.drafting.left_open import speller
from agreements.drafting.missing import asked_by
from agreements.emergency import may_wait
from agreements.evidence.frozen import (
    CannotFreeze,
    ClauseWords,
    DocumentWords,
    PartyWords,
    SectionWords,
    SignatoryWords,
    Words,
    flaw_in,
    freeze,
)
from agreements.models import (
    Agreement,
    Clause,
    DataShare,
    Document,
    FrozenWords,
    Member,
    MemberQuerySet,
    Party,
    Proposal,
    RequiredSignature,
    title_of,
)
from agreements.register.preview import Preview, preview_of
from agreements.states import Action, Role
from agreements.wording.gaps import gaps_in, has_gap
from agreements.workflow import Change, begin, finish
from community.confirming import confirmers
from community.models import User
from datashare.lib.problems import Incomplete


@transaction.atomic
def freeze_words(*, share: DataShare, in_order: bool, by: User, entry: str | None = None) -> Agreement:
    """Freeze what everybody agreed, and ask for signatures. Raises Incomplete with all that stands in the way.

    `entry` is the digest of the public entry that the lead has confirmed: Incomplete when it is another by now.
    """
    share = begin(share, Action.FREEZE, by)
    obstacles = obstacles_to_freezing(share)
    if obstacles:
        raise Incomplete("\n".join(obstacles))
    if entry is not None and entry != public_entry_of(share).digest:
        raise Incomplete("What the public register will show has changed. Read it again, then freeze the words.")
    number = share.agreements.count() + 1
    signatories = signatories_of(share)
    try:
        frozen = freeze(_words(share, number, signatories))
    except CannotFreeze as error:
        raise Incomplete(str(error)) from error
    at = timezone.now()
    agreement = Agreement.objects.create(share=share, number=number, offered_by=by, in_order=in_order, offered_at=at)
    FrozenWords.objects.create(
        agreement=agreement, words=frozen.words_json, html=frozen.html, digest=frozen.digest, frozen_at=at
    )
    record = {"in_order": in_order, "required": _require(agreement, signatories)}
    says = f"froze the words of agreement {number} and asked for signatures"
    changes = [Change("Digest of the words", "", frozen.digest)]
    changes += [Change("Digest of the public entry that was read and confirmed", "", entry)] if entry else []
    subject = f"agreement:{number}:{frozen.digest}"
    finish(share, Action.FREEZE, by=by, says=says, changes=changes, subject=subject, record=record, at=at)
    return agreement


def public_entry_of(share: DataShare) -> Preview:
    """Return what the public register will show once these words are in force. Raises Incomplete with gaps left."""
    try:
        frozen = freeze(_words(share, share.agreements.count() + 1, signatories_of(share)))
    except CannotFreeze as error:
        raise Incomplete(str(error)) from error
    return preview_of(share, json.loads(frozen.words_json))


def _require(agreement: Agreement, signatories: Sequence[Member]) -> list[dict[str, int]]:
    """Write down who must sign, and return it as the event of freezing records it."""
    rows = [
        RequiredSignature.objects.create(agreement=agreement, party=member.party, member=member, place=place)
        for place, member in enumerate(signatories, 1)
    ]
    return [{"place": row.place, "party": row.party_id, "member": row.member_id} for row in rows]


def obstacles_to_freezing(share: DataShare) -> list[str]:
    """Everything that stands between the clauses and signatures, in sentences. Empty when nothing does."""
    proposals = Proposal.objects.filter(wording__clause__share=share, state=Proposal.State.OPEN)
    return obstacles_among(
        share,
        clauses=list(share.clauses.with_agreeing()),
        parties=list(share.parties.select_related("organisation")),
        proposals=list(proposals.select_related("wording__clause")),
    )


def obstacles_among(
    share: DataShare, *, clauses: Sequence[Clause], parties: Sequence[Party], proposals: Sequence[Proposal]
) -> list[str]:
    """The same for somebody who has every clause (`with_agreeing`), party and open proposal at hand. One query."""
    return [
        *_unagreed(clauses, parties),
        *_with_gaps(share, clauses),
        *_flawed(share, clauses),
        *_still_open(share, proposals),
        *_without_signatory(share, parties),
    ]


def _unagreed(clauses: Sequence[Clause], parties: Sequence[Party]) -> list[str]:
    sentences = []
    for party in parties:
        missing = [clause for clause in clauses if party.pk not in clause.agreeing]
        if missing:
            sentences.append(f"{party} has not agreed {len(missing)} of {len(clauses)} clauses.")
    return sentences


def _with_gaps(share: DataShare, clauses: Sequence[Clause]) -> list[str]:
    gaps = [clause for clause in clauses if clause.current and has_gap(clause.current.text)]
    later = may_wait(share) if gaps else frozenset()
    found = ((clause, [key for key in gaps_in(_text(clause)) if key not in later]) for clause in gaps)
    return [
        f"{_place(share, clause)}: a gap still has to be filled.{_asks(share, keys)}" for clause, keys in found if keys
    ]


def _flawed(share: DataShare, clauses: Sequence[Clause]) -> list[str]:
    """Words that could not be signed as they would be shown."""
    found = ((clause, flaw_in(clause.current.text) if clause.current else "") for clause in clauses)
    return [f"{_place(share, clause)}: {flaw} Propose other wording for it." for clause, flaw in found if flaw]


def _text(clause: Clause) -> str:
    return clause.current.text if clause.current else ""


def _asks(share: DataShare, keys: Sequence[str]) -> str:
    """The questions whose answers a clause waits for."""
    found = (asked_by(share.question_set, key) for key in keys)
    questions = [f"“{asked.place.question.ask}”" for asked in found if asked]
    return f" It waits for the answer to {' and '.join(questions)}" if questions else ""


def _still_open(share: DataShare, proposals: Sequence[Proposal]) -> list[str]:
    places = dict.fromkeys(_place(share, proposal.wording.clause) for proposal in proposals)
    return [f"{place}: a proposal is still open. Accept it, reject it or withdraw it." for place in places]


def _place(share: DataShare, clause: Clause) -> str:
    return f"{title_of(clause.document, share)}, clause {clause.number}"


def _without_signatory(share: DataShare, parties: Sequence[Party]) -> list[str]:
    members = Member.objects.live().filter(share=share, role=Role.SIGNATORY)
    named = list(members.values_list("party_id", flat=True))
    none = [f"{party} has not named its signatory." for party in parties if party.pk not in named]
    several = [f"{party} has named more than one signatory." for party in parties if named.count(party.pk) > 1]
    return none + several + _doubtful(members)


def _doubtful(members: MemberQuerySet) -> list[str]:
    """Those named to sign of whom their party has not confirmed that they work there. One query where there are any."""
    named = members.signed_up().select_related("user", "party__organisation")
    return [
        f"{member} ({member.email}) is named to sign for {member.party}, which has not confirmed that they work there. "
        f"It can be confirmed by {confirmers(member.party.organisation)}."
        for member in named.exclude(pk__in=members.confirmed().values("pk"))
    ]


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
        kind=share.agreement_name,
        parties=tuple(PartyWords(side=party.side, organisation=party.organisation.name) for party in parties),
        signatories=tuple(
            SignatoryWords(party=member.party.organisation.name, office=member.office or "Signatory")
            for member in signatories
        ),
        documents=tuple(_document_words(share, document, speller(share)) for document in Document),
    )


def _document_words(share: DataShare, document: Document, spelt: Callable[[str], str]) -> DocumentWords:
    """One document. `spelt` puts words in the place of each mark whose answer may follow."""
    sections: dict[str, list[Clause]] = {}
    for clause in share.clauses.filter(document=document).select_related("current"):
        sections.setdefault(clause.section_heading, []).append(clause)
    return DocumentWords(
        key=document.value,
        title=title_of(document, share),
        sections=tuple(
            SectionWords(
                number=clauses[0].number.split(".")[0],
                heading=heading,
                clauses=tuple(_clause_words(clause, spelt) for clause in clauses),
            )
            for heading, clauses in sections.items()
        ),
    )


def _clause_words(clause: Clause, spelt: Callable[[str], str]) -> ClauseWords:
    if clause.current is None:
        raise Incomplete(f"Clause {clause.number} has no wording.")
    return ClauseWords(
        number=clause.number,
        key=clause.key,
        heading=clause.heading,
        text=spelt(clause.current.text),
        wording=clause.current.pk,
    )
