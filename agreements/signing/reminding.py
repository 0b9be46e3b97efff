"""Reminds signatories whose turn it is: after three and seven working days by the clock, and when a lead asks."""

from datetime import date, datetime
from typing import Final

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from agreements.models import Agreement, RequiredSignature, Signature
from agreements.models.signing import RequiredSignatureQuerySet
from agreements.notifications.reminders import remind_signatory, tell_of_unsigned, was_reminded
from community.models import User
from community.organisations.nations import nation_of
from datashare.lib.batches import State, each
from datashare.lib.clock import working_days_between

# Working days after it became someone's turn; at the last of them the leads of their organisation are told too.
MOMENTS: Final = (3, 7)
BATCH: Final = 200


def remind_next(state: State) -> State | None:
    """Remind those whose turn it is, after the one where the last batch stopped. Idempotent."""
    after = int(state.get("after", 0))
    rows = list(_their_turn().filter(pk__gt=after).order_by("pk")[:BATCH])
    each(rows, _remind)
    return {"after": rows[-1].pk} if len(rows) == BATCH else None


def _remind(required: RequiredSignature) -> None:
    since = timezone.localdate(turn_since(required))
    if moment := _moment(since, nation_of(required.party.organisation)):
        remind_signatory(required, since, f"{moment}")
        if moment == MOMENTS[-1]:
            tell_of_unsigned(required, since)


def remind_now(agreement: Agreement, by: User) -> list[str]:
    """Remind, for a lead, everyone else whose turn it is and who was not reminded today. Return their names."""
    today, reminded = f"{timezone.localdate():%Y%m%d}", []
    for required in _their_turn().filter(agreement=agreement):
        person = required.signatory.user
        if person and person != by and not was_reminded(required, today):
            remind_signatory(required, timezone.localdate(turn_since(required)), today, by=by)
            reminded.append(str(required.signatory))
    return reminded


def turn_since(required: RequiredSignature) -> datetime:
    """Return since when it is the turn of who signs now: frozen, an earlier step signed, or named in place of another.

    For a row of `_their_turn`. No query.
    """
    named = [replacement.at for replacement in required.replacements.all()]
    step: datetime | None = required.step_at  # type: ignore[attr-defined]
    return max([required.agreement.words.frozen_at, *([step] if step else []), *named])


def _moment(since: date, nation: str) -> int:
    """Return the newest reminder that is due; 0 for none."""
    waited = working_days_between(since, timezone.localdate(), nation)
    return max((moment for moment in MOMENTS if waited >= moment), default=0)


def _their_turn() -> RequiredSignatureQuerySet:
    """Return the signatures that can be given now, each with when the step before it was complete."""
    before = Signature.objects.filter(agreement=OuterRef("agreement"), required__rank__lt=OuterRef("rank"))
    step = before.order_by().values("agreement").annotate(at_last=Max("at")).values("at_last")
    due = RequiredSignature.objects.due().awaited().annotate(step_at=Subquery(step))
    related = ("agreement__words", "agreement__share__edition", "party__organisation", "member__user")
    return due.select_related(*related).prefetch_related("replacements__member__user")
