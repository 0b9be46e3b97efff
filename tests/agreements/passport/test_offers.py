"""Standard answers are offered where a data share asks the same; nothing is stored before a person saves it."""

import pytest

from agreements.kinds import EventKind
from agreements.models import Answer, DataShare, StandardAnswer
from agreements.questionnaire.tables import MOST_ROWS
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages
from tests.agreements.passport.answered import DISPOSAL, OFFICER, SYSTEMS, given, make_admin
from tests.agreements.requesting.test_several_receivers import add
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
FILLED = "We filled in this answer from your organisation’s standard answers"
FROM = "From your organisation’s standard answers"


@pytest.fixture
def admin(cast: Cast) -> User:
    return make_admin(cast.acquirer)


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a draft without the answers that a passport may offer."""
    draft = stages.draft(cast, asset)
    draft.edition.answers.filter(key__in=["dpo", "disposal", "storage"]).delete()
    return draft


def stored(share: DataShare, key: str) -> Answer:
    return share.edition.answers.select_related("standard").get(key=key)


def test_question_opens_with_the_standard_answer(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    standard = given(bodies.council, admin, "dpo", OFFICER)
    visitor = Visitor(cast.acquirer_colleague)
    assert "Your organisation has a standard answer for you to check" in visitor.get("request", share).words
    shown = visitor.get("step", share, "data-protection-officer")
    assert FILLED in shown.words
    assert shown.fields["dpo__name"] == ["Ottoline Quaid"]
    assert not share.edition.answers.filter(key="dpo").exists()

    fields = {name: values[0] for name, values in shown.fields.items()}
    assert visitor.post("step", share, "data-protection-officer", **fields).status == 302
    assert stored(share, "dpo").value == OFFICER
    assert stored(share, "dpo").standard == standard
    assert stored(share, "dpo").author == cast.acquirer_colleague
    assert share.events.filter(kind=EventKind.REQUEST_ANSWERED).count() == 1
    again = visitor.get("step", share, "data-protection-officer").words
    assert FROM in again
    assert FILLED not in again
    assert FROM in visitor.get("request", share).words
    assert FROM in visitor.get("check", share).words
    assert verify_everything().findings == []


def test_opening_pages_answers_nothing(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    for page in (("step", "disposal"), ("request",), ("check",)):
        assert Visitor(cast.acquirer).get(page[0], share, *page[1:]).status == 200
    assert not share.edition.answers.filter(key="disposal").exists()
    assert "damson" not in Visitor(cast.acquirer).get("agreement", share).words


def test_answer_that_differs_is_the_data_shares_own(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    visitor = Visitor(cast.acquirer)
    visitor.post("step", share, "disposal", disposal="We never keep a copy.", revision="0")
    assert stored(share, "disposal").standard is None
    shown = visitor.get("step", share, "disposal")
    assert "Your answer differs from your organisation’s standard answers" in shown.words
    assert shown.fields["disposal"] == ["We never keep a copy."]

    [link] = shown.all("//a[contains(., 'Fill in the')]/@href")
    filled = visitor.get("step", share, "disposal", query={"standard": link.partition("=")[2]})
    assert filled.fields["disposal"] == [DISPOSAL]
    assert stored(share, "disposal").value == "We never keep a copy."
    visitor.post("step", share, "disposal", disposal=DISPOSAL, revision="1")
    assert stored(share, "disposal").standard is not None


def test_blank_answer_is_not_filled_in_again(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    share.edition.answers.filter(key="access").delete()
    given(bodies.council, admin, "access", "Only the damson team.")
    visitor = Visitor(cast.acquirer)
    visitor.post("step", share, "access", access="", revision="0")
    assert visitor.get("step", share, "access").fields["access"] == [""]


def test_later_version_changes_no_data_share(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    first = given(bodies.council, admin, "disposal", DISPOSAL)
    given(bodies.council, admin, "dpo", OFFICER)
    visitor = Visitor(cast.acquirer)
    for slug in ("disposal", "data-protection-officer"):
        fields = {name: values[0] for name, values in visitor.get("step", share, slug).fields.items()}
        visitor.post("step", share, slug, **fields)
    sent = requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    second = given(bodies.council, admin, "disposal", "The sloe team shreds the disks.")
    sent.refresh_from_db()
    assert sent.answers["disposal"] == stored(share, "disposal").value == DISPOSAL
    assert stored(share, "disposal").standard == first
    for user in (cast.acquirer, cast.supplier):
        assert "sloe" not in Visitor(user).get("agreement", share).words
    assert share.reference in visitor.get("standard_versions", "council", "disposal").words
    assert second.version == 2


def test_page_says_that_the_standard_answer_changed(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    visitor = Visitor(cast.acquirer)
    shown = visitor.get("step", share, "disposal")
    given(bodies.council, admin, "disposal", "The sloe team shreds the disks.")
    # What was shown before the change is stored as of the version it came from.
    visitor.post("step", share, "disposal", **{name: values[0] for name, values in shown.fields.items()})
    assert stored(share, "disposal").standard == StandardAnswer.objects.get(version=1)
    again = visitor.get("step", share, "disposal")
    assert "Your organisation changed this standard answer on" in again.words
    assert again.fields["disposal"] == [DISPOSAL]


def test_rows_of_a_table_are_added_by_a_button(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    standard = given(bodies.council, admin, "storage", SYSTEMS)
    visitor = Visitor(cast.acquirer)
    shown = visitor.get("step", share, "storage")
    assert "Medlar store" in shown.words
    assert "Use these systems" in shown.words
    assert "You have not added anything yet" in shown.words
    for _ in range(2):
        assert visitor.post("step", share, "storage", standard="add").status == 302
    assert stored(share, "storage").value == SYSTEMS
    assert stored(share, "storage").standard == standard
    assert FROM in visitor.get("step", share, "storage").words
    row = {key: value for key, value in SYSTEMS[0].items() if key != "id"} | {"host": "Someone else"}
    visitor.post("row", share, "storage", "s1", revision="1", **row)
    assert stored(share, "storage").standard is None
    assert "Use this system" in visitor.get("step", share, "storage").words


def test_rows_beside_others_still_come_from_the_standard_answer(
    admin: User, cast: Cast, share: DataShare, bodies: Bodies
) -> None:
    standard = given(bodies.council, admin, "storage", SYSTEMS[:1])
    visitor = Visitor(cast.acquirer)
    own = {"system": "Bullace", "host": "The council", "country": "United Kingdom", "assurance": ""}
    visitor.post("row", share, "storage", "new", **own)
    visitor.post("step", share, "storage", standard="add")
    assert [row["system"] for row in stored(share, "storage").value] == ["Bullace", "Medlar store"]
    assert stored(share, "storage").standard == standard


def test_full_table_takes_no_standard_rows(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    given(bodies.council, admin, "storage", SYSTEMS)
    full = [{**SYSTEMS[0], "id": f"r{number}", "system": f"System {number}"} for number in range(MOST_ROWS)]
    Answer.objects.create(edition=share.edition, key="storage", value=full, author=cast.acquirer)
    visitor = Visitor(cast.acquirer)
    visitor.post("step", share, "storage", standard="add")
    assert stored(share, "storage").value == full
    assert "A list can have up to 300 rows" in visitor.get("step", share, "storage").words


def test_someone_unproved_is_offered_nothing(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    given(bodies.council, admin, "storage", SYSTEMS)
    membership = cast.acquirer_colleague.memberships.get()
    membership.self_declared = True
    membership.save()
    visitor = Visitor(cast.acquirer_colleague)
    for slug in ("disposal", "storage"):
        shown = visitor.get("step", share, slug)
        assert shown.status == 200
        assert "damson" not in shown.response.content.decode()
        assert "Medlar" not in shown.words
    visitor.post("step", share, "storage", standard="add")
    assert not share.edition.answers.filter(key="storage").exists()


def test_other_receiver_is_offered_its_own(admin: User, cast: Cast, share: DataShare, bodies: Bodies) -> None:
    given(bodies.council, admin, "disposal", DISPOSAL)
    theirs = make_admin(cast.stranger)
    standard = given(bodies.elsewhere, theirs, "disposal", "The sloe team shreds the disks.")
    given(bodies.elsewhere, theirs, "storage", SYSTEMS)
    add(share, cast, bodies.elsewhere)
    visitor = Visitor(cast.stranger)
    assert "Your organisation has a standard answer" in visitor.get("own_half", share).words
    shown = visitor.get("own_question", share, "disposal")
    assert FILLED in shown.words
    assert shown.fields["disposal"] == ["The sloe team shreds the disks."]
    own = share.parties.get(organisation=bodies.elsewhere).answers
    assert not own.exists()
    visitor.post("own_question", share, "disposal", **{name: values[0] for name, values in shown.fields.items()})
    assert own.get(key="disposal").standard == standard
    assert "Use these systems" in visitor.get("own_question", share, "storage").words
    visitor.post("own_question", share, "storage", standard="add", revision="0")
    assert own.get(key="storage").value == SYSTEMS
    assert FROM in visitor.get("own_half", share).words


def test_supplier_is_offered_its_own(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    share = stages.submitted(cast, asset)
    signing = {"name": "Sorrel Vane", "position": "Director of Records", "order": ""}
    standard = given(bodies.revenue, make_admin(cast.supplier), "s_signatory", signing)
    visitor = Visitor(cast.supplier_colleague)
    assert "Your organisation has a standard answer for you to check" in visitor.get("response", share).words
    assert "standard answer" not in Visitor(cast.acquirer).get("response", share).words
    shown = visitor.get("own_step", share, "signatory")
    assert FILLED in shown.words
    assert shown.fields["s_signatory__name"] == ["Sorrel Vane"]
    fields = {name: values[0] for name, values in shown.fields.items()}
    assert visitor.post("own_step", share, "signatory", **fields).status == 302
    [row] = share.edition.party_answers.filter(key="s_signatory")
    assert (row.value, row.standard) == (signing, standard)
    assert FROM in visitor.get("response", share).words
    assert "standard answers" not in Visitor(cast.acquirer).get("request", share).words
    assert FROM in visitor.get("own_step", share, "signatory").words


def test_one_standard_answer_serves_both_halves(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    share = stages.submitted(cast, asset)
    policy = {"title": "Policy of 2 May 2026", "link": ""}
    standard = given(bodies.revenue, make_admin(cast.supplier), "apd", policy)
    visitor = Visitor(cast.supplier)
    visitor.post("own_step", share, "criminal-offence-data", s_crim_basis="Schedule 1, paragraph 10.", revision="0")
    shown = visitor.get("own_step", share, "policy-document")
    assert shown.fields["s_apd__title"] == ["Policy of 2 May 2026"]
    visitor.post("own_step", share, "policy-document", **{name: values[0] for name, values in shown.fields.items()})
    assert share.edition.party_answers.get(key="s_apd").standard == standard
    assert responding.newest_round(share).number == 1
