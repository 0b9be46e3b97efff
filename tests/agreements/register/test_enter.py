"""Coming into force writes the register entry, with everything the questions promise and no names."""

import unicodedata
from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Agreement, RegisterEntry, Round
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.words import Json
from agreements.register.entry import BEFORE_PURPOSE, ELSEWHERE, purpose_in
from agreements.register.fields import FIELDS, STATEMENTS
from agreements.register.first_review import first_review
from agreements.register.redaction import EMAIL, NAME, TELEPHONE, Withheld, roles_only
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.pace import LINEAR, growth

pytestmark = pytest.mark.django_db
OUTSIDERS = ["Priya Shah", "Lena Hughes", "Sam Okoro"]


def test_it_lists_an_agreement_when_the_last_signature_is_given(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)

    entry = RegisterEntry.objects.in_force().get()
    assert (entry.reference, entry.title) == (share.reference, share.title)
    assert (entry.acquirers, entry.suppliers) == (["Barchester City Council"], ["Office for Records"])
    assert entry.records == [[asset.reference, asset.title, asset.publisher_name]]
    assert entry.signed_as[0] == ["Barchester City Council", "Director of Data"]
    assert (entry.policy_area, entry.power, entry.gateway) == ("service_delivery", "express", "dea")
    assert entry.says["other_recipients"]["rows"] == [["Host Ltd", "Processor", "Hosting", "UK"]]
    assert entry.review_on == share.agreements.get().review_on


