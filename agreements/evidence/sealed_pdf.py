"""Makes the sealed PDF of one agreement from its frozen words and signatures."""

from django.conf import settings

from agreements.evidence.chain import ChainHead
from agreements.evidence.frozen import Frozen
from agreements.evidence.pdf import render_agreement
from agreements.evidence.seal import seal
from agreements.evidence.seal_keys import load_key
from agreements.evidence.signatures import joins_later, signatures_of
from agreements.models import Agreement


def make(agreement: Agreement, head: ChainHead) -> bytes:
    """Return the file that is stored and given to the parties. Raise if it cannot be made; writes nothing."""
    if agreement.in_force_at is None:
        raise ValueError("Only an agreement in force is sealed.")
    words = agreement.words
    pdf = render_agreement(
        Frozen(words_json=words.words, html=words.html, digest=words.digest),
        signatures=signatures_of(agreement),
        later=joins_later(agreement),
        head=head,
        in_force_at=agreement.in_force_at,
        service_url=settings.SERVICE_URL,
    )
    return seal(pdf, key=load_key(), reference=f"{agreement.share.reference}/{agreement.number}").content
