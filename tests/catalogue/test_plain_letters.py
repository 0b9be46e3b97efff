"""Words are found in any spelling: accents, apostrophes, quotation marks, composed or not."""

import unicodedata

import pytest
from django.db import connection
from django.test import Client

from catalogue.search.highlight import first_line, marked
from catalogue.search.word_weights import refresh_lexemes
from community.models import Organisation
from community.organisations.search import normalised, open_bodies_like
from datashare.lib.plain import compose, same_length
from tests.catalogue.conftest import record
from tests.catalogue.test_import_catalogue import Importer
from tests.catalogue.test_search import ask
from tests.support.markup import flat

# What a record says, and what people type for it.
SAME = [
    ("women's refuges", "women’s"),
    ("women’s refuges", "women's"),
    ("womenʼs refuges", "women’s"),
    ("The ‘bus’ pass", "bus"),
    ("The bus pass", "‘bus’"),
    ("The “bus” pass", "bus"),
    ("The bus pass", "“bus”"),
    ("«Bus» pass…", "bus"),
    ("Bus–rail interchange", "rail"),
    ("Ansawdd dŵr", "dwr"),
    ("Ansawdd dwr", "dŵr"),
    ("Gàidhlig in schools", "Gaidhlig"),
    ("Ynys Môn", "Ynys Mon"),
    ("Ynys Mon", "Ynys Môn"),
    ("Café hygiene", "cafe"),
    ("Łódź Street", "Lodz"),
    ("soft\u00adened water", "softened"),
    ("zero\u200bwidth", "zerowidth"),
    ("ｆｕｌｌ width", "full"),
    ("Naïve Bayes", "NAIVE"),
    ("values <LOD and >LOQ kept", "kept"),
    ("values <LOD and >LOQ kept", "LOD"),
]


def both_ways(text: str) -> list[str]:
    return [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]


@pytest.mark.parametrize(("said", "typed"), SAME)
def test_search_finds_a_word_however_it_is_typed(import_rows: Importer, said: str, typed: str) -> None:
    import_rows(*[record(number, title=title) for number, title in enumerate(both_ways(said))], record(9))
    for words in both_ways(typed):
        found = ask(words)
        assert (found.total, found.whole) == (2, 2), words


@pytest.mark.parametrize(("said", "typed"), SAME)
def test_organisation_choice_finds_a_name_as_typed(db: None, said: str, typed: str) -> None:
    for number, name in enumerate(both_ways(said)):
        Organisation.objects.create(name=f"{name} Board", slug=f"board-{number}")
    for words in both_ways(typed):
        assert len(open_bodies_like(words, 9)) == 2, words


@pytest.mark.parametrize(("said", "typed"), SAME)
def test_plain_letters_write_both_alike(db: None, said: str, typed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('english', plain_letters(%s)) @@ plainto_tsquery('english', plain_letters(%s))",
            [said, typed],
        )
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cyngor Sir Ynys Môn", "Cyngor Sir Ynys Mon"),
        (unicodedata.normalize("NFD", "Cyngor Sir Ynys Môn"), "Cyngor Sir Ynys Môn"),
        ("King’s College", "Kingʼs College"),
        ("The Rhondda Cynon Taf Council", "Rhondda Cynon Taf Council"),
    ],
)
def test_imports_know_a_body_by_its_name_as_typed(one: str, other: str) -> None:
    assert normalised(one) == normalised(other) != ""


def test_names_in_other_scripts_stay_apart() -> None:
    assert normalised("北京") != normalised("上海") != ""


def test_marks_stand_around_words_with_accents() -> None:
    assert marked("Ansawdd dŵr & mwy", ["dwr"]) == "Ansawdd <mark>dŵr</mark> &amp; mwy"
    assert marked(unicodedata.normalize("NFD", "Môn <b>"), ["mon"]) == "<mark>Môn</mark> &lt;b&gt;"
    assert marked("women’s aid", ["women"]) == "<mark>women</mark>’s aid"
    assert "<mark>dŵr</mark>" in first_line("a " * 200 + "dŵr", ["dwr"])


@pytest.mark.parametrize("text", ["dŵr", "ﬁne", "İstanbul", "\u0301alone", "한국어", "a\u200bb", "½ – x’s"])
def test_same_length_keeps_every_place(text: str) -> None:
    assert len(same_length(text)) == len(compose(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("emergancy atendances", "emergency attendances"),
        ("atendances", "attendances"),
        ("hospitl admisions", "hospital admissions"),
        ("vacination", "vaccination"),
        ("“emergancy” atendances?", "emergency attendances"),
        ("Ambulence responces", "ambulance responses"),
    ],
)
def test_mistyped_words_bring_a_suggestion(import_rows: Importer, typed: str, meant: str) -> None:
    import_rows(
        record(1, title="Emergency attendances", description="People who attended. Attended, attends."),
        record(2, title="Hospital admissions", description="Who was admitted."),
        record(3, title="Vaccination", description="Vaccinated, vaccine."),
        record(4, title="Ambulance responses"),
        *[record(number, description="Attended by wardens, attended again") for number in range(10, 30)],
    )
    assert ask(typed).did_you_mean == meant


def test_words_that_were_written_bring_no_suggestion(import_rows: Importer) -> None:
    import_rows(record(1, title="Otter sightings"), record(2, title="Badger counts"))
    assert ask("otter badger").did_you_mean == ""
    assert ask("otters").did_you_mean == ""
    assert ask("2021").did_you_mean == ""


def test_mistyped_word_does_not_hide_the_others(import_rows: Importer) -> None:
    import_rows(*[record(number) for number in range(40)])
    found = ask("gritting zoetropes")
    assert (found.total, found.whole) == (40, 0)


def test_page_offers_what_was_meant_beside_what_was_found(import_rows: Importer, client: Client) -> None:
    import_rows(record(1, title="Emergency attendances"), record(2, title="Emergency plans"))
    refresh_lexemes()
    page = flat(client.get("/find/", {"q": "emergency atendances"}))
    assert "Did you mean" in page
    assert "emergency attendances</a>" in page
