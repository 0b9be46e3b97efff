"""All names of a person, and the columns and tables that hold them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db.models import CharField, F, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from community.models import User

ERASED: Final = "Erased person"
# Not a part of a longer word or address: ann.lee@council.gov.uk holds neither lee@council.gov.uk nor the name Ann.
_NAME: Final = r"(?<![\w@]){}(?!\w)(?![\w.+-]*@)"
_ADDRESS: Final = r"(?<![\w.+-]){}(?![.-]?\w)"


@dataclass(frozen=True)
class Known:
    """The names and addresses a person has and had."""

    names: frozenset[str]
    addresses: frozenset[str]

    @property
    def words(self) -> list[str]:
        """All of them, the longest first, so that none is matched inside another."""
        return sorted(self.names | self.addresses, key=lambda word: (-len(word), word))

    def stands_in(self, text: str) -> bool:
        return bool(self._found.search(text))

    def taken_from(self, text: str) -> str:
        """Return the text with these names redacted."""
        return self._found.sub(ERASED, text)

    @property
    def _found(self) -> re.Pattern[str]:
        patterns = (_ADDRESS if word in self.addresses else _NAME for word in self.words)
        return re.compile("|".join(map(str.format, patterns, map(re.escape, self.words))), re.IGNORECASE)

    def within(self, *columns: str) -> Q:
        """Return a filter for rows in which one of these columns may hold one of the names."""
        condition = Q()
        for column in columns:
            for word in self.words:
                condition |= Q(**{f"{column}__icontains": word})
        return condition


def known_as(person: User, addresses: Iterable[str] = ()) -> Known:
    """Return the current and former names of a person, in their account, its history and at their provider.

    Leaves out former addresses that other people have now.
    """
    rows = [(person.full_name, person.email), *person.history.values_list("full_name", "email")]
    extra = SocialAccount.objects.filter(user=person).values_list("extra_data", flat=True)
    claims = [data for data in extra if isinstance(data, dict)]
    names = {name for name, _ in rows} | {str(claim.get("name", "")) for claim in claims}
    mails = {mail for _, mail in rows} | {str(claim.get("email", "")) for claim in claims} | set(addresses)
    mails |= set(EmailAddress.objects.filter(user=person).values_list("email", flat=True))
    mails -= set(User.objects.filter(email__in=mails).exclude(pk=person.pk).values_list("email", flat=True))
    return Known(frozenset(map(str.strip, names)) - {"", ERASED}, frozenset(mails) - {""})


@dataclass(frozen=True)
class Remains:
    """A column in which a person is still named, and in how many rows."""

    table: str
    column: str
    rows: int

    def __str__(self) -> str:
        return f"{self.table}.{self.column}: {self.rows}"


def remains_of(known: Known) -> Iterator[Remains]:
    """Yield every text column in the database in which the person is named."""
    yield from (remains for remains in _counted(known) if remains.rows)


def _counted(known: Known) -> Iterator[Remains]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 (Django's own way to a model's columns)
            if isinstance(field, CharField | TextField | JSONField) and not field.choices:
                count = sum(known.stands_in(text) for text in _texts(model, field.name, known))
                yield Remains(model._meta.db_table, str(field.column), count)  # noqa: SLF001


def _texts(model: type[Model], column: str, known: Known) -> Iterator[str]:
    texts: dict[str, Any] = {"as_text": Cast(F(column), TextField())}
    rows = model._default_manager.order_by().annotate(**texts).filter(known.within("as_text"))  # noqa: SLF001
    return map(str, rows.values_list("as_text", flat=True).iterator())