@pytest.mark.parametrize(
    "stage", [stages.draft, stages.submitted, stages.negotiating, stages.signing, stages.withdrawn]
)
def test_it_lists_nothing_before_that(stage: Any, cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stage(cast, asset)

    assert not RegisterEntry.objects.exists()
    assert client.get(f"/register/{share.reference}/").status_code == 404
    for address in ("/register/", "/register.csv", "/register.json"):
        assert share.reference not in whole(client, address)


def test_it_goes_on_listing_an_agreement_that_ended_and_says_so(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.in_force(cast, asset)
    share.agreements.update(ended_at="2026-11-20T00:00:00Z", ends_by="at_once")

    assert "Ended on" in whole(client, f"/register/{share.reference}/")
    assert "Ended on 20 November 2026" in whole(client, "/register/")
    for address in ("/register.csv", "/register.json"):
        assert "2026-11-20" in whole(client, address)


def test_it_stops_listing_an_agreement_that_a_later_one_replaced(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.in_force(cast, asset)
    share.agreements.update(ended_at="2026-11-20T00:00:00Z", ends_by="superseded")

    assert client.get(f"/register/{share.reference}/").status_code == 404
    for address in ("/register/", "/register.csv", "/register.json"):
        assert share.reference not in whole(client, address)


def test_every_question_that_promises_the_register_is_in_it() -> None:
    promised = {place.question.key for place in CURRENT if "R" in place.question.goes_to}
    listed = {field.question for field in FIELDS}
    assert promised <= listed | ELSEWHERE, "Add the question to FIELDS in agreements/register/entry.py."
    assert listed <= set(CURRENT.places)
    assert len({field.name for field in FIELDS}) == len(FIELDS)


def test_the_words_before_the_purpose_are_those_of_its_clause() -> None:
    clause = settings.BASE_DIR / "templates" / "documents" / "drafting" / "mou" / "03-purpose.md"

    assert BEFORE_PURPOSE in clause.read_text(encoding="utf-8").splitlines()
    assert purpose_in({"purpose": {"lines": [BEFORE_PURPOSE, "To reach people."]}}) == "To reach people."


def test_labels_of_the_form_are_statements_in_the_entry(cast: Cast, asset: DataAsset) -> None:
    stages.in_force(cast, asset)

    lines = [line for said in RegisterEntry.objects.get().says.values() for line in said.get("lines", ())]
    assert any(line.startswith("Reason: ") for line in lines)
    assert not [line for line in lines if line.startswith(tuple(STATEMENTS))]


def whole(client: Client, address: str) -> str:
    return client.get(address).getvalue().decode()


def full_of_people(cast: Cast) -> dict[str, Any]:
    """Return answers that name people everywhere: picked, and in free text."""
    everyone = [*cast.everyone().values()]
    crowd = "; ".join(f"{user.full_name} ({user.email}, 020 7946 0{100 + n})" for n, user in enumerate(everyone))
    person = {"chosen": "other", "name": OUTSIDERS[0], "role": "Solicitor", "email": "priya.shah@kent.gov.uk"}
    answers = stages.answers_of_today()
    return answers | {
        "title": "Heating help, led by Amina Okafor",
        "aims": f"Ask {crowd}. Ms Okafor and Dr. Shah lead. Write to {OUTSIDERS[1]} or\n{OUTSIDERS[2]}.",
        "lead": person,
        "accountable": person | {"name": OUTSIDERS[1]},
        "dpo": person | {"name": OUTSIDERS[2]},
        "legal_check": answers["legal_check"] | {"name": OUTSIDERS[0]},
        "benefits": {"chosen": ["decisions"], "decisions": f"Asked by AMINA  OKAFOR: {crowd}"},
        "items": [answers["items"][0] | {"why": f"{OUTSIDERS[0]} matches; ring +44 (0)20 7946 0999"}],
        "other_orgs_list": [answers["other_orgs_list"][0] | {"reason": f"Hosting, by {crowd}"}],
    }


def test_it_publishes_no_one(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.in_force(cast, asset, full_of_people(cast))

    named = [user.full_name for name, user in cast.everyone().items() if name != "stranger"] + OUTSIDERS
    emails = [user.email for user in cast.everyone().values()]
    for address in ("/register/", f"/register/{share.reference}/", "/register.csv", "/register.json"):
        text = " ".join(whole(client, address).split()).lower()
        found = [
            word for word in [*named, *emails, "020 7946", "(0)20 7946", "okafor", "shah@"] if word.lower() in text
        ]
        assert not found, address
        assert "heating help" in text


def test_the_search_finds_no_one_by_name(cast: Cast, asset: DataAsset, client: Client) -> None:
    stages.in_force(cast, asset, full_of_people(cast))

    assert "Nothing found" in whole(client, "/register/?q=Okafor")


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("Ask Amina Okafor now", f"Ask {NAME} now"),
        ("amina  okafor", NAME),
        ("Mrs Okafor’s team", f"{NAME}’s team"),
        ("Okafor Road stays", "Okafor Road stays"),
        ("a.b+c@records.gov.uk.", f"{EMAIL}."),
        ("Ring 020 7946 0123 or +44 7700 900123", f"Ring {TELEPHONE} or {TELEPHONE}"),
        ("Ring (0191) 498 0123.", f"Ring {TELEPHONE}."),
        ("26,000 households, 0.5 %, 2026-11-21, SW1A 2AA", "26,000 households, 0.5 %, 2026-11-21, SW1A 2AA"),
    ],
)
def test_it_withholds_what_is_personal(written: str, clean: str) -> None:
    assert Withheld(["Amina Okafor", "Will"]).clean(written) == clean


NAMES = [
    "José Ángel",
    "Suharto",
    "王 小明",
    "Okafor, Amina",
    "Dr Bríd O’Brien-Smith OBE",
    "Jan van der Berg",
    "Amy Stone",
]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "José Ángel",
            unicodedata.normalize("NFD", "José Ángel"),
            "JOSE ANGEL",
            "Ángel, José",
            "J. Ángel",
            "Mr Ángel",
        ),
        *("Suharto", "SUHARTO", "王小明", "王 小明", "小明王", "小明 王"),
        *("Amina Okafor", "Okafor, Amina", "Okafor Amina", "A. Okafor", "A Okafor", "Okafor, A.", "Dr. Okafor"),
        *("Amina J. Okafor", "Prof. Dr Okafor", "AMINA\nOKAFOR", "Amina\u00a0Okafor", "Ami\u00adna Okafor"),
        *(
            "Bríd O'Brien-Smith",
            "Brid OBrien Smith",
            "O´Brien–Smith, Bríd",
            "B. O’Brien\u2011Smith",
            "Ms O Brien-Smith",
        ),
        *(
            "Jan van der Berg",
            "van der Berg, Jan",
            "J. van der Berg",
            "Mr van der Berg",
            "Ａｍｙ Ｓｔｏｎｅ",
            "A. J. Stone",
        ),
    ],
)
def test_a_known_name_is_withheld_however_it_is_typed(written: str) -> None:
    assert Withheld(NAMES).clean(f"Ask {written}; then go on.") == f"Ask {NAME}; then go on."
    assert Withheld(NAMES).clean(f"({written}’s team)") == f"({NAME}’s team)"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Okafor Road",
            "a stone wall",
            "the suharto years",
            "Suhartos",
            "Stone by stone",
            "Berg",
            "Amination Okafors",
        ),
        *("Office for Records", "Mr Jones and a stone", "小明", "Josefina Angelo"),
    ],
)
def test_other_words_stay(written: str) -> None:
    assert Withheld(NAMES).clean(f"Ask {written}; then go on.") == f"Ask {written}; then go on."


