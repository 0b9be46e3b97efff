"""Whom what was signed last in a data share binds, whichever edition people work on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db.models import Exists, OuterRef

from .agreement import Agreement
from .disposal import Disposal
from .life import Departure
from .share import DataShare
from .signing import RequiredSignature

_COLUMNS: Final = ("agreement__share", "agreement", "party", "signature", "left")


@dataclass(frozen=True)
class Binding:
    """The parties, by key, that what was signed last binds, and those whose part in it ended before it did."""

    # Whether anything was signed and came into force. Until then, it binds none.
    is_signed: bool = False
    bound: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    # Those that ever signed something that came into force, and what is theirs to read with it.
    signed: frozenset[int] = frozenset()

    @classmethod
    def of(cls, share: DataShare) -> Self:
        """Return it for one data share. Two queries."""
        return cls.of_each([share.pk]).get(share.pk, cls())

    @classmethod
    def of_each(cls, shares: Collection[int] | None = None) -> dict[int, Self]:
        """Return it for each of these data shares, or for all, in which something came into force. Two queries.

        A party is bound that signed in every position and has not left. One that left with the end of the agreement
        still counts as bound: what outlives the agreement is its own too. One that left an earlier version and owed a
        disposal then still counts as one that left.
        """
        left = Departure.objects.gone_early().filter(agreement=OuterRef("agreement"), party=OuterRef("party"))
        agreements = Agreement.objects.listed()
        if shares is not None:
            agreements = agreements.filter(share__in=shares)
        told: dict[str, Any] = {"left": Exists(left)}
        rows = RequiredSignature.objects.filter(agreement__in=agreements).annotate(**told)
        owing = Disposal.objects.all() if shares is None else Disposal.objects.filter(agreement__share__in=shares)
        newest: dict[int, int] = {}
        signed: dict[int, dict[int, bool]] = {}
        gone: dict[int, set[int]] = {}
        ever: dict[int, set[int]] = {}
        for share, agreement, party, signature, has_left in rows.order_by("agreement__number").values_list(*_COLUMNS):
            if newest.get(share) != agreement:
                newest[share], signed[share], gone[share] = agreement, {}, set()
            signed[share][party] = signed[share].get(party, True) and signature is not None
            ever.setdefault(share, set()).update({party} if signature else ())
            if has_left:
                gone[share].add(party)
        for share, party in owing.values_list("agreement__share", "party"):
            if not signed.get(share, {}).get(party):
                gone.setdefault(share, set()).add(party)
        return {share: cls._made(parties, gone[share], ever[share]) for share, parties in signed.items()}

    @classmethod
    def _made(cls, signed: Mapping[int, bool], left: set[int], ever: set[int]) -> Self:
        bound = frozenset(key for key, has_signed in signed.items() if has_signed) - left
        return cls(True, bound, frozenset(left), frozenset(ever))

    def concerns(self, party: int) -> bool:
        """Return whether something that was signed is a party's own: it signed it, whatever became of it since."""
        return party in self.bound | self.left | self.signed
