"""Copies an earlier request: a new draft that begins with its answers, each marked until someone has checked it."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.members.actions import party_of
from agreements.models import DataShare, Member, Party
from agreements.questionnaire.forms.person import OTHER
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.words import Json, day, is_empty, text
from agreements.requesting.actions import open_request
from agreements.states import Action, State
from catalogue.models import DataAsset
from community.models import Organisation, User
from datashare.lib.exceptions import NotNow

# Answers about one record and one pair of bodies do not apply to others.
OF_ITS_RECORD = frozenset({"tri_public", "tri_existing"})
MOST_OFFERED = 20
# Ignore a second press of the button within this time.
AT_ONCE = timedelta(minutes=1)


def require_reuse(by: User, old: DataShare) -> None:
    """Raise PermissionDenied unless the user takes part for the organisation that asked, NotNow before it was sent."""
    if Action.VIEW not in policy.held(by, old) or not party_of(old, by).is_lead:
        raise PermissionDenied("You can copy only a request that your own organisation made.")
    if old.edition.state == State.DRAFT:
        raise NotNow("This request has not been sent yet. Continue with it, or copy it after you have sent it.")


def reusable_by(user: User, body: Organisation) -> list[DataShare]:
    """Return the earlier requests of this body that the user may see, newest first."""
    asking = Party.objects.filter(organisation=body, is_lead=True, members__in=Member.objects.live().filter(user=user))
    made = DataShare.objects.visible_to(user).filter(parties__in=asking, is_umbrella=False)
    return list(made.exclude(edition__state=State.DRAFT).select_related("edition").distinct()[:MOST_OFFERED])


@transaction.atomic
def use_again(*, old: DataShare, asset: DataAsset, by: User) -> DataShare:
    """Open a data share for this record with the old one's answers. The old one stays as it is.

    Copies nothing from the other side, no members, no declarations and no dates in the past.
    """
    old = DataShare.objects.select_for_update(no_key=True).get(pk=old.pk)
    require_reuse(by, old)
    body = party_of(old, by).organisation
    if asset.publisher is None or asset.publisher == body or not asset.can_be_asked_for:
        raise PermissionDenied("You cannot ask for this record in this service.")
    if done := just_opened(old, asset, by):
        return done
    answers = answers_to_copy(old, same=old.assets.filter(pk=asset.pk).exists())
    return open_request(assets=[asset], triage=answers, organisation=body, by=by, answers_of=old.reference)


def just_opened(old: DataShare, asset: DataAsset, by: User) -> DataShare | None:
    recent = DataShare.objects.filter(opened_by=by, edition__state=State.DRAFT, opened_at__gt=timezone.now() - AT_ONCE)
    return recent.filter(assets=asset, events__subject=f"answers:{old.reference}").first()


def answers_to_copy(old: DataShare, *, same: bool) -> dict[str, Json]:
    """Return the answers that still hold, without declarations, past dates and facts of another record."""
    left_out = frozenset() if same else OF_ITS_RECORD
    asked = {key for key, place in CURRENT.places.items() if place.step.kind != "check"} - left_out
    stored = old.edition.answers.as_mapping()
    kept = {key: without_past(_with_fresh_rows(value)) for key, value in stored.items() if key in asked}
    return {key: value for key, value in kept.items() if not is_empty(value) and value != {}}


def _with_fresh_rows(value: Json) -> Json:
    """Return a table answer with new row ids, so that the copy does not share them."""
    if not isinstance(value, list):
        return value
    return [{**row, "id": uuid4().hex[:12]} if isinstance(row, dict) and "id" in row else row for row in value]


def without_past(value: Json) -> Json:
    """Return an answer without past dates and what depends on them, such as an old check."""
    if isinstance(value, list):
        return [_row_without_past(row) if isinstance(row, dict) else row for row in value]
    if isinstance(value, dict):
        return None if any(map(_is_past, value.values())) else _by_name(value)
    return None if _is_past(value) else value


def _by_name(value: Mapping[str, Json]) -> dict[str, Json]:
    """Return a person by name instead of by membership, as they are no member of the new data share."""
    picked = text(value.get("chosen")).isdecimal() and "email" in value
    return {**value, "chosen": OTHER} if picked else dict(value)


def _row_without_past(row: Mapping[str, Json]) -> dict[str, Json]:
    return {name: part for name, part in row.items() if name == "id" or not is_empty(without_past(part))}


def _is_past(value: Json) -> bool:
    """Return whether a value is a past date as stored, 2026-11-21; a number of eight digits is no date."""
    found = day(value) if isinstance(value, str) and "-" in value else None
    return found is not None and found < timezone.localdate()
