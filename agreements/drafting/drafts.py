"""Turn the live drafts into clauses of record, when negotiation starts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from django.utils import timezone

from agreements.answers import StoredAnswers, applicable_answers, halves_for, receiving_for, request_for, stored_answers
from agreements.drafting.body_templates import template_of
from agreements.drafting.build import DatasetFacts, Draft, DraftClause, DraftSection, Facts, PartyFacts
from agreements.drafting.carried import carry_over
from agreements.drafting.checks_made import checks_made
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import FlowFacts, is_department, is_government, is_part_of_department, part_of
from agreements.drafting.risks_decided import NOTHING_DECIDED, assessment_of, risks_as_sent
from agreements.drafting.rules_above import rules_facts
from agreements.drafting.several import circumstances, draft_for
from agreements.models import Act, Clause, DataShare, Document, Party, Wording, documents_of
from agreements.models.flows import records_given
from agreements.models.leading import sender_of
from agreements.models.sent import OPEN_TO_BOTH
from agreements.states import Role, State
from agreements.wording.references import ClauseName, kept
from community.models import Organisation
from datashare.lib.phrases import listed

# A clause that every text between several parties has, and none between two.
OF_SEVERAL: Final = "schedule.signatures"
# Until negotiation starts, a supplier's lead is on the page of people only.
BEFORE = (State.DRAFT, State.SUBMITTED, State.ASSESSING, State.RETURNED)


def facts_of(share: DataShare, *, negotiating: bool = False, whole: bool = True) -> Facts:
    """Return the facts that drafts need besides the answers.

    Before submission the holders stand in for the suppliers. Without the `whole`, what only a text says is left out,
    who leads each party and what was decided on the risks, and the parties are those that the page has read.
    """
    parties = list(share.parties.select_related("organisation") if whole else share.parties.all())
    decided = negotiating or share.edition.state not in BEFORE
    assets = list((records_given(share) if decided else share.assets.all()).select_related("publisher"))
    known = _Known(_leads(share) if decided and whole else {}, _departments(parties))
    suppliers = _bodies([party for party in parties if party.gives], known)
    acquirers = _bodies([party for party in parties if party.receives], known)
    began = decided and _began_with_more(share, parties)
    held_by = {asset.publisher_name: asset.publisher for asset in assets}
    receiving = {party.name: party for party in acquirers}
    holders = tuple(
        # A holder that is no party yet has a number below 0, so that the entries of several are told apart.
        receiving.get(name)
        or PartyFacts(name=name, key=-place, government=is_government(body.kind if body else "", name))
        for place, (name, body) in enumerate(held_by.items(), 1)
    )
    return Facts(
        reference=share.reference,
        title=share.title,
        acquirers=acquirers,
        suppliers=suppliers or holders,
        members=_bodies([party for party in parties if party.in_rules], known),
        datasets=tuple(
            DatasetFacts(title=asset.title, publisher=asset.publisher_name, reference=asset.reference)
            for asset in assets
        ),
        asker=_asker(share, parties) if whole else "",
        flows=_flows(share, parties, began_with_more=began),
        began_with_more=began,
        rules=rules_facts(share, parties),
        template=template_of(share, parties) if whole else None,
        **(assessment_of(share) if whole else NOTHING_DECIDED),
        checks=checks_made(share),
        today=timezone.localdate(),
    )


def _asker(share: DataShare, parties: Sequence[Party]) -> str:
    """Return the name of the party that sent the request last, if another leads by now. One query, none of two."""
    asker = sender_of(share.edition) if len(parties) > 2 and not share.is_umbrella else None
    return next((str(party) for party in parties if party.pk == asker and not party.is_lead), "")


def _departments(parties: Sequence[Party]) -> Mapping[int, str]:
    """Return the department of each party that is a part of one, by the key of its organisation.

    One query if there are any, else none.
    """
    parts = [body.pk for party in parties if is_part_of_department((body := party.organisation).kind)]
    if not parts:
        return {}
    parents = Organisation.parents.through.objects.filter(from_organisation__in=parts)
    rows = parents.values_list("from_organisation", "to_organisation__name", "to_organisation__kind")
    return {body: name for body, name, kind in rows.order_by("-pk") if is_department(kind)}


def _began_with_more(share: DataShare, parties: Sequence[Party]) -> bool:
    """Return whether one of several parties was left out since the clauses were drafted, so that two are in them.

    One query, or none where there never were more than two.
    """
    left = sum(party.receives or party.gives for party in parties)
    return left < 3 <= len(parties) and share.edition.clauses.in_text().filter(key=OF_SEVERAL).exists()


def _flows(share: DataShare, parties: Sequence[Party], *, began_with_more: bool) -> tuple[FlowFacts, ...]:
    """Return the open flows by name; none, without a query, between two parties of which one only gives."""
    several = began_with_more or sum(party.receives or party.gives for party in parties) > 2
    if not several and not any(party.receives and party.gives for party in parties):
        return ()
    names = {party.pk: str(party) for party in parties}
    found = []
    for flow in share.edition.flows.still_open().prefetch_related("ends"):
        ends = {act: [names[end.party_id] for end in flow.ends.all() if end.act == act] for act in Act}
        found.append(FlowFacts(giver=ends[Act.GIVES][0], receivers=tuple(ends[Act.RECEIVES])))
    return tuple(found)


def givers_of(share: DataShare) -> dict[int, str]:
    """Return the names of the parties that give data, by key. One query, or none if the parties are loaded."""
    return {party.pk: str(party) for party in share.parties.all() if party.gives}


class _Known(NamedTuple):
    """What drafts say of parties: their leads by party, and their departments by organisation."""

    leads: Mapping[int, str]
    departments: Mapping[int, str]


def _bodies(parties: Sequence[Party], known: _Known) -> tuple[PartyFacts, ...]:
    return tuple(
        PartyFacts(
            name=party.organisation.name,
            key=party.pk,
            government=is_government(party.organisation.kind, party.organisation.name),
            part_of=part_of(party.organisation.name, known.departments.get(party.organisation_id, "")),
            lead=known.leads.get(party.pk, ""),
            purpose=party.purpose,
        )
        for party in parties
    )


def _leads(share: DataShare) -> dict[int, str]:
    """Return the lead of each party as the agreement names them: name, position, email address."""
    members = share.members.live().filter(role=Role.LEAD, user__is_active=True).select_related("user")
    leads: dict[int, list[str]] = {}
    for member in members:
        title = member.office or (member.user.job_title if member.user else "")
        leads.setdefault(member.party_id, []).append(", ".join(filter(None, (str(member), title, member.email))))
    return {party: listed(found) for party, found in leads.items()}


def draft_of(share: DataShare, document: Document, *, reader: Party | None) -> Draft:
    """Return the document as this party may read it: from its own answers as they stand, those of others as sent."""
    given, facts = _read_by(share, reader)
    return draft_for(document.value, given, facts, share.edition.question_set)


def answers_read_by(share: DataShare, reader: Party | None) -> StoredAnswers:
    """Return all answers as this party may read them; once clauses are agreed, all read the same."""
    if State(share.edition.state) in OPEN_TO_BOTH:
        return stored_answers(share)
    return _as_sent_to(share, reader)


def circumstances_for(
    share: DataShare, reader: Party | None, read: StoredAnswers | None = None, *, whole: bool = True
) -> Circumstances:
    """Return the circumstances of drafts as this party may read them, from the answers it has `read` if it has.

    For `whole` see `facts_of`.
    """
    read, facts = read or answers_read_by(share, reader), facts_of(share, whole=whole)
    if State(share.edition.state) not in OPEN_TO_BOTH:
        facts = _as_read(share, reader, facts, read)
    return circumstances(applicable_answers(share, read), facts, share.edition.question_set)


def _read_by(share: DataShare, reader: Party | None) -> tuple[StoredAnswers, Facts]:
    read = _as_sent_to(share, reader)
    return applicable_answers(share, read), _as_read(share, reader, facts_of(share), read)


def _as_sent_to(share: DataShare, reader: Party | None) -> StoredAnswers:
    return StoredAnswers(request_for(share, reader), halves_for(share, reader), receiving_for(share, reader))


def _as_read(share: DataShare, reader: Party | None, facts: Facts, read: StoredAnswers) -> Facts:
    """Return the facts with the title that the answers give; for others than who asks, with risks as they were sent."""
    facts = replace(facts, title=str(read.request.get("title") or share.title)[:200])
    if share.is_umbrella or State(share.edition.state) in OPEN_TO_BOTH or (reader and reader.is_lead):
        return facts
    sent = risks_as_sent(share)
    return facts if sent is None else replace(facts, risks=sent)


def start_clauses(share: DataShare) -> None:
    """Make the drafted clauses the text of record, with what the edition that it varies had besides."""
    facts = facts_of(share, negotiating=True)
    given = applicable_answers(share, stored_answers(share))
    version = share.edition.question_set
    drafts = {document: draft_for(document.value, given, facts, version) for document in documents_of(share)}
    share.agreement_name = drafts[Document.MOU].title
    share.save(update_fields=["agreement_name"])
    drafted = [
        (document, section, clause)
        for document, made in drafts.items()
        for section in made.sections
        for clause in section.clauses
    ]
    clauses = Clause.objects.bulk_create(
        clause_of(share, document, section, clause, position)
        for position, (document, section, clause) in enumerate(drafted, 1)
    )
    named = {clause.key: ClauseName(clause.document, clause.number, clause.heading) for clause in clauses}
    # Only the clauses of common rules name others by number: elsewhere a number is in what someone answered.
    keys = named if share.is_umbrella else {}
    give_first_wordings(clauses, [_with_keys(document, words, keys) for document, _, words in drafted])
    carry_over(share)


def _with_keys(document: Document, drafted: DraftClause, named: Mapping[str, ClauseName]) -> DraftClause:
    """Return a drafted clause with its references to other clauses kept by key; what it quotes stays as it was said."""
    lines = drafted.text.split("\n")
    text = "\n".join(line if line.startswith(">") else kept(line, document, lambda: named) for line in lines)
    return replace(drafted, text=text)


def clause_of(
    share: DataShare, document: Document, section: DraftSection, drafted: DraftClause, position: int
) -> Clause:
    """Return a drafted clause as a clause of record, without words yet."""
    return Clause(
        edition=share.edition,
        document=document,
        section=section.key,
        section_heading=section.heading,
        number=drafted.number,
        position=position,
        key=drafted.key,
        heading=drafted.heading,
        sources=list(drafted.sources),
        binds=list(drafted.binds),
    )


def give_first_wordings(clauses: Sequence[Clause], drafted: Sequence[DraftClause]) -> None:
    """Store each clause's drafted words as its first wording, which no party has agreed yet."""
    wordings = Wording.objects.bulk_create(
        Wording(clause=clause, number=1, text=words.text) for clause, words in zip(clauses, drafted, strict=True)
    )
    for clause, wording in zip(clauses, wordings, strict=True):
        clause.current = wording
    Clause.objects.bulk_update(clauses, ["current"])
