"""Invalid names, and passwords that are too easy to guess."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from catalogue.models import DataAsset
from community.accounts import signing_up
from community.accounts.passwords import LEFT, without_runs
from community.accounts.single_sign_on import name_told
from community.models import EmailDomain, Organisation, User
from datashare.lib.names import is_name
from tests.agreements import stages
from tests.cast import Cast
from tests.support.signing_up import finish
from tests.support.visiting import Visitor

NO_NAMES = [
    "\U0001d400mina Okafor",
    "\uff21\uff2d\uff29\uff2e\uff21",
    "\u24b6mina",
    "Amin\u00aa",
    "\u1d00mina",
    "A\u1d0dina",
    "\u029fee",
    "\u0280oy",
    "Ro\u0277er",
    "Am\u1d09na",
    "\ufb01ona",
    "...",
    "· · ·",
    "-",
    "''",
    "12345",
    "Ami\u200bna",
    "Amina\u200d",
    "\ufeffAmina",
    "Ami\u00adna",
    "Amina\u3164",
    "\u3164",
    "Amina \u2800",
    "Ami\u034fna",
    "Amina\ufe0f",
    "Amina\U000e0041",
    "Amina \U0001f600",
    "Amina <b>",
    "Amina@home",
    "\u0410mina",
    "Amin\u03b1 Okafor",
    "A" + "\u0301\u0302\u0303\u0304\u0305",
    "Amina\tOkafor\u202e",
    "\u0301",
    "$$$",
    "\u13aamina Okafor",
    "\ua4eemina Okafor",
    "\u0585kafor",
    "\u2c9ekafor",
    "\U00010400mina",
    "\u30ceAmina",
    "Amina\u0610",
    "Amina\u0e47",
    "Amina\u0489",
    "O\u20ddkafor",
    "\u0301Amina",
    "Amina \u0301Okafor",
    "\ua78f\ua78f",
    "Amina\ua78f",
    "\ua7feona",
    "\ua7fbred",
    "Ren\u0363e",
    "Jo\u1dd5n",
]
NAMES = [
    "Mary\u2011Ann Lloyd",
    "Amina Okafor",
    "Siân O’Neill-Jones",
    "Dr. Ngũgĩ wa Thiong'o",
    "李小龙",
    "Владимир Петров",
    "محمد علي",
    "Αλέξης",
    "J.R. Smith (she/her)",
    "Nguyễn Thị Minh",
    "Þórunn Jónsdóttir",
    "Zoe Marsh 2",
    "अमिना",
    "O",
    "山田 タロウ子",
    "김민준",
    "佐々木",
    "Kaʻiulani Nāone",
    "שָׂרָה כֹּהֵן",
    "ราชา สมิธ",
    "ᏣᎳᎩ",
]
# What is wrong in a name is wrong in the title beside it; what is no part of a name may be part of a title.
NO_TITLES = ["....", "Director\u200b of Data", "Director\u00ad", "Dir\u0435ctor", "\u13afead of Data", "D\u20ddirector"]
TITLES = ["Head of Data & AI", "Director: Research + Development", "Cyfarwyddwr", "Chief Executive (interim)", "GP"]


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_no_one_could_read_is_refused(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_many_languages_are_taken(name: str) -> None:
    assert is_name(name)


@pytest.mark.django_db
@pytest.mark.parametrize("title", NO_TITLES)
def test_title_that_no_one_could_read_is_refused_everywhere(cast: Cast, asset: DataAsset, title: str) -> None:
    assert Visitor(cast.supplier).post("/account/name/", full_name="Sunita Rao", job_title=title).errors
    link = f"/accounts/signup/link/{signing_up.new_link('nia@council.gov.uk')}/"
    assert b"There is a problem" in finish(Visitor().client, link, job_title=title).content
    invited = {"email": "new@council.gov.uk", "role": "signatory", "office": title}
    assert Visitor(cast.acquirer).post("invite", stages.draft(cast, asset), **invited).errors


@pytest.mark.django_db
@pytest.mark.parametrize("title", TITLES)
def test_title_of_any_post_is_taken(cast: Cast, title: str) -> None:
    assert Visitor(cast.supplier).post("/account/name/", full_name="Sunita Rao", job_title=title).status == 302
    assert User.objects.get(pk=cast.supplier.pk).job_title == title


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["...", "Ami\u200bna", "\u0410mina", "Amina \U0001f600"])
def test_every_place_holds_names_to_the_rule(client: object, cast: Cast, name: str) -> None:
    seen = Visitor(cast.supplier).post("/account/name/", full_name=name, job_title="")
    assert seen.errors
    assert User.objects.get(pk=cast.supplier.pk).full_name == "Sunita Rao"
    visitor = Visitor().client
    link = f"/accounts/signup/link/{signing_up.new_link('nia@council.gov.uk')}/"
    assert b"There is a problem" in finish(visitor, link, full_name=name).content
    assert name_told({"name": name}) == ""
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, email="sam@council.gov.uk", full_name=name)
    assert not User.objects.filter(email__in=["nia@council.gov.uk", "sam@council.gov.uk"]).exists()


@pytest.fixture
def amina(db: None) -> User:
    body = Organisation.objects.create(name="Barchester City Council", slug="barchester", abbreviation="BCC")
    EmailDomain.objects.create(pattern="barchester.gov.uk", organisation=body)
    return User(email="amina.okafor@barchester.gov.uk", full_name="Amina Okafor")


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "abcdefghijkl",
        "qwertyuiop12",
        "zyxwvutsrqponm",
        "ababababababab",
        "Amina Okafor",
        "aminaokafor1",
        "OkaforAmina2026",
        "4m1n40k4f0r!",
        "amina.okafor",
        "Barchester12",
        "barchestercitycouncil",
        "designadatashare",
        "Design a data share 1",
        "password1234",
        "Password123!",
        "p@ssw0rd2026",
        "iloveyou1234",
        "111222333444",
        "987654321098",
        "            a",
        "asdfghjklasdf",
        "1q2w3e4r5t6y",
        "passwordpassword",
        "PasswordPassword1",
        "monkeymonkey12",
        "iloveyou-iloveyou",
        "12footballfootball",
        "trustno1trustno1",
        "147258369147",
        "101112131415",
        "135792468013",
        "3141592653589",
        "!@#$%^&*()_+",
        "1a2b3c4d5e6f",
        "a1b2c3d4e5f6",
        "iloveyou12345678",
        "Winter2026!!!!",
        "Summer2026Summer",
        "!!!!monkey!!!!1234",
        "dragon99dragon98dragon",
        "football-2468-football",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(amina: User, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, amina)


@pytest.mark.parametrize("password", ["sorenlukasiewicz", "sorenodegard1", "Søren.Ødegård", "aethelstan123"])
def test_own_name_without_its_strokes_is_refused(db: None, password: str) -> None:
    user = User(email="s.o@barchester.gov.uk", full_name="Søren Æthelstan Łukasiewicz-Ødegård")
    with pytest.raises(ValidationError):
        validate_password(password, user)


@pytest.mark.parametrize(
    "password",
    [
        "three random words",
        "correct horse battery staple",
        "kettle-Pier-42-mosaic",
        "Tr4vel.lamp.onion",
        "gq7!vXz2_mTp",
        "summer-kettle-summer-pier",
        "Winter7.otter.9lamp",
    ],
)
def test_a_password_of_random_words_is_taken(amina: User, password: str) -> None:
    validate_password(password, amina)
    assert len(without_runs(password)) >= LEFT
