"""The sealed PDF of one agreement: its frozen words and signatures read, printed, sealed."""

from django.conf import settings

from agreements.models import Agreement

from .chain import ChainHead
from .freeze import Frozen
from .render import render_agreement
from .seal import seal
from .seal_keys import load_key
from .signatures import signatures_of


def make(agreement: Agreement, head: ChainHead) -> bytes:
    """What is stored and given to the parties. Raises when it cannot be made; nothing is written anywhere."""
    if agreement.in_force_at is None:
        raise ValueError("Only an agreement in force is sealed.")
    words = agreement.words
    pdf = render_agreement(
        Frozen(words_json=words.words, html=words.html, digest=words.digest),
        signatures=signatures_of(agreement),
        head=head,
        in_force_at=agreement.in_force_at,
        service_url=settings.SERVICE_URL,
    )
    return seal(pdf, key=load_key(), reference=f"{agreement.share.reference}/{agreement.number}").content
