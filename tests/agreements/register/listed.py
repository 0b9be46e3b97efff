"""Many register entries: agreements and entries as the actions leave them, made directly."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from agreements.models import Agreement, Edition, FrozenWords, RegisterEntry
from tests.cast import Cast


def list_many(cast: Cast, count: int, **fields: Any) -> list[RegisterEntry]:
    """Return entries of this many agreements in force, the newest last; `fields` go into each."""
    return [_list_one(cast, number, fields) for number in range(count)]


def _list_one(cast: Cast, number: int, fields: dict[str, Any]) -> RegisterEntry:
    share = Edition.objects.open_first(
        question_set="2026-11", open_questions=0, title=f"Share {number}", by=cast.acquirer, at=timezone.now()
    )
    agreement = Agreement.objects.create(
        share=share,
        edition=share.edition,
        number=1,
        offered_by=cast.acquirer,
        in_force_at=timezone.now() - timedelta(days=500 - number),
    )
    FrozenWords.objects.create(agreement=agreement, words="{}", html="", digest=f"{number:064x}")
    given: dict[str, Any] = {
        "title": f"Share {number}",
        "kind": "Memorandum of understanding",
        "acquirers": ["Barchester City Council"],
        "suppliers": ["Office for Records"],
        "joins_later": [],
        "signed_as": [["Barchester City Council", "Director"]],
        "purpose": "To reach people before winter.",
        "policy_area": "service_delivery",
        "power": "express",
        "gateway": "dea",
        "data_types": ["personal"],
        "records": [["test-1", "Council tax records", "Office for Records"]],
        "says": {"purpose": {"lines": ["To reach people before winter."]}},
        "in_force_since": timezone.localdate() - timedelta(days=500 - number),
    }
    return RegisterEntry.objects.create(share=share, agreement=agreement, reference=share.reference, **given | fields)