MORE_NAMES = ["Victor Stone", "María Ana de la Cruz", "Siân O’Brien-Wu", "Will Young", "Piet van den Berg"]


@pytest.mark.parametrize(
    "written",
    [
        *("Victor James Stone", "Victor James Earl Stone", "VICTOR JAMES STONE", "Dr de la Cruz", "M A de la Cruz"),
        *("de la Cruz, M", "de la Cruz, María", "María de la Cruz", "M. Cruz", "Sian O'Brien", "Ms O’Brien", "Sian Wu"),
        *(
            "Stone (Victor)",
            "victor stone",
            "Will Young",
            "will young",
            "Young, Will",
            "Mr van den Berg",
            "P. van den Berg",
        ),
        *("victor-stone", "victor.stone", "Victor_Stone", "VictorStone", "stone.victor"),
    ],
)
def test_a_known_name_is_withheld_with_other_parts_or_joined(written: str) -> None:
    assert Withheld(MORE_NAMES).clean(f"Ask {written}; then go on.") == f"Ask {NAME}; then go on."


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("See https://x.gov.uk/people/victor-stone for more", f"See https://x.gov.uk/people/{NAME} for more"),
        ("Write to victor.stone [at] nhs.net", f"Write to {NAME} [at] nhs.net"),
        ("mr Victor Stone", f"mr {NAME}"),
        ("the prof. Victor Stone", f"the prof. {NAME}"),
        ("dÌ Victor Stone dÌ", f"dÌ {NAME} dÌ"),
    ],
)
def test_a_known_name_is_withheld_inside_addresses(written: str, clean: str) -> None:
    assert Withheld(MORE_NAMES).clean(written) == clean


@pytest.mark.parametrize(
    "written",
    [
        *("Will young people", "Will younger people", "Victor and the stone", "Stone Victoria", "the la cruz river"),
        *("Victor is a Stone", "Brien", "Cruz", "Wu", "Obrienwu", "Bergen van Victor"),
    ],
)
def test_words_like_a_name_stay(written: str) -> None:
    assert Withheld(MORE_NAMES).clean(f"Ask {written}; then go on.") == f"Ask {written}; then go on."


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("07700-900-123, +44 (0)20 7946 0000.", f"{TELEPHONE}, {TELEPHONE}."),
        ("07700 900 123, 07700 900 456 or 07700 900 789", f"{TELEPHONE}, {TELEPHONE} or {TELEPHONE}"),
        ("Room 12, 020 7946 0000", f"Room 12, {TELEPHONE}"),
        ("07700 900123 07700 900124 020 7946 0000", f"{TELEPHONE} {TELEPHONE} {TELEPHONE}"),
        ("02079460000 02079460001", f"{TELEPHONE} {TELEPHONE}"),
        ("0.5 020 7946 0000", f"0.5 {TELEPHONE}"),
        ("01-02-2026 020 7946 0000", f"01-02-2026 {TELEPHONE}"),
        ("Room 0.12 (0191) 498 0000", f"Room 0.12 {TELEPHONE}"),
        ("0800 1111 0191 498 0000", f"0800 1111 {TELEPHONE}"),
        ("Floor 3, (0161) 496 0000", f"Floor 3, {TELEPHONE}"),
        ("tel:02079460000", f"tel:{TELEPHONE}"),
        ("Tel:02079460000. Or not", f"Tel:{TELEPHONE}. Or not"),
        ("Mob.07700900123", f"Mob.{TELEPHONE}"),
        ("020 7946\n0000", TELEPHONE),
        ("desk-020 7946 0000", f"desk-{TELEPHONE}"),
        ("at 10:020 7946 0000", "at 10:020 7946 0000"),
        ("the front desk, ext 4567, or extn. 312", f"the front desk, ext {TELEPHONE}, or extn. {TELEPHONE}"),
        ("ext 45 and extra 4567", "ext 45 and extra 4567"),
        ("1,020 7946 0000", "1,020 7946 0000"),
    ],
)
def test_a_telephone_number_is_found_beside_other_signs(written: str, clean: str) -> None:
    assert Withheld([]).clean(written) == clean


