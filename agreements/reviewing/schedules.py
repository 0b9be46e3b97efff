"""The agreements under common rules in which a body that leaves the rules takes part: it leaves those first."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

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


def offered_to(rules: DataShare, party: Party) -> AgreementQuerySet:
    """Return what stands under these rules and the body of this party is to sign, or has: it is not in force yet."""
    if not rules.is_umbrella:
        return Agreement.objects.none()
    under = Agreement.objects.offered().filter(edition__rules__share=rules)
    found = under.filter(required__party__organisation=party.organisation_id).distinct()
    return found.select_related("share").order_by("share__title", "pk")


def going_on(rules: DataShare, party: Party, after: date) -> AgreementQuerySet:
    """Return those in force in which the body has given no notice, and that do not end by this day by themselves."""
    given = Departure.objects.filter(agreement=OuterRef("pk"), party__organisation=party.organisation_id)
    lasting = Q(ends_on=None) | Q(ends_on__gt=after)
    return schedules_of(rules, party).filter(lasting, ~Exists(given))


def last_part_ends(rules: DataShare, party: Party) -> date | None:
    """Return the last day of its part in those in force: that of its notice or of the whole agreement, if any."""
    own = Departure.objects.filter(agreement=OuterRef("pk"), party__organisation=party.organisation_id)
    ends = schedules_of(rules, party).values_list(Coalesce(Subquery(own.values("last_day")[:1]), F("ends_on")))
    return max((day for (day,) in ends if day), default=None)


def must_have_left(rules: DataShare, party: Party) -> None:
    """Raise NotNow while the body of a party that leaves the rules at once is bound under them, or may be soon."""
    _must_be_none(schedules_of(rules, party))
    if offered := [agreement.share.reference for agreement in offered_to(rules, party)]:
        are = "is" if len(offered) == 1 else "are"
        raise NotNow(f"{listed(offered)} {are} out for signature. Decline to sign first, or have the text reopened.")


def must_have_notice(rules: DataShare, party: Party, last_day: date) -> None:
    """Raise NotNow unless the body's part in each has a last day, Incomplete for a day before the latest of these."""
    _must_be_none(going_on(rules, party, last_day))
    ends = last_part_ends(rules, party)
    if ends and last_day < ends:
        raise Incomplete(f"The last day must be {long_date(ends)} or later: its part under the rules ends then.")


def _must_be_none(schedules: AgreementQuerySet) -> None:
    if left := [schedule.share.reference for schedule in schedules]:
        raise NotNow(f"End your organisation’s part in {listed(left)} first. The rules bind it until then.")
