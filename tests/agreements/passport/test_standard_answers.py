"""The standard answers of an organisation: who reads and who changes them, and every version is kept."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from agreements.models import StandardAnswer
from agreements.passport.actions import confirm
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.standard import PASSPORT, standard_key
from agreements.questionnaire.supplier import supplier_set
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow
from tests.agreements.passport.answered import DISPOSAL, OFFICER, SYSTEMS, given, make_admin
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
COUNCIL = "council"


@pytest.fixture
def admin(cast: Cast) -> User:
    return make_admin(cast.acquirer)


def test_every_page_of_the_passport_asks_one_question_of_a_request() -> None:
    asked = {**CURRENT.places, **supplier_set(CURRENT.version).places}
    for key, place in PASSPORT.places.items():
        assert place.step.keys == (key,)
        assert place.step.form is asked[key].step.form
    assert standard_key("s_apd") == "apd"
    assert standard_key("aims") == ""


def test_admin_gives_a_standard_answer_on_its_page(admin: User, bodies: Bodies) -> None:
    visitor = Visitor(admin)
    assert "No standard answer" in visitor.get("standard_answers", COUNCIL).words
    shown = visitor.get("standard_answer", COUNCIL, "data-protection-officer")
    assert shown.heading == "Who is your data protection officer?"
    posted = {f"dpo__{part}": value for part, value in OFFICER.items()}
    saved = visitor.post("standard_answer", COUNCIL, "data-protection-officer", revision="0", **posted)
    assert saved.status == 302
    stored = StandardAnswer.objects.get(organisation=bodies.council)
    assert (stored.key, stored.version, stored.value, stored.by) == ("dpo", 1, OFFICER, admin)
    words = visitor.get("standard_answers", COUNCIL).words
    assert "Ottoline Quaid, Data protection officer, dpo@council.gov.uk" in words
    assert "Confirmed by Amina Okafor on" in words


def test_bad_input_is_refused_and_kept_in_the_form(admin: User) -> None:
    visitor = Visitor(admin)
    wrong = visitor.post(
        "standard_answer", COUNCIL, "data-protection-officer", dpo__chosen="other", dpo__name="Otto", dpo__email="otto"
    )
    assert wrong.status == 200
    assert wrong.errors
    assert wrong.fields["dpo__name"] == ["Otto"]
    assert visitor.post("standard_row", COUNCIL, "storage", "new", system="Medlar store").errors
    assert visitor.get("standard_answer", COUNCIL, "aims").status == 404
    assert visitor.get("standard_row", COUNCIL, "disposal", "new").status == 404
    assert visitor.get("standard_row", COUNCIL, "storage", "none").status == 404
    assert not StandardAnswer.objects.exists()


def test_rows_are_added_changed_and_removed(admin: User, bodies: Bodies) -> None:
    visitor, row = Visitor(admin), {key: value for key, value in SYSTEMS[0].items() if key != "id"}
    assert visitor.post("standard_row", COUNCIL, "storage", "new", revision="0", **row).status == 302
    newest = StandardAnswer.objects.filter(organisation=bodies.council, key="storage")
    [kept] = newest[0].value
    assert "Medlar store" in visitor.get("standard_answer", COUNCIL, "storage").words
    changed = visitor.post("standard_row", COUNCIL, "storage", kept["id"], revision="1", **row | {"host": "A firm"})
    assert changed.status == 302
    assert newest[0].value == [{**kept, "host": "A firm"}]
    assert visitor.post("standard_answer", COUNCIL, "storage", remove=kept["id"], revision="2").status == 302
    assert [(made.version, bool(made.value)) for made in newest] == [(3, False), (2, True), (1, True)]
    assert "Removed by Amina Okafor" in visitor.get("standard_answers", COUNCIL).words


def test_new_contact_for_breaches_is_of_the_organisation(admin: User) -> None:
    shown = Visitor(admin).get("standard_row", COUNCIL, "breaches", "new")
    assert shown.fields["party"] == ["Barchester City Council"]


def test_colleague_reads_but_does_not_change(admin: User, cast: Cast, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    visitor = Visitor(cast.acquirer_colleague)
    page = visitor.get("standard_answers", COUNCIL)
    assert "damson" in page.words
    assert "Only its organisation admins can change them" in page.words
    assert page.all("//main//a[contains(@href, '/disposal/')]/@href") == [
        "/organisations/council/standard-answers/disposal/versions/"
    ]
    assert "damson" in visitor.get("standard_versions", COUNCIL, "disposal").words
    assert visitor.get("standard_answer", COUNCIL, "disposal").status == 403
    assert visitor.post("standard_answer", COUNCIL, "disposal", disposal="Mine.", revision="1").status == 403
    with pytest.raises(PermissionDenied):
        confirm(organisation=bodies.council, key="disposal", value="Mine.", revision=1, by=cast.acquirer_colleague)


def test_no_one_else_learns_that_there_are_any(admin: User, cast: Cast, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    for user in (cast.supplier, cast.stranger):
        for page in (("standard_answers",), ("standard_versions", "disposal"), ("standard_answer", "disposal")):
            assert Visitor(user).get(page[0], COUNCIL, *page[1:]).status == 404
    with pytest.raises(PermissionDenied):
        confirm(organisation=bodies.revenue, key="disposal", value="Mine.", revision=0, by=admin)


def test_own_word_for_working_there_is_not_enough(admin: User, bodies: Bodies) -> None:
    membership = admin.memberships.get()
    membership.self_declared = True
    membership.save()
    assert Visitor(admin).get("standard_answers", COUNCIL).status == 404
    assert "Standard answers" not in Visitor(admin).get("/account/").words
    with pytest.raises(PermissionDenied):
        confirm(organisation=bodies.council, key="disposal", value=DISPOSAL, revision=0, by=admin)


def test_closed_organisation_changes_nothing(admin: User, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    bodies.council.is_closed = True
    bodies.council.save()
    visitor = Visitor(admin)
    assert "has closed, so these answers can no longer change" in visitor.get("standard_answers", COUNCIL).words
    assert visitor.get("standard_answer", COUNCIL, "disposal").status == 409
    with pytest.raises(NotNow):
        confirm(organisation=bodies.council, key="disposal", value="Other.", revision=1, by=admin)


def test_colleagues_answer_is_not_replaced_unseen(admin: User, cast: Cast, bodies: Bodies) -> None:
    given(bodies.council, make_admin(cast.acquirer_colleague), "disposal", DISPOSAL)
    late = Visitor(admin).post("standard_answer", COUNCIL, "disposal", disposal="Mine.", revision="0")
    assert late.status == 409
    assert "Bryn Davies changed this standard answer" in late.words
    assert "damson" in late.words
    assert late.fields["disposal"] == ["Mine."]
    assert late.fields["revision"] == ["1"]
    with pytest.raises(Conflict):
        confirm(organisation=bodies.council, key="disposal", value="Mine.", revision=0, by=admin)


def test_each_change_is_kept_and_the_same_answer_is_none(admin: User, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    given(bodies.council, admin, "disposal", DISPOSAL)
    given(bodies.council, admin, "disposal", "The sloe team shreds the disks.")
    empty: dict[str, Any] = {"chosen": "", "name": "", "role": "", "email": ""}
    confirm(organisation=bodies.council, key="accountable", value=empty, revision=0, by=admin)
    versions = StandardAnswer.objects.filter(organisation=bodies.council)
    assert [(made.version, made.value) for made in versions] == [
        (2, "The sloe team shreds the disks."),
        (1, DISPOSAL),
    ]
    words = Visitor(admin).get("standard_versions", COUNCIL, "disposal").words
    assert "Version 2, the newest" in words
    assert "damson" in words


def test_account_leads_to_them(admin: User) -> None:
    page = Visitor(admin).get("/account/")
    assert "/organisations/council/standard-answers/" in page.all("//main//a/@href")
