"""Turn the live drafts into clauses of record, when negotiation starts."""

from django.utils import timezone

from agreements.documents.build import DatasetFacts, Draft, Facts, PartyFacts, draft
from agreements.documents.facts import is_government
from agreements.models import Clause, DataShare, Document, Party, Wording
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.questions import question_set
from agreements.states import Side


def facts_of(share: DataShare) -> Facts:
    """What the drafts need to know besides the answers. Before submission the holders stand in for the suppliers."""
    parties = list(share.parties.select_related("organisation"))
    assets = list(share.assets.select_related("publisher"))
    suppliers = _bodies(parties, Side.SUPPLIER)
    held_by = {asset.publisher_name: asset.publisher for asset in assets}
    holders = tuple(
        PartyFacts(name=name, government=is_government(body.kind if body else "")) for name, body in held_by.items()
    )
    return Facts(
        reference=share.reference,
        title=share.title,
        acquirers=_bodies(parties, Side.ACQUIRER),
        suppliers=suppliers or holders,
        datasets=tuple(
            DatasetFacts(title=asset.title, publisher=asset.publisher_name, reference=asset.reference)
            for asset in assets
        ),
        today=timezone.localdate(),
    )


def _bodies(parties: list[Party], side: Side) -> tuple[PartyFacts, ...]:
    bodies = (party.organisation for party in parties if party.side == side)
    return tuple(PartyFacts(name=body.name, government=is_government(body.kind)) for body in bodies)


def draft_of(share: DataShare, document: Document) -> Draft:
    """The document as the answers of both sides make it now."""
    journey = Journey(question_set(share.question_set), share.answers.as_mapping())
    answered = dict(journey.answered()) | share.supplier_answers.as_mapping()
    return draft(document.value, answered, facts_of(share))


def start_clauses(share: DataShare) -> None:
    """Make the drafted clauses the text of record, each with its first wording."""
    position = 0
    for document in Document:
        drafted_document = draft_of(share, document)
        if document == Document.MOU:
            share.agreement_name = drafted_document.title
            share.save(update_fields=["agreement_name"])
        for section in drafted_document.sections:
            for drafted in section.clauses:
                position += 1
                clause = Clause.objects.create(
                    share=share,
                    document=document,
                    section=section.key,
                    section_heading=section.heading,
                    number=drafted.number,
                    position=position,
                    key=drafted.key,
                    heading=drafted.heading,
                    sources=list(drafted.sources),
                )
                clause.current = Wording.objects.create(clause=clause, number=1, text=drafted.text)
                clause.save(update_fields=["current"])
