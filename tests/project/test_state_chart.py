"""The README's state chart matches the table."""

from pathlib import Path

from django.conf import settings

from agreements.management.commands.state_chart import in_readme
from agreements.management.state_chart import chart
from agreements.states import TRANSITIONS, Action, Role, Side, State, actions_of


def test_it_stands_in_the_readme() -> None:
    text = (Path(settings.BASE_DIR) / "README.md").read_text(encoding="utf-8")
    assert text == in_readme(text), "Run script/manage state_chart --write and commit the README."


def test_it_shows_every_move() -> None:
    drawn = chart()
    for row in TRANSITIONS:
        for source in row.sources:
            if row.target and row.target != source:
                assert f"{source.value} --> {row.target.value}: {row.action.value}" in drawn


def test_each_action_stands_in_the_table_once() -> None:
    named = [row.action for row in TRANSITIONS]
    assert sorted(named) == sorted(set(Action) - {Action.OPEN})


def test_no_one_but_the_service_does_what_the_service_does() -> None:
    everything = {action for side in Side for role in Role for action in actions_of(frozenset({side}), role, asks=True)}
    assert not everything & {Action.BRING_INTO_FORCE, Action.SEAL, Action.SEAL_FAILED, Action.OPEN}


def test_every_state_can_be_reached() -> None:
    assert {row.target for row in TRANSITIONS if row.target} | {State.DRAFT} == set(State)
