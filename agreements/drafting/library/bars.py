"""Acts that restrict what certain bodies may disclose, as data: the body, the Act, and the sentence of the agreement.

Source: the provisions named in each row, from general knowledge of the statutes; see `CHECKED_BY_A_LAWYER`. What
Revenue and Customs holds has a clause of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from agreements.drafting.facts import PartyFacts


@dataclass(frozen=True, slots=True)
class StatutoryBar:
    """An Act that restricts what a body of certain names may disclose."""

    bodies: tuple[str, ...]
    act: str
    says: str
    # What it says of data that such a body receives.
    once_held: str = ""

    def binds(self, name: str) -> bool:
        """Return whether a body of this name is bound by it."""
        return any(body in name.casefold() for body in self.bodies)


BARS: Final = (
    StatutoryBar(
        ("office for national statistics", "statistics board", "uk statistics authority"),
        "Statistics and Registration Service Act 2007 s39",
        "Personal information that the Statistics Board (known as the UK Statistics Authority, of which the Office for "
        "National Statistics is part) holds for its functions must not be disclosed by it, or by anyone who has "
        "received it from the Board, except as section 39(4) of the Statistics and Registration Service Act 2007 "
        "allows. To disclose it otherwise is an offence (section 39(9)).",
        once_held="Once the Statistics Board (known as the UK Statistics Authority, of which the Office for National "
        "Statistics is part) holds the data for its functions, personal information in it must not be disclosed by the "
        "Board, or by anyone who has received it from the Board, except as section 39(4) of the Statistics and "
        "Registration Service Act 2007 allows. To disclose it otherwise is an offence (section 39(9)).",
    ),
    StatutoryBar(
        ("department for work and pensions",),
        "Social Security Administration Act 1992 s123",
        "It is an offence under section 123 of the Social Security Administration Act 1992 for a person employed in "
        "social security administration to disclose, without lawful authority, information about a particular person "
        "that they acquired in that employment.",
    ),
    StatutoryBar(
        ("nhs england", "nhs digital"),
        "Health and Social Care Act 2012 ss261, 262",
        "Information that NHS England obtained through an information system under the Health and Social Care Act 2012 "
        "may be disseminated only as sections 261 and 262 of that Act allow, and under section 261(1) only for "
        "purposes connected with health care, adult social care or the promotion of health (section 261(1A)).",
    ),
)


def bars_on(givers: Iterable[PartyFacts], receivers: Iterable[PartyFacts]) -> Iterator[str]:
    """Yield the sentence of each Act that restricts what one of these bodies may disclose, or do once it holds it."""
    giving, receiving = [party.name for party in givers], [party.name for party in receivers]
    for bar in BARS:
        if any(map(bar.binds, giving)):
            yield bar.says
        elif bar.once_held and any(map(bar.binds, receiving)):
            yield bar.once_held
