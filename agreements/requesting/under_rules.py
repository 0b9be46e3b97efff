"""Choose the common rules that a request stands under, or none."""

from django.db import transaction

from agreements.kinds import EventKind
from agreements.models import Agreement, DataShare
from agreements.models.accessions import rules_open_to
from agreements.models.agreement import AgreementQuerySet
from agreements.requesting.bodies import begin_for_lead
from agreements.workflow import finish
from community.models import User
from datashare.lib.exceptions import NotNow


def rules_to_choose(share: DataShare) -> AgreementQuerySet:
    """Return the common rules in force that bind the body that asks; none for common rules themselves."""
    asking = share.parties.select_related("organisation").get(is_lead=True)
    return rules_open_to(asking.organisation) if not share.is_umbrella else Agreement.objects.none()


@transaction.atomic
def stand_under(*, share: DataShare, rules: Agreement | None, by: User) -> None:
    """Put a request under an edition of common rules, or under none. Idempotent.

    Raise NotNow for rules that are not in force or do not bind the body that asks, for anything that is not common
    rules, and for a data share that is common rules itself; PermissionDenied unless the user leads for who asks.
    """
    share = begin_for_lead(share, by)
    if share.is_umbrella:
        raise NotNow("Common rules cannot stand under other common rules.")
    before = share.edition.rules
    if before == rules:
        return
    if rules is not None and not rules_to_choose(share).filter(pk=rules.pk).exists():
        raise NotNow(
            "You cannot choose these common rules. They are not in force, or your organisation has not joined them."
        )
    share.edition.rules = rules
    share.edition.save(update_fields=["rules"])
    kind = EventKind.RULES_CHOSEN if rules else EventKind.RULES_LEFT
    finish(share, kind, by=by, facts={"rules": rules_in_words(rules or before)}, subject="step:common-rules")


def rules_in_words(rules: Agreement | None) -> str:
    """Return an edition of common rules by its title, reference and version."""
    return f"“{rules.share.title}” ({rules.share.reference}, version {rules.number})" if rules else ""