HOLDERS = ["Ms Jo Cox MP", "Siân Hughes MS, PhD", "Jack Ma", "Li Wei", "Judge Mary Ellis", "Victor Stone", "Grace Dean"]


@pytest.mark.parametrize(
    "written",
    [
        *("Jo Cox", "Ms Cox", "J. Cox", "Sian Hughes", "Dr Hughes", "Jack Ma", "Mr Ma", "Mr Li", "Ms Wei"),
        *("Mary Ellis", "Judge Ellis", "HHJ Ellis", "Her Honour Judge Ellis", "Lady Justice Ellis", "Grace Dean"),
        *("DCI Stone", "Detective Constable Stone", "Det Insp Stone", "Chief Superintendent Stone", "Nurse Stone"),
        *("Canon Stone", "General Stone", "Wing Commander Stone", "Wg Cdr Stone", "Mr.Stone", "Rev'd Stone"),
        *(
            "Victor (Vic) Stone",
            'Victor "Vic" Stone',
            "Victor “Vic” Stone",
            "Sir Victor",
            "Father Victor Stone",
            "Sir Victor James Stone",
        ),
    ],
)
def test_a_known_name_is_withheld_after_any_title(written: str) -> None:
    assert Withheld(HOLDERS).clean(f"Ask {written}; then go on.") == f"Ask {NAME}; then go on."


@pytest.mark.parametrize(
    "written",
    [
        *("a major stone wall", "general stone", "the chief stone", "Dean of Leeds", "Jo and Cox", "a master stone"),
        *("Mrs Jones MP", "an MA in law", "Jack of all", "justice for Leeds", "the inspector will come"),
    ],
)
def test_ordinary_words_that_are_titles_too_stay(written: str) -> None:
    assert Withheld(HOLDERS).clean(f"Ask {written}; then go on.") == f"Ask {written}; then go on."


@pytest.mark.parametrize("words", ["0 ", "020 7946 ", "+1 ", "Chief Major General ", "dr. ", "Victor (a) ", "ext 1"])
def test_a_long_text_of_one_kind_takes_linear_time(words: str) -> None:
    withheld = Withheld(HOLDERS)
    assert growth(lambda size: withheld.clean(words * (size // len(words))), 7_500) < LINEAR


def test_a_name_between_words_of_its_script_is_found() -> None:
    assert Withheld(["王小明"]).clean("由王小明负责") == f"由{NAME}负责"
    assert Withheld(["김민수"]).clean("김민수는 일한다") == f"{NAME}는 일한다"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "020 7946 0123",
            "02079460123",
            "(020) 7946 0123",
            "020-7946-0123",
            "020.7946.0123",
            "020\u00a07946\u00a00123",
        ),
        *("0191 498 0123", "01632 960001", "01632 96000", "07700 900 123", "07700 90 01 23", "0800 123 4567"),
        *("+44 7700 900123", "+447700900123", "+44 (0)20 7946 0123", "(+44) 20 7946 0123", "0044 20 7946 0123"),
        *("+353 1 234 5678", "+1 (202) 555-0100", "020 7946 0123 ext. 12", "０２０ ７９４６ ０１２３"),
        *("00353 1 234 5678", "0033 1 23 45 67 89", "001 202 555 0123"),
    ],
)
def test_a_telephone_number_is_withheld(written: str) -> None:
    assert Withheld([]).clean(f"Ring {written}, or write.") == f"Ring {TELEPHONE}, or write."
    assert Withheld([]).clean(f"{written}/{written}") == f"{TELEPHONE}/{TELEPHONE}"


@pytest.mark.parametrize(
    "written",
    [
        *("0.1234567890", "05123.456789", "0.0123456789", "051.5074, 000.1278", "51.507400, -0.127758", "0345678901%"),
        *("TQ 300 804", "NZ 02345 67890", "SU 01234 56789", "SU 0123 4567", "2026-11-21", "01/02/2026 10:00"),
        *(
            "07,700,900,123",
            "1,234,567,890",
            "26 000 000 000",
            "+26,000",
            "+10 000 000",
            "£0207 946 0000",
            "£1 020 794",
        ),
        *("UPRN 01000123456", "010001234567", "NHS 943 476 5919", "RX8", "version 01632 960001", "1.020.7946.0000"),
        *(
            "J 01234 56789",
            "C 0123 4567 89",
            "case 01234-567890",
            "SIC 01110 01120",
            "id 07312345678",
            "codes 01110 01120",
        ),
        *("0.5 0.25 0.125 0.0625 0.03125", "01 02 03 04 05 06 07 08 09 10", "0.0123456789 0.0712345678"),
        *("0012345678 90", "00 12 34 56 78", "001.20255501"),
        *("DS-7K4M-2Q9P", "01 02 2026 03 04 2026", "E06000001", "0000 0000 000", "04123 456789"),
    ],
)
def test_a_number_of_another_kind_stays(written: str) -> None:
    assert Withheld(["Amina Okafor"]).clean(f"Keep {written} as it is") == f"Keep {written} as it is"


