"""The nation of a public body, by which its bank holidays are counted: told from its email domains."""

from typing import Final

from govuk_bank_holidays.bank_holidays import BankHolidays

from community.models import Organisation

# Endings of the domains of public bodies in Scotland and in Northern Ireland; all others count as England and Wales.
_ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    BankHolidays.SCOTLAND: (".scot", "scot.nhs.uk", "scotland.police.uk", "scotland.gov.uk"),
    BankHolidays.NORTHERN_IRELAND: ("ni.gov.uk", "hscni.net", "psni.police.uk", "northernireland.gov.uk"),
}


def nation_of(body: Organisation) -> str:
    """Return the division of the United Kingdom whose bank holidays a body keeps. One query."""
    domains = list(body.domains.values_list("pattern", flat=True))
    for nation, endings in _ENDINGS.items():
        if any(domain.endswith(endings) for domain in domains):
            return nation
    return str(BankHolidays.ENGLAND_AND_WALES)
