"""The agreements under common rules in which a body that leaves the rules takes part."""

from agreements.models import Agreement, DataShare, Party
from agreements.models.agreement import AgreementQuerySet


def schedules_of(rules: DataShare, party: Party) -> AgreementQuerySet:
    """Return the agreements in force under these rules that bind the body of this party; none for a plain data share.

    The rules say that its part in every one of them ends with the notice by which it leaves the rules, unless their
    parties agree other terms. So it is for the body to end its part in each; this says where.
    """
    if not rules.is_umbrella:
        return Agreement.objects.none()
    body = party.organisation_id
    under = Agreement.objects.in_force().filter(edition__rules__share=rules)
    signed = under.filter(required__party__organisation=body, required__signature__isnull=False)
    gone = signed.filter(departures__party__organisation=body, departures__done_at__isnull=False)
    return signed.exclude(pk__in=gone.values("pk")).distinct().select_related("share").order_by("share__title", "pk")
