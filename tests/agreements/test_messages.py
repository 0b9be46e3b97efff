"""Every kind of event has one message; its places are the kind's facts; no code tells an event in English."""

import ast
from collections.abc import Iterator

import pytest

from agreements.kinds import KINDS, EventKind
from agreements.kinds.shapes import FACTS, FactType
from agreements.negotiating import texts as negotiating
from agreements.notifications import sentences
from agreements.notifications.notices import NOTICES
from agreements.notifications.sentences import ALWAYS, By, Message, places_in, registered, texts_in
from agreements.states import BY_ACTION, Action
from tests.project.code import called, functions, modules, place

TELLING = {"finish", "open_share", "EventChange", "given"}
COUNTS = {"0", "1", "many"}


def test_every_kind_has_a_row_a_message_and_an_action() -> None:
    assert set(registered()) == set(KINDS) == set(EventKind)
    assert {row.action for row in KINDS.values()} == {*BY_ACTION, Action.OPEN} - {Action.VIEW, Action.LOOK_BACK}
    assert {name for row in KINDS.values() for name in row.facts} == set(FACTS)


def test_a_second_message_for_a_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="Two phases"):
        sentences.register({EventKind.REQUEST_SENT: "{actor} sent it"})
    sentences.register(negotiating.MESSAGES)


def choices_in(message: Message) -> Iterator[By]:
    if isinstance(message, By):
        yield message
        for alternative in message.messages.values():
            yield from choices_in(alternative)


@pytest.mark.parametrize("kind", EventKind)
def test_each_place_in_a_message_is_a_fact_of_its_kind(kind: EventKind) -> None:
    message = registered()[kind]
    for text in texts_in(message):
        assert places_in(text) <= KINDS[kind].facts | ALWAYS
        assert text.startswith("{actor} ")
        assert not text.endswith(".")
    for choice in choices_in(message):
        assert choice.fact in KINDS[kind].facts
        if FACTS[choice.fact] != FactType.REASON:
            assert set(choice.messages) <= COUNTS
            assert "many" in choice.messages


def test_every_notice_is_of_a_kind() -> None:
    assert set(NOTICES) <= set(EventKind)


def english_in(node: ast.AST) -> list[str]:
    """Return the strings that read like words: with a space between letters."""
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return [text for text in texts if " " in text.strip()]


def told_in(function: ast.AST) -> Iterator[ast.AST]:
    """Yield what a function tells of events: arguments of the calls, and the names that they take."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and called(node) in TELLING]
    taken = {part.id for call in calls for part in ast.walk(call) if isinstance(part, ast.Name)}
    yield from calls
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
            if names & taken & {"facts", "changes", "told", "cause", "subject", "kind", "record"}:
                yield node


def test_no_code_tells_an_event_in_english() -> None:
    found = [
        f"{place(path, node)}: {english_in(node)}"
        for path in modules("agreements")
        for function in functions(path)
        for node in told_in(function)
        if english_in(node) or any(word.arg == "says" for word in getattr(node, "keywords", []))
    ]
    assert not found, "An event holds a kind and facts; its sentence stands in the phase's texts.py:\n" + "\n".join(
        found
    )


def test_the_rule_sees_english() -> None:
    wrong = """
def act(share, by):
    facts = {"person": f"the lead {by}"}
    finish(share, Kind.SENT, by=by, facts=facts)
"""
    assert any(english_in(node) for node in told_in(ast.parse(wrong)))