@given(written=st.text())
def test_what_is_withheld_lies_in_the_text_in_order(written: str) -> None:
    text = f"{written} Amina Okafor {written}"
    pieces = Withheld(["Amina Okafor", "王小明"]).pieces(text)

    assert [piece.start for piece in pieces] == sorted({piece.start for piece in pieces})
    assert all(0 <= piece.start < piece.end <= len(text) for piece in pieces)
    assert "Amina Okafor" not in Withheld(["Amina Okafor"]).clean(f"{written} Amina Okafor {written}")


def test_it_keeps_the_role_of_a_person() -> None:
    person: dict[str, Json] = {"name": "Amina Okafor", "role": "Head of data", "email": "a@b.gov.uk"}
    assert roles_only([{"who": person, "name": "Store"}]) == [{"who": "Head of data", "name": "Store"}]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["chosen", "name", "role", "on", "detail"]), inner),
    max_leaves=8,
)


@given(value=json_values)
def test_no_stored_answer_stops_an_agreement(value: Any) -> None:
    due = first_review({"review_every": value}, date(2026, 11, 21))
    assert due is None or isinstance(due, date)
    for field in FIELDS:
        words = CURRENT.describe(field.question, roles_only(value))
        assert all(isinstance(line, str) for line in words.lines)


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        ({"review_every": {"chosen": "6_months", "on": ""}}, date(2027, 2, 28)),
        ({"review_every": {"chosen": "1_year"}}, date(2027, 8, 31)),
        ({"review_every": {"chosen": "2_years"}}, date(2028, 8, 31)),
        ({"review_every": {"chosen": "on_change", "on": "2027-10-01"}}, date(2027, 10, 1)),
        ({"review_every": {"chosen": "on_change", "on": "soon"}}, None),
        ({"tri_kind": "emergency"}, date(2026, 9, 14)),
        ({"tri_kind": "emergency", "review_every": {"chosen": "1_year"}}, date(2026, 9, 14)),
        ({}, None),
    ],
)
def test_it_says_when_the_first_review_is_due(answers: dict[str, Any], due: date | None) -> None:
    assert first_review(answers, date(2026, 8, 31)) == due


def test_it_counts_months_over_a_leap_day() -> None:
    assert first_review({"review_every": {"chosen": "1_year"}}, date(2028, 2, 29)) == date(2029, 2, 28)


@time_machine.travel("2026-12-31T23:30:00+00:00", tick=False)
def test_it_counts_from_the_day_in_britain(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset, stages.answers_of_today() | {"review_every": {"chosen": "1_year", "on": ""}})

    assert share.agreements.get().review_on == date(2027, 12, 31)
    assert RegisterEntry.objects.get().in_force_since == date(2026, 12, 31)


def test_it_takes_the_newest_round(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    first = share.edition.rounds.get()
    Round.objects.create(
        edition=share.edition,
        number=2,
        answers=dict(first.answers) | {"aims": "A second aim."},
        submitted_by=cast.acquirer,
    )
    sign_both(share.agreements.get(), cast)

    assert RegisterEntry.objects.get().purpose == "A second aim."


def sign_both(agreement: Agreement, cast: Cast) -> None:
    from agreements.register.publish import publish_owed
    from agreements.signing.actions import sign

    for signatory in (cast.acquirer_signatory, cast.supplier_signatory):
        sign(agreement=agreement, digest=agreement.words.digest, method="password", by=signatory)
    publish_owed()


def test_it_can_be_made_again(cast: Cast, asset: DataAsset, capsys: pytest.CaptureFixture[str]) -> None:
    stages.in_force(cast, asset)
    fields = [field.attname for field in RegisterEntry._meta.fields]
    before = RegisterEntry.objects.values(*fields).get()
    RegisterEntry.objects.update(title="Someone meddled", search=None)

    call_command("rebuild_register")

    assert RegisterEntry.objects.values(*fields).get() == before
    assert "1 agreements" in capsys.readouterr().out
