"""What the checks of experts add to “What happens next”: to who is asked, and to who must ask again."""

from dataclasses import replace

from agreements.drafting.drafts import circumstances_for
from agreements.kinds.state_words import role_in_words
from agreements.members.checks import ShownCheck, shown_checks
from agreements.models import ExpertCheck
from agreements.overview.next_step_facts import Here, Next
from agreements.states import Action, Role
from community.skills import Skill
from datashare.lib.clock import long_date


def with_checks(here: Here, found: Next) -> Next:
    """Return what happens next with the checks that wait for the user, or for their organisation.

    One query if no one of it was asked to check anything.
    """
    page = here.page
    if page.party is None or not (here.may(Action.CHECK) or here.may(Action.ASK_EXPERT)):
        return found
    checks = list(ExpertCheck.objects.of(page.share).filter(party=page.party))
    mine = [check for check in checks if check.newest is None and check.member.user_id == page.reader.pk]
    if mine and here.may(Action.CHECK):
        return _asked(here, found, mine[0])
    if checks and here.may(Action.ASK_EXPERT):
        return _to_ask_again(here, found)
    return found


def _asked(here: Here, found: Next, check: ExpertCheck) -> Next:
    """Return the same for an expert: the check comes first, what they can do besides as a link."""
    role = role_in_words(Role.ADVISER, Skill(check.skill))
    line = f"{check.by} asked you to check the answers as {role} by {long_date(check.due)}."
    button = here.link("Check the answers", "expert_check", check.pk)
    links = [*([found.button] if found.button else []), *found.links]
    return replace(found, button=button, lines=[line, *found.lines], links=links)


def _to_ask_again(here: Here, found: Next) -> Next:
    s = circumstances_for(here.page.share, here.page.party, whole=False)
    party = next((each for each in s.facts.each if here.page.party and each.key == here.page.party.pk), None)
    again = [check for check in (shown_checks(s, party) if party else []) if check.needs_lead]
    if not again:
        return found
    link = here.link("See the checks by experts", "expert_checks")
    return replace(found, lines=[*found.lines, *map(_line, again)], links=[*found.links, link])


def _line(check: ShownCheck) -> str:
    return f"{check.who}, {check.says}. Ask for the check again when the answers are right."
