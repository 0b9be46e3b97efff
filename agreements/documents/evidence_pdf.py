"""The sealed PDF of one agreement: its frozen words and signatures read, printed, sealed."""

from django.conf import settings

from agreements.models import Agreement

from .chain import ChainHead
from .freeze import Frozen
from .render import SignedBy, render_agreement
from .seal import seal
from .seal_keys import load_key


def make(agreement: Agreement, head: ChainHead) -> bytes:
    """What is stored and given to the parties. Raises when it cannot be made; nothing is written anywhere."""
    if agreement.in_force_at is None:
        raise ValueError("Only an agreement in force is sealed.")
    words = agreement.words
    pdf = render_agreement(
        Frozen(words_json=words.words, html=words.html, digest=words.digest),
        signatures=signed_by(agreement),
        head=head,
        in_force_at=agreement.in_force_at,
        service_url=settings.SERVICE_URL,
    )
    return seal(pdf, key=load_key(), reference=f"{agreement.share.reference}/{agreement.number}").content


def signed_by(agreement: Agreement) -> list[SignedBy]:
    """The signatures in the order in which they were given."""
    rows = agreement.signatures.select_related("party__organisation").order_by("at", "pk")
    return [
        SignedBy(
            party=row.party.organisation.name,
            name=row.name,
            office=row.office,
            at=row.at,
            digest=row.digest,
            statement=row.statement,
            method=row.method,
        )
        for row in rows
    ]
