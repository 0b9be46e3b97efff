"""The names of bodies in the middle of a sentence, with an article where they take one."""

import re
from collections.abc import Iterable

from agreements.drafting.facts import PartyFacts
from agreements.drafting.quoting import Prose, inline, listed

# "the Department for Education", "the Valuation Office Agency"; but "HM Revenue & Customs", "Kent County Council".
TAKES_ARTICLE = re.compile(
    r"^(?:Department|Ministry|Office|Home Office|Cabinet Office)\b|\b(?:Agency|Authority|Commission|Executive)$"
)


def names(parties: Iterable[PartyFacts]) -> Prose:
    """Return bodies by their full names, for use in a sentence."""
    return listed(inline(f"the {party.name}" if TAKES_ARTICLE.search(party.name) else party.name) for party in parties)
