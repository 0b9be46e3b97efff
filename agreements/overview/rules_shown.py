"""Common rules on the overview: what stands under them and who joined, or what a data share itself stands under."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agreements.access import Page
from agreements.drafting.newer_rules import NewerRules, newer_rules
from agreements.drafting.rules_above import rules_above
from agreements.models import Agreement, DataShare
from agreements.models.accessions import bodies_bound_by
from agreements.register.rules_listed import joined_later
from agreements.states import IN_PREPARATION


@dataclass(frozen=True)
class RulesShown:
    """Of common rules: the agreements in force under them, those that the reader prepares, who joined later.

    Of what stands under them: the edition it names, and the later one that is in force, if there is one.
    """

    under: Sequence[Agreement] = ()
    preparing: Sequence[DataShare] = ()
    joined: Sequence[str] = ()
    # The keys of the bodies that the edition in force binds.
    bound: Collection[int] = ()
    current: int | None = None
    above: Agreement | None = None
    newer: NewerRules | None = None


def rules_shown(page: Page) -> RulesShown | None:
    """Return what the overview says of common rules; None, without a query, for a plain data share."""
    share = page.share
    if not share.is_umbrella:
        above = rules_above(share)
        return RulesShown(above=above, newer=newer_rules(page, above)) if above else None
    in_force = share.agreements.in_force().first()
    if in_force is None:
        return None
    under = Agreement.objects.in_force().filter(edition__rules__share=share).order_by("share__title", "pk")
    preparing = DataShare.objects.visible_to(page.reader).filter(
        edition__rules__share=share, edition__state__in=IN_PREPARATION
    )
    return RulesShown(
        under=list(under.select_related("share", "edition__rules")),
        preparing=list(preparing.select_related("edition__rules").order_by("title", "pk")),
        joined=joined_later(in_force),
        bound=bodies_bound_by(in_force),
        current=in_force.number,
    )
