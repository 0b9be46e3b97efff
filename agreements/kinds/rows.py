"""What a kind of event is: the action that it tells of, its facts, and what an erasure leaves of it."""

from dataclasses import dataclass

from agreements.states import Action


@dataclass(frozen=True)
class KindRow:
    """The action of a kind of event, the names of its facts, and what becomes of its details in an erasure."""

    action: Action
    facts: frozenset[str]
    # Proof of an agreement, or of what the service itself did for it, is never erased (UK GDPR, Article 17(3)(b) and
    # (e)); the database holds the same list.
    is_proof: bool = False
    # What others did about a person's roles is erased with the person.
    is_about_roles: bool = False


def row(action: Action, *facts: str, proof: bool = False, roles: bool = False) -> KindRow:
    """Return the row of a kind whose events hold facts of these names."""
    return KindRow(action, frozenset(facts), proof, roles)
