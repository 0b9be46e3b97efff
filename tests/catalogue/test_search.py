"""A query typed as a sentence finds its records, within limits."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from catalogue.harvesting.importing import ImportReport
from catalogue.models import DataAsset
from catalogue.search import query as questions
from catalogue.search.search import PAGE, SearchResults, search
from catalogue.search.stop_words import told
from catalogue.search.word_weights import refresh_lexemes
from catalogue.search.words import CAP
from tests.catalogue.conftest import record

Importer = Callable[..., ImportReport]

# What a busy person types, and a word that has to be in the title of one of the first five records.
QUESTIONS = [
    ("hospital admissions in Scotland by health board", "admission"),
    ("how many children are in poverty in each council area", "poverty"),
    ("where can I find road traffic accidents and casualties?", "road"),
    ("what is the air quality in my area", "air quality"),
    ("where are the electric vehicle charging points", "charging"),
    ("population estimates by age and sex", "population"),
    ("I need house prices", "price"),
    ("patient records of people with asthma", "asthma"),
    ("which pupils have been excluded from school", "school"),
    ("cancer registrations linked to hospital data", "cancer"),
    ("recycling centres and bins near me", "recycl"),
    ("which properties are at risk of flooding", "flood"),
    ("who has been vaccinated against covid", "vaccin"),
    ("polling stations for the next election", "polling"),
    ("listed buildings and conservation areas", "conservation"),
    ("incidents that the fire brigade attended", "incident"),
    ("how satisfied are people with their life: well-being", "well-being"),
    ("details of a vehicle and its registered keeper from DVLA", "vehicle"),
    ("stroke patients audit", "stroke"),
    ("cycling counts on cycle paths", "cycl"),
    ("local authority ownership of land, land registry", "land"),
]  # fmt: skip


def ask(words: str = "", **filters: str | list[str]) -> SearchResults:
    parameters = QueryDict(mutable=True)
    parameters["q"] = words
    for name, value in filters.items():
        parameters.setlist(name, value if isinstance(value, list) else [value])
    return search(questions.read(parameters))


def titles(found: SearchResults) -> list[str]:
    return [hit.asset.title for hit in found.hits]


def test_it_finds_what_a_sentence_asks_for(demonstration: ImportReport) -> None:
    missed = {
        words: titles(ask(words))[:5]
        for words, wanted in QUESTIONS
        if not any(wanted in title.lower() for title in titles(ask(words))[:5])
    }
    assert not missed


def test_it_ranks_a_rare_word_over_common_ones(import_rows: Importer) -> None:
    import_rows(*[record(number) for number in range(60)], record(99, title="Otter sightings"))
    found = ask("which gritting routes have otter sightings")
    assert titles(found)[0] == "Otter sightings"
    assert found.total == 1


def test_it_matches_common_words_when_no_word_is_rare(import_rows: Importer) -> None:
    import_rows(*[record(number) for number in range(40)])
    assert ask("gritting").total == 40


@pytest.mark.parametrize(
    "words",
    ["get otters", "Find otters?", "show me otters", "I need otters", "can we get data on otters", "Tell me: otters"],
)
def test_it_leaves_out_the_words_that_only_ask(import_rows: Importer, words: str) -> None:
    asking = "Get, find, show, need, want and tell: we can, you could."
    import_rows(record(1, title="Otter sightings"), record(2, description=asking), record(3, title="Finding a need"))
    found = ask(words)
    assert titles(found) == ["Otter sightings"]
    assert (found.whole, found.hits[0].without) == (1, ())


def test_a_word_that_a_record_lacks_is_shown_without_its_question_mark(import_rows: Importer) -> None:
    import_rows(record(1, title="Otter sightings"), record(2, title="Babies by month"))

    assert {hit.without for hit in ask("otter babies?").hits} == {("otter",), ("babies",)}


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("special educational needs", ["special", "educational", "needs"]),
        ("Get me information, please", ["me"]),
        ("data", ["data"]),
        ("find data", ["data"]),
        ("find", ["find"]),
        ("what do we know about “need”?", ["what", "do", "we", "about"]),
        ("", []),
    ],
)
def test_it_keeps_what_says_what_is_looked_for(words: str, left: list[str]) -> None:
    assert told(words) == left


def test_it_says_which_words_a_record_is_without(import_rows: Importer) -> None:
    import_rows(
        record(1, title="Otter sightings"), record(2, title="Badger counts"), record(3, title="Otters, badgers")
    )
    found = ask("otters and badgers")
    assert (found.total, found.whole) == (3, 1)
    without = {hit.asset.title: hit.without for hit in found.hits}
    assert without == {"Otter sightings": ("badgers",), "Badger counts": ("otters",), "Otters, badgers": ()}


def test_it_says_when_no_record_has_every_word(import_rows: Importer) -> None:
    import_rows(record(1, title="Otter sightings"), record(2, title="Well-being of badgers"))
    assert ask("otter zoetropes").whole == 0
    assert ask("otter zoetropes").hits[0].without == ("zoetropes",)
    assert (ask("well-being of badgers").whole, ask("otter").whole) == (1, 1)


def test_it_wants_every_word_where_each_is_in_too_many_records(import_rows: Importer) -> None:
    many = range(CAP + 5)
    otters = [record(number, title=f"Otter count {number}") for number in many]
    badgers = [record(CAP * 2 + number, title=f"Badger count {number}") for number in many]
    import_rows(*otters, *badgers, record(CAP * 4, title="Otters beside badgers"))
    found = ask("otters badgers")
    assert (titles(found), found.whole, found.is_capped) == (["Otters beside badgers"], 1, False)
    neither = ask("otters badgers", publisher="Moray Council")
    assert neither.total == 0


def test_it_puts_a_title_before_a_description(import_rows: Importer) -> None:
    import_rows(
        record(1, description="Badgers, and more of badgers."), record(2, title="Badgers", description="Setts.")
    )
    assert titles(ask("badgers"))[0] == "Badgers"


def test_it_finds_a_record_whose_words_no_one_has_counted(import_rows: Importer) -> None:
    import_rows(record(1))
    asset = DataAsset.objects.get()
    asset.title = "Zoetropes"
    asset.save()
    assert titles(ask("zoetropes")) == ["Zoetropes"]


def test_it_browses_newest_first(import_rows: Importer) -> None:
    import_rows(record(1, modified="2020-01-01"), record(2), record(3, modified="2024-01-01"))
    assert titles(ask()) == ["Gritting routes 3", "Gritting routes 1", "Gritting routes 2"]


def test_it_filters_and_counts(demonstration: ImportReport) -> None:
    everything = ask()
    counts = dict(everything.facets["publisher"])
    assert (
        everything.total
        == DataAsset.objects.data().count()
        == sum(counts.values()) + DataAsset.objects.data().filter(publisher_name="").count()
    )
    stirling = ask(publisher="Stirling Council")
    assert stirling.total == counts["Stirling Council"]
    assert {hit.asset.publisher_name for hit in stirling.hits} == {"Stirling Council"}
    health = ask(theme="Health and care", access="restricted", kind="dataset")
    assert (
        0
        < health.total
        == DataAsset.objects.filter(themes__contains=["Health and care"], access="restricted", kind="dataset").count()
    )
    assert dict(health.facets["access"]) == {"restricted": health.total}


def test_it_joins_the_values_of_one_filter(demonstration: ImportReport) -> None:
    both = ask(publisher=["Stirling Council", "Moray Council"])
    assert both.total == ask(publisher="Stirling Council").total + ask(publisher="Moray Council").total


def test_it_filters_words_too(demonstration: ImportReport) -> None:
    assert 0 < ask("population", theme="Health and care").total < ask("population").total


def test_it_keeps_definitions_out_of_the_way(demonstration: ImportReport) -> None:
    found = ask("asthma patient code")
    assert all(hit.asset.kind != "definition" for hit in found.hits)
    asked = ask("asthma patient code", kind="definition")
    assert found.definitions == asked.total > 0
    assert {hit.asset.kind for hit in asked.hits} == {"definition"}
    assert all(hit.asset.kind == "definition" for hit in ask(kind="definition").hits)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hosptial admisions", "hospital admissions"), ("Asthmma", "asthma"), ("librarry", "library")],
)
def test_it_asks_whether_another_spelling_was_meant(demonstration: ImportReport, typed: str, meant: str) -> None:
    found = ask(typed)
    assert (found.total, found.did_you_mean) == (0, meant)
    assert ask(meant).total > 0


def test_it_suggests_nothing_for_what_is_like_nothing(demonstration: ImportReport) -> None:
    assert ask("qqqxzzw").did_you_mean == ""


def test_it_suggests_nothing_where_something_was_found(demonstration: ImportReport) -> None:
    assert ask("asthma").did_you_mean == ""


@pytest.mark.parametrize(
    "words", ["", "the of and", "'", "\\", "a:b & !c | (d", "%s %(any)s", "*", "100%", "🦡", "\u202eabc"]
)
def test_it_takes_any_words_as_words(import_rows: Importer, words: str) -> None:
    import_rows(record(1))
    assert ask(words).total >= 0


def test_it_caps_what_it_ranks_and_counts(import_rows: Importer) -> None:
    import_rows(*[record(number) for number in range(CAP + 20)])
    for found in (ask("gritting"), ask(publisher="Stirling Council"), ask()):
        assert (found.total, found.is_capped, len(found.hits)) == (CAP, True, PAGE)
    assert dict(ask().facets["publisher"]) == {"Stirling Council": CAP + 20}
    last = ask("gritting", page="50")
    assert (last.page, len(last.hits)) == (50, PAGE)


def test_it_gives_the_last_page_for_a_page_beyond_it(import_rows: Importer) -> None:
    import_rows(*[record(number) for number in range(25)])
    found = ask("gritting", page="9")
    assert (found.page, found.pages, len(found.hits)) == (2, 2, 5)


@pytest.mark.parametrize("page", ["0", "-1", "x", "٣", "9" * 400, "1e3", ""])
def test_it_reads_a_page_that_is_none_as_one_within_bounds(page: str) -> None:
    assert questions.read(QueryDict(mutable=True)).page == 1
    parameters = QueryDict(mutable=True)
    parameters["page"] = page
    assert questions.read(parameters).page in {1, questions.LAST_PAGE}


def test_it_ignores_filters_that_are_none_of_ours() -> None:
    asked = questions.read(QueryDict("kind=secret&access=all&access=open&colour=red&theme=" + "x" * 400))
    assert (asked.kind, asked.accesses, asked.themes) == ("", ("open",), ())


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("x" * 201, "Search words must be 200 characters or fewer"),
        ("x" * 1_000_000, "Search words must be 200 characters or fewer"),
        ("a\x00b", "Search words must not include characters that cannot be displayed"),
        ("a\ud800b", "Search words must not include characters that cannot be displayed"),
    ],
)
def test_it_says_what_is_wrong_with_words_it_cannot_search(typed: str, problem: str) -> None:
    parameters = QueryDict(mutable=True)
    parameters["q"] = typed
    assert questions.read(parameters).problem == problem
    assert questions.read(parameters).words == ""


def test_it_marks_the_words_it_found_and_escapes_the_rest(import_rows: Importer) -> None:
    import_rows(
        record(1, title="Badgers & <script>alert(1)</script>x", description="5 < 6 badger's setts <b onclick=x")
    )
    DataAsset.objects.update(title='Badgers "<script>alert(1)</script>')
    hit = ask("badger").hits[0]
    assert str(hit.title) == "<mark>Badgers</mark> &#34;&lt;script&gt;alert(1)&lt;/script&gt;"
    assert "<mark>badger</mark>&#39;s setts &lt;b onclick=x" in str(hit.line)


def test_it_shows_the_part_of_a_long_description_that_was_found(import_rows: Importer) -> None:
    import_rows(record(1, description="Winter roads. " * 60 + "Otters cross here." + " Spring roads." * 60))
    line = str(ask("otters").hits[0].line)
    assert "<mark>Otters</mark>" in line
    assert line.startswith("…")
    assert line.endswith("…")
    assert len(line) < 230


@pytest.mark.parametrize("words", ["", "gritting routes", "qqqxzzw"])
def test_it_asks_the_database_no_more_for_200_records_than_for_2(import_rows: Importer, words: str) -> None:
    counts = []
    for records in (2, 200):
        import_rows(*[record(number, publisher=f"Council {number}") for number in range(records)])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(words)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 3


def test_it_forgets_words_that_no_record_holds_any_more(import_rows: Importer) -> None:
    import_rows(record(1, title="Otters"))
    DataAsset.objects.all().delete()
    assert refresh_lexemes() == 0
    assert ask().facets["publisher"] == []


def test_what_a_search_reads_stands_in_the_row_itself(db: None) -> None:
    columns = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attstorage = 'm'"
    with connection.cursor() as cursor:
        cursor.execute(columns, ["catalogue_dataasset"])
        assert {name for (name,) in cursor.fetchall()} == {"search", "title", "publisher_name", "themes"}
        cursor.execute(columns, ["agreements_registerentry"])
        assert {name for (name,) in cursor.fetchall()} == {"search", "acquirers", "suppliers", "data_types"}
