"""The benchmark itself, untimed: its pages answer, and their queries do not grow with the data."""

import pytest
from django.conf import LazySettings

from tests.benchmarks import scene, stopwatch
from tests.benchmarks.pages import Page, pages
from tests.benchmarks.visitor import Visitor
from tests.support.remembered import remembered


@pytest.fixture
def setting(transactional_db: None, settings: LazySettings) -> scene.Scene:
    """Return the demonstration, and a draft with every answer; made once, before the settings differ."""
    small = remembered(scene.small)()
    settings.ROOT_URLCONF = "tests.benchmarks.floor"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    return small


def test_no_page_asks_the_database_more_often_when_there_is_more_data(setting: scene.Scene) -> None:
    visitor = Visitor(setting.person)
    before = stopwatch.queries_of(pages(setting), visitor)
    scene.grow(setting, scene.Amount(3, 2, 2, events=120, entries=30, bodies=6, clauses=120, comments=20), None)
    assert setting.size()["data shares on the desk"] == 14
    assert setting.size()["bodies in another negotiation"] == 6
    assert setting.size()["clauses in that"] == 120
    assert setting.size()["register entries"] == 30
    after = stopwatch.queries_of(pages(setting), visitor)
    assert after.keys() == before.keys()
    assert {name: (before[name], asked) for name, asked in after.items() if asked > before[name]} == {}


def test_drafts_make_up_the_data_shares_of_a_full_desk() -> None:
    assert scene.on_the_desk(40) == scene.Amount()
    amount, others = scene.on_the_desk(500), scene.OF_THE_DEMONSTRATION + scene.OF_SEVERAL
    # The first of the drafts is the one that is answered.
    assert others + amount.drafts + amount.submitted + amount.negotiating == 500


def test_the_floor_is_one_query_and_a_page_that_fails_is_not_measured(setting: scene.Scene) -> None:
    """One set-up for both, as it takes seconds."""
    assert setting.size()["data shares on the desk"] == scene.OF_THE_DEMONSTRATION + 2
    visitor = Visitor(setting.person)
    visitor.notes = True
    answer = visitor.get(f"/floor/{setting.draft.reference}/")
    assert answer.body.decode() == f"<p>{setting.draft.reference}</p>\n<p>{setting.draft.title}</p>"
    # The session, the person, and the one of the floor.
    assert len(answer.statements) == 3
    missing = Page("Missing", lambda visitor: visitor.get("/shares/DS-0000-0000/"), None)
    with pytest.raises(stopwatch.NotAnswered, match="404"):
        stopwatch.asked(missing, visitor)
