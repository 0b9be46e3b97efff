"""Write the signed head file of a day: what shows later that a chain was cut or written anew."""

from django.utils import timezone

from agreements.documents.chain import ChainHead
from agreements.documents.heads import sign_heads
from agreements.documents.seal_keys import load_key
from agreements.headfiles import SIGNATURE, store
from agreements.models import Event
from datashare.lib.files import keep


def publish_heads() -> str:
    """Keep today's head file and return its name. A day's file is written once and never again."""
    name, storage = f"{timezone.localdate().isoformat()}.json", store()
    if not storage.exists(name):
        file = sign_heads(chain_heads(), at=timezone.now(), key=load_key())
        # The signature first: a file that is there is whole.
        keep(name + SIGNATURE, file.signature, storage)
        keep(name, file.content, storage)
    return name


def chain_heads() -> list[ChainHead]:
    """The newest event of every data share."""
    newest = Event.objects.order_by("share_id", "-sequence").distinct("share_id")
    rows = newest.values_list("share__reference", "sequence", "digest")
    return [ChainHead(reference, sequence, bytes(digest).hex()) for reference, sequence, digest in rows]
