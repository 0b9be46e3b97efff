"""What is said of the states and roles in states/__init__.py."""

from typing import Final

from agreements.states import Action, Role, State
from community.skills import Skill

_ASSESSED: Final = frozenset({State.SUBMITTED, State.ASSESSING})

# What is so in each state, for a user who tries what is open in another one.
_FACTS: Final = {
    State.DRAFT: "This request has not been sent yet",
    State.SUBMITTED: "This request is with the supplier",
    State.ASSESSING: "This request is with the supplier",
    State.RETURNED: "This request is back with the acquirer",
    State.REFUSED: "This request was refused",
    State.RECONSIDERING: "The supplier is reconsidering its refusal",
    State.WITHDRAWN: "This request was withdrawn",
    State.NEGOTIATING: "The organisations are agreeing the clauses",
    State.SIGNING: "The text is out for signature",
    State.IN_FORCE: "The agreement is in force",
    State.SUSPENDED: "The sharing is suspended",
    State.ENDED: "The agreement has ended",
    State.ARCHIVED: "This data share is archived",
    State.SUPERSEDED: "A newer version of this agreement is in force",
}


# The same of common rules, which ask no one for data.
_FACTS_OF_RULES: Final = {
    **_FACTS,
    State.DRAFT: "These common rules have not been sent yet",
    State.WITHDRAWN: "These common rules were withdrawn",
    State.IN_FORCE: "These common rules are in force",
    State.ENDED: "These common rules have ended",
    State.ARCHIVED: "These common rules are archived",
    State.SUPERSEDED: "A newer version of these common rules is in force",
}


def why_not_now(action: Action, state: State, *, of_umbrella: bool) -> str:
    """Return a sentence that says what is so in this state, and that the action is not open in it."""
    if action in (Action.ANSWER, Action.SUBMIT) and state in _ASSESSED:
        return "You have sent this request, so you cannot change it now."
    fact = (_FACTS_OF_RULES if of_umbrella else _FACTS)[state]
    return f"{fact}, so you cannot {act_in_words(action, of_umbrella=of_umbrella)} now."


def act_in_words(action: Action, *, of_umbrella: bool) -> str:
    """Return an action as the end of a sentence: answer the questions of the request, or of the common rules."""
    words = f"{action.label[0].lower()}{action.label[1:]}"
    return words.replace("the request", "the common rules") if of_umbrella else words


def role_in_words(role: Role, skill: Skill | None = None) -> str:
    """Return a role as a noun phrase: a lead, an observer, a legal adviser."""
    noun = f"{skill.label.lower()} adviser" if skill else role.label.lower()
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


# What each role may do, in the words of the invitation page. Of more than two organisations, who asked freezes.
ROLES_IN_WORDS = {
    Role.LEAD: "Decide for the organisation and invite people. Between two organisations, also freeze the text and ask "
    "for signatures; of more, the one that asked for the data does.",
    Role.CONTRIBUTOR: "Answer questions, agree clauses and propose wording.",
    Role.ADVISER: "Check answers, comment on clauses and propose wording. This role cannot agree clauses or decide on "
    "proposals.",
    Role.SIGNATORY: "Sign the agreement for the organisation, or decline to sign.",
    Role.OBSERVER: "Read everything, but change nothing.",
}
