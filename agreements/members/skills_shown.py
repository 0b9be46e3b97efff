"""The skills that a data share needs on each side: why, who covers them, who is missing, and what they have checked."""

from collections.abc import Collection
from dataclasses import dataclass

from agreements.access import Page
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.drafts import answers_read_by, circumstances_for
from agreements.members.checks import ShownCheck, shown_checks
from agreements.members.skills import Cover, covers_of
from agreements.members.skills_needed import needed
from agreements.models import Member, Party


@dataclass(frozen=True)
class ShownSkill:
    """One skill on one side: who covers it, why it is needed (empty if it is not), and the checks in its field."""

    cover: Cover
    why: str
    checks: tuple[ShownCheck, ...]

    @property
    def state(self) -> str:
        """Whether a skill that is needed is covered, in a word; empty for one that is not needed."""
        if not self.why or self.cover.is_covered:
            return ""
        named = self.cover.named or self.cover.present
        return "Invited" if self.cover.is_invited else "Not an adviser yet" if named else "Missing"

    @property
    def is_empty(self) -> bool:
        """Whether no one has it, is invited for it or is named for it."""
        return not (self.cover.present or self.cover.named)


def skills_shown(page: Page, members: Collection[Member]) -> dict[int, list[ShownSkill]]:
    """Return the skills of each party of a page. The number of queries does not grow with what there is.

    The organisation of an expert sees every check that it asked for; others see those that stand.
    """
    read = answers_read_by(page.share, page.party)
    covers = covers_of(page, members, read)
    if page.share.is_umbrella:
        return {party: [ShownSkill(cover, "", ()) for cover in found] for party, found in covers.items()}
    s = circumstances_for(page.share, page.party, read, whole=False)
    return {party.pk: _of_party(page, party, s, covers[party.pk]) for party in page.every_party}


def _of_party(page: Page, party: Party, s: Circumstances, covers: list[Cover]) -> list[ShownSkill]:
    known = next((found for found in s.facts.each if found.key == party.pk), None)
    if known is None:
        return [ShownSkill(cover, "", ()) for cover in covers]
    whys = needed(s.of(known).answered, receives=party.is_lead or party.receives, gives=party.gives)
    shown = [check for check in shown_checks(s, known) if check.stands or party == page.party]
    return [
        ShownSkill(
            cover, whys.get(cover.skill, ""), tuple(check for check in shown if check.facts.skill == cover.skill)
        )
        for cover in covers
    ]
