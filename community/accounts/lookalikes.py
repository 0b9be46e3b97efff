"""Finds accounts and domains whose address is not in canonical form, and closes such accounts."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction

from community.accounts.proved_mailboxes import NOWHERE, retire
from community.models import EmailDomain, User
from datashare.lib.addresses import canonical_or_none, is_pattern

CLOSED: Final = "The email address could be mistaken for another address"
# Small letters that look like ASCII letters and are not normalised to them (UTS #39, confusables): Latin, Cyrillic,
# Greek, Armenian and Coptic; then ideographs for the Japanese letters that look like them.
_SMALL: Final = str.maketrans(
    "ıɩɪøłđħŧɡɑаеорсухіјѕԁһԛԝькмнтвꮪαονρκιτυχγεηωβμϲօոսհցզյⲟⲥⲣⲭⲁӏгᴄʋꭎꭇカロエニハトター",
    "iiioldhtgaaeopcyxijsdhqwbkmhtbsaovpkituxyenwbuconuhgqjocpxalrcuur力口工二八卜夕一",
)
# Capitals, which have other shapes than their small letters: Greek, Cyrillic, Cherokee, Lisu, Armenian, Coptic.
_CAPITALS: Final = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЅІЈКМНОРСТУХԌԚԜҮᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜՕՍՏԼⲂⲤⲎⲒⲔⲘⲚⲞⲢⲦⲨⲬⲌ。",
    "ABEZHIKMNOPTYXABESIJKMHOPCTYXGQWYABCDEGHJKLMPRSTVWYZABCDEFGHIJKLMNOPRSTUVWXYZOUSLBCHIKMNOPTYXZ.",
)
# The Greek sigma like a C, which Unicode would normalise to one that is not.
_LUNATE: Final = str.maketrans("ϲϹ", "cC")
# What looks like a small L or O in many typefaces.
_STROKES: Final = str.maketrans("I1|ǀ0", "llllo")


@dataclass(frozen=True)
class Lookalike:
    """A row whose address is not in canonical form."""

    kind: str
    key: int
    address: str
    looks_like: str
    note: str

    def __str__(self) -> str:
        taken_for = f", looks like {self.looks_like}" if self.looks_like else ""
        return f"{self.kind} {self.key}: {self.address!a}{taken_for} ({self.note})"


def looks_like(address: str) -> str:
    """Return the canonical address that this one can be mistaken for; empty if there is none."""
    folded = _folded(address)
    letters = "".join(sign for sign in folded if sign.isascii() and not sign.isspace())
    lookalike = canonical_or_none(letters.replace('"', "").rstrip("."))
    return lookalike or ""


def looks_of(name: str) -> set[str]:
    """Return the letters of a name as they look, in both cases. Names that share one can be mistaken for each other."""
    letters = unicodedata.normalize("NFKD", name.translate(_LUNATE))
    read = (letters.casefold(), letters.translate(_CAPITALS).translate(_STROKES).casefold())
    return {_joined("".join(sign for sign in text.translate(_SMALL) if sign.isalnum())) for text in read}


def _joined(letters: str) -> str:
    return letters.replace("rn", "m").replace("vv", "w")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text.translate(_LUNATE)).translate(_CAPITALS).casefold().translate(_SMALL)


def doubtful_accounts() -> list[Lookalike]:
    """Return the accounts with an address that is not in canonical form."""
    addresses = {
        (key, email) for key, email in User.objects.exclude(email__endswith=NOWHERE).values_list("pk", "email")
    }
    addresses |= set(EmailAddress.objects.values_list("user_id", "email"))
    doubtful = sorted((key, email) for key, email in addresses if canonical_or_none(email) != email)
    return [Lookalike("account", key, email, looks_like(email), _note(key, email)) for key, email in doubtful]


def doubtful_patterns() -> Iterator[Lookalike]:
    """Yield the email domains that are not in canonical form: change or remove them in the admin."""
    for key, pattern in EmailDomain.objects.values_list("pk", "pattern"):
        if not is_pattern(pattern):
            yield Lookalike("email domain", key, pattern, "", "change or remove it in the admin")


@transaction.atomic
def close(accounts: Iterable[Lookalike]) -> None:
    """Close these accounts permanently; one with a good address of its own loses only the other address."""
    doubtful = {(account.key, account.address) for account in accounts}
    for user in User.objects.select_for_update(no_key=True).filter(pk__in={key for key, _ in doubtful}):
        if (user.pk, user.email) in doubtful:
            retire(user, CLOSED)
    for key, address in doubtful:
        EmailAddress.objects.filter(user_id=key, email=address).delete()


def _note(key: int, email: str) -> str:
    proved = EmailAddress.objects.filter(user_id=key, email=email, verified=True).exists()
    last = User.objects.values_list("last_login", flat=True).get(pk=key)
    signed_in = f"last sign-in {last:%Y-%m-%d}" if last else "never signed in"
    own = User.objects.values_list("email", flat=True).get(pk=key)
    kept = f", beside {own!a}, which stays" if own != email and canonical_or_none(own) == own else ""
    return f"{'confirmed' if proved else 'never confirmed'}, {signed_in}{kept}"
