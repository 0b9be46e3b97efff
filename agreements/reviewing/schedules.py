"""The agreements under common rules in which a body that leaves the rules takes part: it leaves those first."""

from datetime import date

from django.db.models import Exists, OuterRef

from agreements.models import Agreement, DataShare, Departure, Party
from agreements.models.agreement import AgreementQuerySet
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow
from datashare.lib.phrases import listed


def schedules_of(rules: DataShare, party: Party) -> AgreementQuerySet:
    """Return the agreements in force under these rules that bind the body of this party; none for a plain data share.

    The rules say that a body ends its part in each of them before it leaves the rules.
    """
    if not rules.is_umbrella:
        return Agreement.objects.none()
    body = party.organisation_id
    under = Agreement.objects.in_force().filter(edition__rules__share=rules)
    signed = under.filter(required__party__organisation=body, required__signature__isnull=False)
    gone = signed.filter(departures__party__organisation=body, departures__done_at__isnull=False)
    return signed.exclude(pk__in=gone.values("pk")).distinct().select_related("share").order_by("share__title", "pk")


def without_notice(rules: DataShare, party: Party) -> AgreementQuerySet:
    """Return those of them in which the body has given no notice yet."""
    given = Departure.objects.filter(agreement=OuterRef("pk"), party__organisation=party.organisation_id)
    return schedules_of(rules, party).filter(~Exists(given))


def must_have_left(rules: DataShare, party: Party) -> None:
    """Raise NotNow while an agreement under the rules binds the body of a party that leaves them at once."""
    _must_be_none(schedules_of(rules, party))


def must_have_notice(rules: DataShare, party: Party, last_day: date) -> None:
    """Raise NotNow unless the body has given notice in each, Incomplete for a day before its part in each has ended."""
    _must_be_none(without_notice(rules, party))
    leaving = Departure.objects.filter(agreement__in=schedules_of(rules, party))
    ends = leaving.filter(party__organisation=party.organisation_id).order_by("-last_day").first()
    if ends and last_day < ends.last_day:
        raise Incomplete(
            f"The last day must be {long_date(ends.last_day)} or later: its part under the rules ends then."
        )


def _must_be_none(schedules: AgreementQuerySet) -> None:
    if left := [schedule.share.reference for schedule in schedules]:
        raise NotNow(f"End your organisation’s part in {listed(left)} first. The rules bind it until then.")
