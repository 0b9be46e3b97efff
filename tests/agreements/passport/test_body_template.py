"""An organisation's own template: who writes it, what is refused, and which agreements are drafted from it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from agreements.drafting.build import Draft
from agreements.drafting.drafts import draft_of
from agreements.models import BodyTemplate, DataShare, Document, Outcome, Verdict
from agreements.passport import template_actions as actions
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.signing import freezing
from catalogue.models import DataAsset
from community.models import Organisation, User
from datashare.lib.exceptions import Conflict, NotNow
from tests.agreements import stages
from tests.agreements.passport.answered import make_admin
from tests.agreements.requesting.test_short_form import answers as short_answers
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
REVENUE = "revenue"
WORDING = "The acquirer will name the Office for Records as the source of the data."
SOURCE = "Standard wording of Office for Records, version"


@pytest.fixture
def admin(cast: Cast) -> User:
    return make_admin(cast.supplier)


@pytest.fixture
def body(bodies: Bodies) -> Organisation:
    return bodies.revenue


def revision_of(body: Organisation) -> int:
    prepared = BodyTemplate.objects.filter(organisation=body, published_at=None).first()
    return prepared.revision if prepared else 0


def save(body: Organisation, by: User, section: str = "M3", heading: str = "Why we share", text: str = WORDING) -> None:
    given: dict[str, Any] = {"section": section, "heading": heading, "text": text}
    actions.save_section(organisation=body, **given, revision=revision_of(body), by=by)


def published(body: Organisation, by: User, **words: str) -> BodyTemplate:
    save(body, by, **words)
    actions.publish(organisation=body, revision=revision_of(body), by=by)
    return BodyTemplate.objects.published().filter(organisation=body)[0]


def agreement(share: DataShare, reader: User) -> Draft:
    party = share.parties.get(members__user=reader)
    return draft_of(DataShare.objects.get(pk=share.pk), Document.MOU, reader=party)


def standard_in(made: Draft) -> list[str]:
    return [clause.text for clause in made.clauses if clause.heading.startswith(SOURCE)]


def test_admin_writes_and_publishes_a_template(admin: User, body: Organisation) -> None:
    visitor = Visitor(admin)
    assert "No version has been published" in visitor.get("body_template", REVENUE).words
    given = {"heading": "Why we share", "text": WORDING}
    assert visitor.get("body_template_section", REVENUE, "m3").heading == "Section 3: Purpose and benefits"
    assert visitor.post("body_template_section", REVENUE, "m3", revision="0", **given).status == 302
    assert "You have changes that are not published." in visitor.get("body_template", REVENUE).words
    assert "3 Why we share" in visitor.get("publish_body_template", REVENUE).words
    assert visitor.post("publish_body_template", REVENUE, revision="1").status == 302
    [made] = BodyTemplate.objects.published()
    assert (made.version, made.name, made.by, made.sections) == (1, body.name, admin, {"M3": given})
    shown = visitor.get("body_template", REVENUE).words
    assert "Version 1, in use" in shown
    assert WORDING in shown
    assert "Template of Office for Records" in visitor.get("/account/").words


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"heading": "TBC"}, "does not say it"),
        ({"text": "n/a"}, "does not say it"),
        ({"text": "The data is kept for [insert period]."}, "An agreement has no blanks"),
        ({"text": "[[gap:aims]]"}, "An agreement has no blanks"),
        ({"text": "Signed by ______"}, "An agreement has no blanks"),
        ({"heading": "Annex B: terms"}, "does not begin as an annex"),
        ({"heading": "data"}, "that no other section has"),
        ({"heading": "word " * 25}, "120 characters"),
        ({"text": "word " * 1001}, "5,000 characters"),
    ],
)
def test_bad_input_is_refused_and_kept(admin: User, given: dict[str, str], error: str) -> None:
    typed = {"heading": "", "text": "", **given}
    wrong = Visitor(admin).post("body_template_section", REVENUE, "m3", revision="0", **typed)
    assert wrong.status == 200
    assert error in wrong.errors[0]
    [name] = given
    assert wrong.fields[name] == [typed[name]]
    assert not BodyTemplate.objects.exists()


def test_link_is_no_blank(admin: User, body: Organisation) -> None:
    text = "Read [our policy](https://example.gov.uk/policy)."
    seen = Visitor(admin).post("body_template_section", REVENUE, "m3", revision="0", heading="", text=text)
    assert seen.status == 302


def test_section_that_is_left_blank_is_taken_out(admin: User, body: Organisation) -> None:
    save(body, admin)
    save(body, admin, heading="", text="")
    assert BodyTemplate.objects.get().sections == {}


def test_unknown_section_is_not_found(admin: User) -> None:
    assert Visitor(admin).get("body_template_section", REVENUE, "m16").status == 404
    assert Visitor(admin).get("body_template_section", REVENUE, "d1").status == 404


def test_stale_change_is_refused_with_the_words_kept(admin: User, body: Organisation) -> None:
    save(body, admin)
    visitor = Visitor(admin)
    late = visitor.post("body_template_section", REVENUE, "m4", revision="0", heading="Ours", text="Quince.")
    assert late.status == 409
    assert late.fields["text"] == ["Quince."]
    assert visitor.post("publish_body_template", REVENUE, revision="0").status == 409
    with pytest.raises(Conflict):
        actions.publish(organisation=body, revision=0, by=admin)


def test_published_version_cannot_be_changed(admin: User, body: Organisation) -> None:
    made = published(body, admin)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        BodyTemplate.objects.filter(pk=made.pk).update(sections={})
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        made.delete()


def test_others_of_the_organisation_read_and_change_nothing(cast: Cast, admin: User, body: Organisation) -> None:
    published(body, admin)
    visitor = Visitor(cast.supplier_colleague)
    shown = visitor.get("body_template", REVENUE)
    assert WORDING in shown.words
    assert "Only its organisation admins can change it." in shown.words
    for page, *args in (
        ("body_template_section", REVENUE, "m3"),
        ("publish_body_template", REVENUE),
        ("withdraw_body_template", REVENUE),
    ):
        assert visitor.get(page, *args).status == 403
        assert visitor.post(page, *args).status == 403
    with pytest.raises(PermissionDenied):
        save(body, cast.supplier_colleague)


def test_strangers_get_nothing(cast: Cast, admin: User, body: Organisation) -> None:
    published(body, admin)
    for user in (cast.stranger, make_admin(cast.acquirer)):
        assert Visitor(user).get("body_template", REVENUE).status == 404
        assert Visitor(user).post("withdraw_body_template", REVENUE).status == 404
    assert "/accounts/login/" in Visitor().get("body_template", REVENUE).goes_to


def test_closed_organisation_changes_nothing(admin: User, body: Organisation) -> None:
    Organisation.objects.filter(pk=body.pk).update(is_closed=True)
    with pytest.raises(NotNow):
        save(body, admin)
    assert Visitor(admin).get("body_template_section", REVENUE, "m3").status == 409


def test_agreement_has_the_heading_and_the_wording_and_says_whose(
    cast: Cast, asset: DataAsset, admin: User, body: Organisation
) -> None:
    published(body, admin)
    share = stages.draft(cast, asset)
    made = agreement(share, cast.acquirer)
    section = next(section for section in made.sections if section.key == "M3")
    assert section.title == "3 Why we share"
    assert section.clauses[-1].heading == f"{SOURCE} 1"
    assert section.clauses[-1].number == f"3.{len(section.clauses)}"
    page = Visitor(cast.acquirer).get("agreement", share)
    assert WORDING in page.words
    assert f"{SOURCE} 1" in page.words
    assert not any(clause.heading.startswith(SOURCE) for clause in draft_of(share, Document.DPIA, reader=None).clauses)


def test_request_keeps_the_version_that_it_was_sent_with(
    cast: Cast, asset: DataAsset, admin: User, body: Organisation
) -> None:
    published(body, admin)
    share = stages.submitted(cast, asset)
    published(body, admin, text="Other words.")
    for reader in (cast.acquirer, cast.supplier):
        assert standard_in(agreement(share, reader)) == [WORDING]

    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Why?")
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    assert standard_in(agreement(share, cast.supplier)) == ["Other words."]


def test_request_sent_before_the_first_version_has_none(
    cast: Cast, asset: DataAsset, admin: User, body: Organisation
) -> None:
    share = stages.submitted(cast, asset)
    published(body, admin)
    assert standard_in(agreement(share, cast.supplier)) == []


def test_withdrawn_template_is_in_no_later_request(
    cast: Cast, asset: DataAsset, admin: User, body: Organisation
) -> None:
    published(body, admin)
    sent, visitor = stages.submitted(cast, asset), Visitor(admin)
    assert "They will be lost" not in visitor.get("withdraw_body_template", REVENUE).words
    assert visitor.post("withdraw_body_template", REVENUE, revision="0").status == 302
    shown = visitor.get("body_template", REVENUE).words
    assert "Template withdrawn by" in shown
    assert "in use" not in shown
    assert visitor.get("withdraw_body_template", REVENUE).status == 302
    assert standard_in(agreement(sent, cast.supplier)) == [WORDING]
    assert standard_in(agreement(stages.draft(cast, asset), cast.acquirer)) == []
    actions.withdraw(organisation=body, revision=0, by=admin)
    assert BodyTemplate.objects.count() == 2


def test_wording_is_negotiated_and_signed_like_any_clause(
    cast: Cast, asset: DataAsset, admin: User, body: Organisation
) -> None:
    published(body, admin)
    share = stages.negotiating(cast, asset)
    clause = share.edition.clauses.get(key="template.m3")
    assert (clause.section, clause.section_heading) == ("M3", "Why we share")
    assert Visitor(cast.acquirer).get("clause", share, clause.pk).status == 200
    stages.reword(share, cast, "template.m3", "The acquirer will name the source.")
    stages.agree_everything(share, cast)
    freezing.freeze_words(share=share, by=cast.acquirer)
    frozen = share.agreements.offered().select_related("words").get().words.html
    assert "The acquirer will name the source." in frozen
    assert f"{SOURCE} 1" in frozen
    assert "Why we share" in frozen


def test_short_form_has_it_too(cast: Cast, asset: DataAsset, admin: User, body: Organisation) -> None:
    published(body, admin)
    made = agreement(stages.draft(cast, asset, short_answers()), cast.acquirer)
    assert made.title.endswith("(short form)")
    assert standard_in(made) == [WORDING]
