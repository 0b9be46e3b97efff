"""The canonical form of email addresses, in which they are taken, stored, compared and held by the database."""

import re
import unicodedata
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

_ATOM: Final = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])"
# Lower-case ASCII (RFC 5321, dot-string and domain). No quoted local part, no address literal, no dot at the end: each
# would be a second way to write the same mailbox.
ADDRESS: Final = rf"{_ATOM}(\.{_ATOM})*@{_DOMAIN}"
PATTERN: Final = rf"(\*\.)?({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])"
# A label for non-ASCII letters (RFC 5890), which mail programs may show as those letters.
_INTERNATIONAL: Final = re.compile(r"(^|[@.])xn--")
LONGEST: Final = 254
LONGEST_LOCAL_PART: Final = 64

FORMAT_MESSAGE: Final = "Enter an email address in the correct format, like name@example.gov.uk"
DOMAIN_MESSAGE: Final = "Enter a domain in lower case, like barchester.gov.uk, or a pattern like *.gov.scot"


def canonical(email: str) -> str:
    """Return the canonical form of an address. Raise ValidationError for an invalid one or non-ASCII letters.

    Such letters look like others, or become others when software normalises or folds them (UTS #39, UAX #15).
    """
    typed = email.strip(" \t\r\n")
    if foreign := next((sign for sign in typed if not " " <= sign <= "~"), ""):
        raise ValidationError(_foreign_message(foreign), code="not_ascii")
    address = typed.lower()
    if not re.fullmatch(ADDRESS, address) or len(address) > LONGEST or address.index("@") > LONGEST_LOCAL_PART:
        raise ValidationError(FORMAT_MESSAGE, code="invalid")
    return address


def canonical_or_none(email: str) -> str | None:
    """Return the canonical form of an address, or None for an invalid one."""
    try:
        return canonical(email)
    except ValidationError:
        return None


def validate(email: str) -> None:
    """Raise ValidationError for an address that is not in canonical form, ignoring case."""
    canonical(email)


def validate_pattern(pattern: str) -> None:
    """Raise ValidationError for a domain or pattern of domains that is not in canonical form."""
    if not is_pattern(pattern):
        raise ValidationError(DOMAIN_MESSAGE, code="invalid")


def is_pattern(pattern: str) -> bool:
    """Return whether this is a domain, or a pattern of domains, in canonical form."""
    return bool(re.fullmatch(PATTERN, pattern))


def is_international(domain: str) -> bool:
    """Return whether a label stands for non-ASCII letters: such a domain is recognised by its own name only."""
    return bool(_INTERNATIONAL.search(domain))


def domain_part(email: str) -> str:
    """Return the part after the last @, in lower case."""
    return email.rpartition("@")[2].lower()


def _foreign_message(sign: str) -> str:
    name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
    shown = f"“{sign}” ({name})" if unicodedata.category(sign)[0] in "LNPS" else f"a hidden character ({name})"
    return f"Enter an email address with plain letters, without accents. It cannot include {shown}"


class AddressField(models.EmailField[str, str]):
    """An email address in canonical form; lookups use that form too."""

    default_validators = [validate]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return (canonical_or_none(value) or value) if isinstance(value, str) else value


class DomainField(models.CharField[str, str]):
    """An email domain, or a pattern with a leading "*.", in lower-case ASCII."""

    default_validators = [validate_pattern]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.strip().lower() if isinstance(value, str) and value.isascii() else value


def only_addresses(field: str, name: str) -> models.CheckConstraint:
    """Return the constraint that a column holds only canonical addresses."""
    rule = Q(**{f"{field}__regex": f"^{ADDRESS}$"})
    return models.CheckConstraint(condition=rule, name=name, violation_error_message=FORMAT_MESSAGE)


def only_domains(field: str, name: str) -> models.CheckConstraint:
    """Return the constraint that a column holds only canonical domains."""
    rule = Q(**{f"{field}__regex": f"^{PATTERN}$"})
    return models.CheckConstraint(condition=rule, name=name, violation_error_message=DOMAIN_MESSAGE)


def validate_where_it_holds(table: str, constraint: str) -> str:
    """Return SQL that validates a new constraint; if old rows break it, it applies to new rows only."""
    return (
        f"DO $$ BEGIN ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}; EXCEPTION WHEN check_violation THEN "
        f"RAISE NOTICE 'Rows of {table} break {constraint}: run manage.py find_lookalikes'; END $$"
    )
