"""Freeze the agreed words, or say what prevents it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from agreements.drafting.left_open import deferred_gap_filler
from agreements.drafting.numbering import reference_printer
from agreements.drafting.rules_above import joining_by_signing, rules_above
from agreements.drafting.whom_it_binds import with_bound
from agreements.evidence.frozen import (
    AgreementWords,
    CannotFreeze,
    ClauseWords,
    DocumentWords,
    Frozen,
    OpenPointWords,
    PartyWords,
    ReasonWords,
    RulesWords,
    SectionWords,
    SignatoryWords,
    freeze,
)
from agreements.evidence.signatures import required_json
from agreements.kinds import ChangeKey, EventKind
from agreements.members.coordinating import must_coordinate
from agreements.models import (
    Agreement,
    Clause,
    DataShare,
    Document,
    FrozenWords,
    Member,
    Party,
    RequiredSignature,
    documents_of,
    title_of,
)
from agreements.models.flows import side_in_words
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.negotiating.stopping import StandingStop, standing_stops
from agreements.register.preview import Preview, preview_of
from agreements.signing.joining_later import CoreSet, checked_core
from agreements.states import Action, Role, Side
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import Incomplete

# Makes the words of a clause those that people sign.
Finisher: TypeAlias = Callable[[Clause, str], str]


@transaction.atomic
def freeze_words(
    *,
    share: DataShare,
    by: User,
    ranks: Mapping[int, int] | None = None,
    core: CoreSet | None = None,
    entry: str | None = None,
) -> Agreement:
    """Freeze the agreed words, and ask for signatures. Raise Incomplete with all obstacles.

    Of more than two parties, the one that asks does; raise PermissionDenied for another.

    `ranks` says, by the key of the member, who signs after whom; without it people sign in any order. `core` says
    without whom the words may come into force, and when. `entry` is the digest of the public entry that the lead has
    confirmed: raise Incomplete if it has changed.
    """
    share = begin(share, Action.FREEZE, by)
    if share.parties.bound().count() > 2:
        must_coordinate(share, by)
    if obstacles := obstacles_to_freezing(share):
        raise Incomplete("\n".join(obstacles))
    if entry is not None and entry != public_entry_of(share).digest:
        raise Incomplete("The public entry has changed. Read it again, then freeze the text.")
    number = share.agreements.count() + 1
    signatories = signatories_of(share)
    core = checked_core(share, core, by)
    try:
        frozen = freeze(_words(share, number, signatories, core))
    except CannotFreeze as error:
        raise Incomplete(str(error)) from error
    agreement = _offered(share, number, frozen, core, by)
    record: dict[str, Any] = {"required": _require(agreement, signatories, ranks or {}, core)}
    record |= {"core_by": core.by.isoformat()} if core else {}
    changes = [EventChange.given(ChangeKey.DIGEST, frozen.digest)]
    changes += [EventChange.given(ChangeKey.ENTRY_DIGEST, entry)] if entry else []
    facts, subject = {"agreement": number}, f"agreement:{number}:{frozen.digest}"
    told: dict[str, Any] = {"facts": facts, "changes": changes, "subject": subject, "record": record}
    finish(share, EventKind.TEXT_FROZEN, by=by, at=agreement.offered_at, **told)
    return agreement


def _offered(share: DataShare, number: int, frozen: Frozen, core: CoreSet | None, by: User) -> Agreement:
    """Store the words as the agreement that is offered for signature now."""
    at, until = timezone.now(), core.by if core else None
    agreement = Agreement.objects.create(
        share=share, edition=share.edition, number=number, offered_by=by, offered_at=at, core_by=until
    )
    FrozenWords.objects.create(
        agreement=agreement, words=frozen.words_json, html=frozen.html, digest=frozen.digest, frozen_at=at
    )
    return agreement


def public_entry_of(share: DataShare) -> Preview:
    """Return what the public register will show once these words are in force. Raise Incomplete with gaps left."""
    try:
        frozen = freeze(_words(share, share.agreements.count() + 1, signatories_of(share)))
    except CannotFreeze as error:
        raise Incomplete(str(error)) from error
    return preview_of(share, json.loads(frozen.words_json))


def _require(
    agreement: Agreement, signatories: Sequence[Member], ranks: Mapping[int, int], core: CoreSet | None
) -> list[dict[str, str | int | None]]:
    """Store who must sign, and return it as the event of freezing records it. Ranks are counted from 1."""
    given = [ranks.get(member.pk, 1) for member in signatories]
    counted = {rank: number for number, rank in enumerate(sorted(set(given)), 1)}
    rows = [
        RequiredSignature.objects.create(
            agreement=agreement,
            party=member.party,
            member=member,
            office=_words_of(member).office,
            place=place,
            rank=counted[rank],
            core=core is None or member.party_id in core.parties,
        )
        for place, (member, rank) in enumerate(zip(signatories, given, strict=True), 1)
    ]
    return [required_json(row) for row in rows]


def acquirer_first(signatories: Sequence[Member]) -> dict[int, int]:
    """Return the ranks with which those who sign for an acquirer sign first, then all others in any order."""
    return {member.pk: 1 if member.party.side == Side.ACQUIRER else 2 for member in signatories}


def signatories_of(share: DataShare) -> list[Member]:
    """Return the signatories as the words list them: those of acquirers first, then those of suppliers."""
    members = Member.objects.live().filter(party__in=share.parties.bound(), role=Role.SIGNATORY)
    ordered = members.order_by("-party__is_lead", "party__gives", "party_id", "pk")
    return list(ordered.select_related("party__organisation", "user"))


def _words(share: DataShare, number: int, signatories: Sequence[Member], core: CoreSet | None = None) -> AgreementWords:
    parties = list(share.parties.bound().select_related("organisation"))
    fill = _finisher(share, {party.pk: party.organisation.name for party in parties})
    return AgreementWords(
        reference=share.reference,
        number=number,
        title=share.title,
        kind=share.agreement_name,
        parties=tuple(PartyWords(side=side_in_words(party), organisation=party.organisation.name) for party in parties),
        signatories=tuple(map(_words_of, signatories)),
        core=tuple(party.organisation.name for party in parties if core and party.pk in core.parties),
        core_by=core.by.isoformat() if core else "",
        rules=_rules_words(share, parties),
        documents=tuple(_documents_words(share, fill)),
        open_points=tuple(map(_open_point, standing_stops(share, parties))),
    )


def _finisher(share: DataShare, names: Mapping[int, str]) -> Finisher:
    """Return what makes the words of a clause those to be signed.

    References are printed, marks that may wait replaced, and a clause that a party wrote says whom it binds, if not
    all. `names` are those of the parties by key.
    """
    fill, printed = deferred_gap_filler(share), reference_printer(share)
    return lambda clause, text: with_bound(clause, fill(printed(text)), names)


def _open_point(standing: StandingStop) -> OpenPointWords:
    given = (ReasonWords(str(override.party), override.reason) for override in standing.overrides)
    return OpenPointWords(standing.stop.says, tuple(given))


def _rules_words(share: DataShare, parties: list[Party]) -> RulesWords | None:
    """Return the common rules that the words stand under; None, without a query, if there are none."""
    rules = rules_above(share)
    if rules is None:
        return None
    joining = tuple(party.organisation.name for party in joining_by_signing(rules, parties))
    return RulesWords(rules.share.reference, rules.number, rules.share.title, rules.words.digest, joining)


def _words_of(member: Member) -> SignatoryWords:
    return SignatoryWords(party=member.party.organisation.name, office=member.office or "Signatory")


def _documents_words(share: DataShare, fill: Finisher) -> Iterator[DocumentWords]:
    """Yield the words of each document that there is: data about no one has no impact assessment."""
    for document in documents_of(share):
        words = _document_words(share, document, fill)
        if words.sections:
            yield words


def _document_words(share: DataShare, document: Document, fill: Finisher) -> DocumentWords:
    """Return the words of one document, finished by `fill`."""
    sections: dict[str, list[Clause]] = {}
    for clause in share.edition.clauses.in_text().filter(document=document).select_related("current"):
        if not clause.is_struck:
            sections.setdefault(clause.section_heading, []).append(clause)
    return DocumentWords(
        key=document.value,
        title=title_of(document, share),
        sections=tuple(
            SectionWords(
                number=clauses[0].number.split(".")[0],
                heading=heading,
                clauses=tuple(_clause_words(clause, fill) for clause in clauses),
            )
            for heading, clauses in sections.items()
        ),
    )


def _clause_words(clause: Clause, fill: Finisher) -> ClauseWords:
    if clause.current is None:
        raise Incomplete(f"Clause {clause.number} has no wording.")
    return ClauseWords(
        number=clause.number,
        key=clause.key,
        heading=clause.heading,
        text=fill(clause, clause.current.text),
        wording=clause.current.pk,
    )
