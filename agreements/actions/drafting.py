"""Turn the live drafts into clauses of record, when negotiation starts."""

from django.utils import timezone

from agreements.documents import build
from agreements.models import Clause, DataShare, Document, Wording
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.questions import question_set
from agreements.states import Side


def facts_of(share: DataShare) -> build.Facts:
    """What the drafts need to know besides the answers."""
    parties = list(share.parties.select_related("organisation"))
    assets = list(share.assets.all())
    return build.Facts(
        reference=share.reference,
        title=share.title,
        acquirers=tuple(party.organisation.name for party in parties if party.side == Side.ACQUIRER),
        suppliers=tuple(party.organisation.name for party in parties if party.side == Side.SUPPLIER)
        or tuple(asset.publisher_name for asset in assets),
        datasets=tuple((asset.title, asset.publisher_name) for asset in assets),
        today=timezone.localdate(),
    )


def draft_of(share: DataShare, document: Document) -> build.Draft:
    """The document as the answers of both sides make it now."""
    journey = Journey(question_set(share.question_set), share.answers.as_mapping())
    answered = dict(journey.answered()) | share.supplier_answers.as_mapping()
    return build.draft(document, answered, facts_of(share))


def start_clauses(share: DataShare) -> None:
    """Make the drafted clauses the text of record, each with its first wording."""
    position = 0
    for document in Document:
        for section in draft_of(share, document).sections:
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
