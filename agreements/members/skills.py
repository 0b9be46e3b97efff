"""Who has which skill on each side: members, and people whom the answers name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agreements.access import Page
from agreements.answers import StoredAnswers, request_journey
from agreements.drafting.drafts import answers_read_by
from agreements.models import Member, Party
from agreements.questionnaire.options import SKILLS, Option
from agreements.questionnaire.words import Json, part, rows_of, text
from agreements.states import Role
from community.skills import Skill
from datashare.lib.plain import same_length

# The answers that name one person with a skill, besides the team: the same as in the clause about skills.
BY_ANSWER: Mapping[str, Skill] = {
    "dp_check": Skill.DATA_PROTECTION,
    "legal_check": Skill.LEGAL,
    "sec_check": Skill.SECURITY,
}
EXPERTS = "s_experts"


@dataclass(frozen=True)
class Named:
    """A person whom an answer names, by name and email address as far as it gives them."""

    words: str
    email: str = ""
    role: str = ""

    def is_one_of(self, members: Iterable[Member]) -> bool:
        """Return whether the person is a member, by address or else by name."""
        return any(map(self._is, members))

    def words_among(self, members: Iterable[Member]) -> str:
        """Return the words, with the address and the standing of an invitation that the person has not accepted.

        A member known by the address is named as they are called now.
        """
        mine = sorted(filter(self._is, members), key=lambda member: not member.user)
        if not mine[0].user:
            return f"{self.words}, {_known_as(mine[0])}"
        return ", ".join(filter(None, (str(mine[0]), self.role))) if self.email else self.words

    def _is(self, member: Member) -> bool:
        if self.email:
            return member.email.casefold() == self.email.casefold()
        return bool(member.user) and names(self.words, str(member))


@dataclass(frozen=True)
class Cover:
    """One skill of one party: its members with it, and people named who are not members yet."""

    skill: str
    label: str
    present: tuple[str, ...]
    named: tuple[Named, ...]
    # Whether a member with an account advises on it, and whether someone is invited to.
    is_covered: bool = False
    is_invited: bool = False

    @property
    def is_advice(self) -> bool:
        """Return whether an adviser can be invited for it; a business owner is no adviser."""
        return self.skill in set(Skill)


def names(words: str, person: str) -> bool:
    """Return whether these words name a person: by the whole name, in any spelling of its letters."""
    name, said = (same_length(written).casefold() for written in (person, words))
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said))


def covers_of(page: Page, members: Iterable[Member], read: StoredAnswers) -> dict[int, list[Cover]]:
    """Return who has each skill, for each party of a page, from the answers that its reader reads. No query."""
    everyone = list(members)
    asking, holding = _acquirers_answers(page, read), read.halves
    found: dict[int, list[Cover]] = {}
    for party in page.every_party:
        here = [member for member in everyone if member.party_id == party.pk]
        named = list(_named_by(asking) if party.is_lead else _experts(holding.get(party.pk, {})))
        found[party.pk] = [
            _cover(skill, here, [who for brings, who in named if brings == skill.key]) for skill in SKILLS
        ]
    return found


def named_for(page: Page, party: Party, skill: str, members: Iterable[Member]) -> Named | None:
    """Return the first person whom the answers name for a skill and who is not a member yet."""
    covers = covers_of(page, members, answers_read_by(page.share, page.party)).get(party.pk, [])
    return next((who for cover in covers if cover.skill == skill for who in cover.named), None)


def _cover(skill: Option, here: list[Member], named: list[Named]) -> Cover:
    advisers = [member for member in here if member.role == Role.ADVISER and member.skill == skill.key]
    present = [_known_as(member) for member in advisers]
    inside = [who.words_among(here) for who in named if who.is_one_of(here)]
    outside = [who for who in named if not who.is_one_of(here)]
    present = [name for name in present if not any(words.endswith(f", {name}") for words in inside)]
    new = [words for words in inside if not any(names(words, name) for name in present)]
    accounts = [member.user_id is not None for member in advisers]
    return Cover(
        skill.key,
        skill.label,
        tuple(dict.fromkeys([*present, *new])),
        tuple(dict.fromkeys(outside)),
        is_covered=any(accounts),
        is_invited=not all(accounts),
    )


def _known_as(member: Member) -> str:
    """Return the name of a member; of an invited person without an account, the address and that they are invited."""
    outside = ", from outside the public sector" if member.outside_because else ""
    return f"{member}{outside}" if member.user else f"{member.email} (invited, but has no account yet){outside}"


def _acquirers_answers(page: Page, read: StoredAnswers) -> Mapping[str, Any]:
    """Return the answers of the request that apply."""
    return request_journey(page.share, read.request).answered()


def _named_by(answers: Mapping[str, Any]) -> Iterator[tuple[str, Named]]:
    """Yield the skills for which the request's answers name a person."""
    for row in rows_of(answers.get("team")):
        if (skill := text(row.get("skill"))) in SKILLS.keys and (who := _person(part(row, "person"))):
            yield skill, who
    for key, skill in BY_ANSWER.items():
        if who := _person(answers.get(key)):
            yield skill, who


def _person(value: Json) -> Named | None:
    name, role, email = (text(part(value, piece)).strip() for piece in ("name", "role", "email"))
    return Named(", ".join(filter(None, (name, role))), email, role) if name else None


def _experts(answers: Mapping[str, Any]) -> Iterator[tuple[str, Named]]:
    """Yield the experts that the supplier names, each in its own words."""
    for skill in SKILLS:
        if words := text(part(answers.get(EXPERTS), skill.key)).strip():
            yield skill.key, Named(words)
