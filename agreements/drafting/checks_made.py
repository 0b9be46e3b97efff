"""What experts checked, as facts of a draft."""

from agreements.drafting.facts import CheckFacts
from agreements.models import DataShare, ExpertCheck, Member
from datashare.lib.clock import local_date


def checks_made(share: DataShare) -> tuple[CheckFacts, ...]:
    """Return the newest check that each expert was asked for, with what they said.

    Three queries, or one if no one was asked; none for common rules.
    """
    if share.is_umbrella:
        return ()
    checks = list(ExpertCheck.objects.of(share))
    if not checks:
        return ()
    members = [check.member_id for check in checks]
    guests = set(Member.objects.guests().filter(pk__in=members).values_list("pk", flat=True))
    return tuple(_facts(check, is_outside=check.member_id in guests) for check in checks)


def _facts(check: ExpertCheck, *, is_outside: bool) -> CheckFacts:
    said = check.newest
    return CheckFacts(
        check=check.pk,
        party=check.party_id,
        skill=check.skill,
        who=str(check.member),
        outside=is_outside,
        due=check.due,
        result=said.result if said else "",
        words=said.words if said else "",
        about=said.about if said else "",
        on=local_date(said.at) if said else None,
    )
