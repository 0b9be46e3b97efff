"""Without whom no variation comes into force: the parties that the agreement in force binds."""

from collections.abc import Collection

from agreements.models import DataShare, Party
from agreements.models.binding import Binding
from datashare.lib.phrases import listed


def must_stay(share: DataShare) -> list[Party]:
    """Return the parties that a variation in preparation cannot do without; none, without a query, if there is none.

    The signed words say that a variation binds only when every party has signed it. A party that has left is none, nor
    is one that never signed. An organisation that has closed can sign nothing, so it holds no one up. Two queries.
    """
    if share.edition.varies_id is None:
        return []
    bound = share.parties.filter(pk__in=Binding.of(share).bound, organisation__is_closed=False)
    return list(bound.in_order().select_related("organisation"))


def why_it_stays(parties: Collection[Party]) -> str:
    """Return why these parties cannot be taken out of a variation, in sentences."""
    names, one = listed(map(str, parties)), len(parties) == 1
    return (
        f"The agreement in force binds {names}. A variation binds only when every party has signed it, so "
        f"{'it stays' if one else 'they stay'} a party until {'it has' if one else 'they have'} left the agreement."
    )
