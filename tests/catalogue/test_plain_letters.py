"""Words are found in any spelling: accents, apostrophes, quotation marks, composed or not."""

import unicodedata

import pytest
from django.db import connection
from django.test import Client

from catalogue.search.highlight import first_line, marked
from catalogue.search.spelling import one_slip_away
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
# What the parser would take for one path, host, address, signed number or entity, and one word of it.
JOINED = [
    ("Bus/tram stops", "bus"),
    ("Bus/tram stops", "tram"),
    ("Zoo/aquarium/museum", "aquarium"),
    ("Grants and/or loans", "loans"),
    ("Listed at data.gov.uk/dataset", "data.gov.uk"),
    ("www.example.org", "example"),
    ("e-mail/phone", "phone"),
    ("e-mail/phone", "e-mail"),
    ("Spending 2023/24", "2023"),
    ("Spending 2023/24", "24"),
    ("Spending 2023-24", "2023/24"),
    ("Prices 2011-2021", "2021"),
    ("COVID-19 tests", "covid 19"),
    ("Pupils in schools.Teachers too", "teachers"),
    ("Pupils in schools.Teachers too", "schools"),
    ("Read on 01.04.2021", "2021"),
    ("Write to stops@example.org", "stops"),
    ("Bus_stops.csv", "stops"),
    ("Water\\Air", "air"),
    ("R&D; aid", "d"),
    ("No.5 Junction/Exit", "5"),
    ("Ysgol/Dŵr", "dwr"),
    ("PM2.5 levels", "pm2.5"),
    ("Grown by 3.5 per cent", "3.5"),
    ("Bus/tram", "tram/bus"),
]


def both_ways(text: str) -> list[str]:
    return [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]


@pytest.mark.parametrize(("said", "typed"), SAME + JOINED)
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


@pytest.mark.parametrize(("said", "typed"), SAME + JOINED)
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


@pytest.mark.parametrize(
    "typed",
    [
        *("Ynys Môn", "Ynys Mon", "Sheffield", "Sheffield City Council", "Powys", "Newry", "Wick", "Bath", "Gàidhlig"),
        *("prison", "colour", "pothole", "dogs", "statue", "heating", "Rhyl", "mother", "womens", "flodds"),
    ],
)
def test_a_right_word_is_never_put_right(import_rows: Importer, typed: str) -> None:
    """A word that no record has may still be right: a place, or a word that looks like another."""
    for name in ("Sheffield City Council", "Bath and North East Somerset Council"):
        Organisation.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    words = "month field powers newly borwick batch prior contour pool dos status hearing other odds arts women"
    import_rows(record(1, title=f"Ynys {words} Council"), record(2, title="City of rhye"))
    assert ask(typed).did_you_mean == ""


def test_a_known_word_stays_beside_a_mistyped_one(import_rows: Importer) -> None:
    import_rows(record(1, title="Otter sightings"), record(2, title="Badger planning"), record(3, title="Planting"))
    import_rows(*[record(number, title="Planning permission") for number in range(4, 8)])
    assert ask("otters badgre planing zzyzx").did_you_mean == "otters badger planning zzyzx"
    Organisation.objects.create(name="Rotherham Metropolitan Borough Council", slug="rotherham")
    import_rows(record(9, title="Rotheram cycling"))
    assert ask("Rotherham cyclng").did_you_mean == "Rotherham cycling"


@pytest.mark.parametrize(
    ("typed", "meant", "slipped"),
    [
        ("hosptal", "hospital", True),
        ("hosspital", "hospital", True),
        ("hospital", "hospitals", True),
        ("hosptial", "hospital", True),
        ("hospitel", "hospital", True),
        ("status", "statue", False),
        ("mother", "another", False),
        ("prison", "prior", False),
        ("colour", "contour", False),
        ("month", "months", False),
    ],
)
def test_one_slip_is_one_letter(typed: str, meant: str, slipped: bool) -> None:
    assert (meant in set(one_slip_away(typed))) is slipped


@pytest.mark.parametrize("text", ["1.", "1.11.", "a.", ".", "-", "1" * 40 + ".", "/"])
def test_plain_letters_take_time_in_proportion_to_length(db: None, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '2s'")
        cursor.execute("SELECT length(plain_letters(%s)) > 0", [text * (100_000 // len(text))])
        assert cursor.fetchone() == (True,)
