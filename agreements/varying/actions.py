"""Open the next edition of an agreement in force."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.models import Answer, DataShare, Edition, SupplierAnswer
from agreements.states import Action
from agreements.workflow import begin, open_variation
from community.models import User


@transaction.atomic
def vary(*, share: DataShare, by: User) -> Edition:
    """Open an edition that varies the one in force and begins with its answers.

    The edition in force stays as it is until all have signed this one. Raise NotNow unless the data share is in force
    and nothing is being prepared, PermissionDenied unless the user is a lead.
    """
    share = begin(share, Action.VARY, by)
    varied = share.edition
    edition = open_variation(share, by, at=timezone.now())
    for model in (Answer, SupplierAnswer):
        _copy(model, varied, edition)
    return edition


def _copy(model: Any, varied: Edition, edition: Edition) -> None:
    """Copy the answers of an edition with their authors and times."""
    rows = model.objects.filter(edition=varied)
    model.objects.bulk_create(
        model(edition=edition, key=row.key, value=row.value, author_id=row.author_id, at=row.at) for row in rows
    )
