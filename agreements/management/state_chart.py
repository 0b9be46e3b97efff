"""The state chart of a data share, drawn from the table in states/__init__.py."""

from typing import Final

from agreements.states import TRANSITIONS, State, Transition

_LAST: Final = (State.REFUSED, State.WITHDRAWN, State.SUPERSEDED, State.ARCHIVED)


def chart() -> str:
    """Return a Mermaid state diagram of every state and every action between them."""
    lines = ["stateDiagram-v2", "    [*] --> draft: open_share"]
    lines += [f"    {state.value}: {state.label}" for state in State]
    lines += [line for row in TRANSITIONS for line in _edges(row)]
    lines += [f"    {state.value} --> [*]" for state in _LAST]
    return "\n".join(lines)


def _edges(row: Transition) -> list[str]:
    if row.target is None:
        return []
    sources = [state for state in State if state in row.sources and state != row.target]
    return [f"    {state.value} --> {row.target.value}: {row.action.value}" for state in sources]


def table() -> str:
    """Return the chart as a table, for readers who cannot see it: action, from, to, who."""
    head = ["| Action | From | To | Who |", "|---|---|---|---|"]
    return "\n".join([*head, *(_row(row) for row in TRANSITIONS)])


def _row(row: Transition) -> str:
    every = len(row.sources) == len(State)
    sources = "any state" if every else ", ".join(state.label.lower() for state in State if state in row.sources)
    target = row.target.label.lower() if row.target else "stays"
    roles = ", ".join(sorted(role.value for role in row.roles)) or "the service"
    side = f"{next(iter(row.sides)).value}: " if len(row.sides) == 1 else ""
    return f"| {row.action.label} | {sources} | {target} | {side}{roles} |"
