"""An organisation's own questions: who writes them, how many there can be, and that a published version stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from agreements.models import BodyQuestions
from agreements.models.body_questions import MOST_QUESTIONS
from agreements.passport import body_actions as actions
from community.models import Organisation, User
from datashare.lib.exceptions import Conflict, Incomplete, NotNow
from tests.agreements.passport.answered import make_admin
from tests.agreements.passport.asked import ADVICE, AGREED, PLANS, WHY_US, add, publish, published, revision_of, typed
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
REVENUE = "revenue"


@pytest.fixture
def admin(cast: Cast) -> User:
    return make_admin(cast.supplier)


@pytest.fixture
def body(bodies: Bodies) -> Organisation:
    return bodies.revenue


def test_admin_writes_and_publishes_a_question(admin: User, body: Organisation) -> None:
    visitor = Visitor(admin)
    assert "You have no questions of your own." in visitor.get("body_questions", REVENUE).words
    assert visitor.post("body_question", REVENUE, "new", revision="0", **typed(WHY_US)).status == 302
    assert visitor.post("body_guidance", REVENUE, "data", revision="1", guidance=ADVICE).status == 302
    shown = visitor.get("body_questions", REVENUE)
    assert WHY_US["ask"] in shown.words
    assert ADVICE in shown.words
    assert "You have changes that are not published." in shown.words
    assert WHY_US["ask"] in visitor.get("publish_body_questions", REVENUE).words
    assert visitor.post("publish_body_questions", REVENUE, revision="2").status == 302
    [made] = BodyQuestions.objects.published()
    assert (made.version, made.name, made.by) == (1, body.name, admin)
    assert made.questions == [{"key": f"body_{body.pk}_1", **WHY_US}]
    assert "Published by Sunita Rao on" in visitor.get("body_questions", REVENUE).words
    assert "Questions of Office for Records" in visitor.get("/account/").words


def test_bad_input_is_refused_and_kept(admin: User) -> None:
    visitor = Visitor(admin)
    wrong = visitor.post("body_question", REVENUE, "new", revision="0", question="x" * 151, hint="Quince")
    assert wrong.status == 200
    assert len(wrong.errors) == 3
    assert wrong.fields["hint"] == ["Quince"]
    assert visitor.post("body_question", REVENUE, "new", revision="0", **typed({**WHY_US, "kind": "table"})).errors
    assert visitor.post("body_guidance", REVENUE, "data", revision="0", guidance="x" * 2001).errors
    assert not BodyQuestions.objects.exists()


def test_change_is_a_new_version_and_the_old_one_stays(admin: User, body: Organisation) -> None:
    first = published(body, admin, WHY_US, PLANS)
    kept, gone = (question["key"] for question in first.questions)
    visitor = Visitor(admin)
    assert visitor.get("body_question", REVENUE, kept).fields["question"] == [WHY_US["ask"]]
    assert (
        visitor.post("body_question", REVENUE, kept, revision="0", **typed({**WHY_US, "ask": "Which data?"})).status
        == 302
    )
    assert PLANS["ask"] in visitor.get("remove_body_question", REVENUE, gone).words
    assert visitor.post("remove_body_question", REVENUE, gone, revision="1").status == 302
    add(body, admin, AGREED)
    second = publish(body, admin)
    assert [question["key"] for question in second.questions] == [kept, f"body_{body.pk}_3"]
    first.refresh_from_db()
    assert [question["ask"] for question in first.questions] == [WHY_US["ask"], PLANS["ask"]]
    assert "Version 2, the newest" in visitor.get("body_questions", REVENUE).words


def test_published_version_cannot_be_changed(admin: User, body: Organisation) -> None:
    made = published(body, admin, WHY_US)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        BodyQuestions.objects.filter(pk=made.pk).update(questions=[])
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        made.delete()


def test_one_more_than_the_most_is_refused(admin: User, body: Organisation) -> None:
    add(body, admin, *[WHY_US] * MOST_QUESTIONS)
    with pytest.raises(Incomplete):
        add(body, admin, PLANS)
    visitor = Visitor(admin)
    refused = visitor.post("body_question", REVENUE, "new", revision=str(revision_of(body)), **typed(PLANS))
    assert refused.errors == ["You already ask 10 questions. Remove one before you add another"]
    assert refused.fields["question"] == [PLANS["ask"]]
    assert "Add a question" not in visitor.get("body_questions", REVENUE).words


def test_stale_change_is_refused_with_the_words_kept(admin: User, body: Organisation) -> None:
    add(body, admin, WHY_US)
    visitor = Visitor(admin)
    late = visitor.post("body_question", REVENUE, "new", revision="0", **typed(PLANS))
    assert late.status == 409
    assert late.fields["question"] == [PLANS["ask"]]
    key = f"body_{body.pk}_1"
    assert visitor.post("remove_body_question", REVENUE, key, revision="0").status == 409
    assert visitor.post("publish_body_questions", REVENUE, revision="0").status == 409
    assert not BodyQuestions.objects.published().exists()


def test_same_change_twice_is_one(admin: User, body: Organisation) -> None:
    published(body, admin, WHY_US)
    actions.publish(organisation=body, revision=0, by=admin)
    key = f"body_{body.pk}_1"
    actions.save_question(organisation=body, key=key, asked=WHY_US, revision=9, by=admin)
    actions.save_guidance(organisation=body, section="data", text="", revision=9, by=admin)
    actions.remove_question(organisation=body, key="body_0_0", revision=9, by=admin)
    assert BodyQuestions.objects.get().version == 1


def test_others_of_the_organisation_read_and_change_nothing(cast: Cast, admin: User, body: Organisation) -> None:
    published(body, admin, WHY_US)
    visitor = Visitor(cast.supplier_colleague)
    shown = visitor.get("body_questions", REVENUE)
    assert WHY_US["ask"] in shown.words
    assert "Only its organisation admins can change them." in shown.words
    for page, *args in (
        ("body_question", REVENUE, "new"),
        ("body_guidance", REVENUE, "data"),
        ("remove_body_question", REVENUE, f"body_{body.pk}_1"),
        ("publish_body_questions", REVENUE),
    ):
        assert visitor.get(page, *args).status == 403
        assert visitor.post(page, *args).status == 403
    with pytest.raises(PermissionDenied):
        add(body, cast.supplier_colleague, PLANS)


def test_strangers_get_nothing(cast: Cast, admin: User, body: Organisation) -> None:
    published(body, admin, WHY_US)
    for user in (cast.stranger, make_admin(cast.acquirer)):
        assert Visitor(user).get("body_questions", REVENUE).status == 404
        assert Visitor(user).post("publish_body_questions", REVENUE).status == 404
    assert "/accounts/login/" in Visitor().get("body_questions", REVENUE).goes_to


def test_closed_organisation_changes_nothing(admin: User, body: Organisation) -> None:
    Organisation.objects.filter(pk=body.pk).update(is_closed=True)
    with pytest.raises(NotNow):
        add(body, admin, WHY_US)
    assert Visitor(admin).get("body_question", REVENUE, "new").status == 409


def test_two_admins_at_once_do_not_overwrite_each_other(admin: User, body: Organisation) -> None:
    add(body, admin, WHY_US)
    with pytest.raises(Conflict):
        actions.save_guidance(organisation=body, section="data", text=ADVICE, revision=0, by=admin)
