"""Answering the questions of a request, a page at a time."""

from typing import Any

import pytest

from agreements.answers import journey_of, revision_of
from agreements.kinds import EventKind
from agreements.models import Answer, DataShare, Event
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.sections.triage import SECTION as TRIAGE
from agreements.requesting import actions as requesting
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.agreements.questionnaire.specimens import smallest
from tests.agreements.requesting.walking import pages, save, typed_answers
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
# Asked in place of what the specimen answers: of one that uses the data for law enforcement, against fraud, or once.
OTHERWISE, PILOT, LENGTH = "sensitive-processing", "pilot", "form-length"
LEFT_OUT = (OTHERWISE, PILOT, LENGTH)
STEPS = [step for step in CURRENT.steps.values() if step.kind != "check" and step.slug not in LEFT_OUT]


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share with every question answered, nothing sent."""
    return stages.draft(cast, asset, typed_answers())


@pytest.fixture
def begun(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share with only the triage answered."""
    keys = {key for step in TRIAGE.steps for key in step.keys}
    return stages.draft(cast, asset, {key: value for key, value in typed_answers().items() if key in keys})


def answers(share: DataShare) -> int:
    return Event.objects.filter(share=share, kind=EventKind.REQUEST_ANSWERED).count()


def test_every_page_opens_and_saves(cast: Cast, begun: DataShare) -> None:
    visitor, wanted, faults = Visitor(cast.acquirer), typed_answers(), []
    for step in STEPS:
        if step.slug in {known.slug for known in TRIAGE.steps}:
            continue
        for where, typed in pages(begun, step, wanted):
            saved = save(visitor, where, typed)
            faults += [f"{step.slug}: {saved.errors}"] if saved.status != 302 else []

    assert faults == []
    stored = begun.edition.answers.as_mapping()
    without_ids = {key: _without_ids(value) for key, value in stored.items()}
    assert {key: without_ids.get(key) for key in wanted if key in CURRENT.places} == {
        key: _without_ids(value) for key, value in wanted.items() if key in CURRENT.places
    }


def _without_ids(value: Any) -> Any:
    """Return an answer without row ids and empty parts, since an empty part and none are equal."""
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id" and item not in ("", [])}
    return value


def test_every_page_saved_as_it_stands_changes_nothing(cast: Cast, share: DataShare) -> None:
    visitor, before = Visitor(cast.acquirer), answers(share)
    kept = share.edition.answers.as_mapping()
    for step in (step for step in STEPS if step.kind == "single"):
        page = visitor.get("step", share, step.slug)
        assert page.status == 200, step.slug
        assert visitor.client.post(address("step", share, step.slug), page.fields).status_code == 302, step.slug

    now = share.edition.answers.as_mapping()
    assert {key: _without_ids(value) for key, value in now.items()} == {
        key: _without_ids(value) for key, value in kept.items()
    }
    assert answers(share) - before <= sum(kept[key] != now[key] for key in kept), "an event without a change"


def test_pages_of_law_enforcement_and_of_joint_controllers_open_and_save(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert visitor.get("step", share, OTHERWISE).status == 404
    assert visitor.get("step", share, "joint-activities").status == 404
    police = {"basis__chosen": ["part_3"], "basis__part_3": "Schedule 7, paragraph 5", "basis__why": "Crime."}
    assert save(visitor, ("step", share, "lawful-basis"), police).status == 302
    assert save(visitor, ("step", share, OTHERWISE), {"sc_schedule_8": ["paragraph_4"]}).status == 302
    assert visitor.get("step", share, "special-category-data").status == 404
    refused = visitor.post("step", share, "roles", role__acquirer="joint", role__supplier="independent")
    assert "If one organisation is a joint controller, so is the other" in refused.errors[0]
    together = {"role__acquirer": "joint", "role__supplier": "joint"}
    assert save(visitor, ("step", share, "roles"), together).status == 302
    row = visitor.get("row", share, "joint-activities", "new")
    assert row.fields["breach"] == ["The party in whose hands it happened"]
    assert row.fields["contact"] == ["Barchester City Council"]
    typed = {name: values[0] for name, values in row.fields.items()} | {"activity": "Triage"}
    assert visitor.post("row", share, "joint-activities", "new", **typed).status == 302
    assert "Triage" in visitor.get("step", share, "joint-activities").words


def test_it_goes_on_to_the_next_question_without_an_answer(cast: Cast, begun: DataShare) -> None:
    saved = save(Visitor(cast.acquirer), ("step", begun, "title"), {"title": "Warm homes"})

    assert saved.goes_to == address("step", begun, "aims")


def test_it_can_be_left_and_taken_up_again(cast: Cast, begun: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    saved = save(visitor, ("step", begun, "title"), {"title": "Warm homes"}, later="yes")

    assert saved.goes_to == address("request", begun)
    assert visitor.get("step", begun, "title").fields["title"] == ["Warm homes"]
    assert stages.fresh(begun).title == "Warm homes"


def test_the_history_says_from_what_to_what(cast: Cast, share: DataShare) -> None:
    save(Visitor(cast.acquirer), ("step", share, "title"), {"title": "Warm homes"})

    details = Event.objects.filter(share=share).last().details  # type: ignore[union-attr]
    assert said(details) == "answered “Title”"
    assert changed(details) == [
        {
            "what": "What should this data share be called?",
            "before": "Heating help records to find older people who miss out",
            "after": "Warm homes",
        }
    ]


def test_a_colleague_answers_too(cast: Cast, begun: DataShare) -> None:
    save(Visitor(cast.acquirer_colleague), ("step", begun, "title"), {"title": "Warm homes"})

    page = Visitor(cast.acquirer).get("step", begun, "title")
    assert page.fields["title"] == ["Warm homes"]
    assert "Last answered by Bryn Davies" in page.words


def test_the_same_answer_twice_is_one_answer(cast: Cast, begun: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    first, second = (visitor.post("step", begun, "title", title="Warm homes", revision="0") for _ in range(2))

    assert first.status == second.status == 302
    assert answers(begun) == 1


def test_a_stale_form_shows_both_texts_and_loses_neither(cast: Cast, share: DataShare) -> None:
    mine, theirs = Visitor(cast.acquirer), Visitor(cast.acquirer_colleague)
    revision = mine.get("step", share, "aims").fields["revision"][0]
    save(theirs, ("step", share, "aims"), {"aims": "Their words."})
    stale = mine.post("step", share, "aims", aims="My words.", revision=revision)

    assert stale.status == 409
    assert "Bryn Davies changed this answer after you opened the page" in stale.words
    assert "Their words." in stale.words
    assert stale.fields["aims"] == ["My words."]
    assert Answer.objects.get(edition__share=share, key="aims").value == "Their words."

    again = mine.client.post(address("step", share, "aims"), stale.fields)
    assert again.status_code == 302
    assert Answer.objects.get(edition__share=share, key="aims").value == "My words."


def test_what_is_wrong_is_said_and_nothing_is_stored(cast: Cast, begun: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("step", begun, "aims", aims="")

    assert seen.status == 200
    assert seen.title.startswith("Error: ")
    assert seen.errors == ["Enter what you are trying to achieve"]
    assert not Answer.objects.filter(edition__share=begun, key="aims").exists()


def test_a_hidden_branch_keeps_its_answers(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert visitor.get("step", share, "data-protection-officer").status == 200

    save(visitor, ("step", share, "kinds-of-data"), {"data_types": ["none"]})
    save(visitor, ("step", share, "about-people"), {"tri_personal": "no"})
    assert visitor.get("step", share, "data-protection-officer").status == 404
    assert "dpo" in share.edition.answers.as_mapping()
    assert "Bo Nowak" not in visitor.get("request", share).words

    save(visitor, ("step", share, "kinds-of-data"), {"data_types": ["personal"]})
    assert visitor.get("step", share, "data-protection-officer").fields["dpo__name"] == ["Bo Nowak"]


@pytest.mark.parametrize("slug", ["no-such-question", "data-protection-officer", "special-category-condition"])
def test_a_page_that_does_not_apply_is_not_found(cast: Cast, asset: DataAsset, slug: str) -> None:
    share = stages.draft(cast, asset, smallest() | {"lead": {"chosen": "other"}})
    seen = Visitor(cast.acquirer).get("step", share, slug)

    assert seen.status == 404


def test_the_task_list_says_how_far_it_is(cast: Cast, begun: DataShare, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    few, every = visitor.get("request", begun), visitor.get("request", share)

    assert "required questions" in few.words
    assert "To do" in few.all("//main//strong[contains(@class, 'govuk-tag')]")
    assert "Cannot start yet" in few.words
    assert "To do" not in every.words.replace("Check your answers and send your request To do", "")


def test_those_who_only_read_are_refused(cast: Cast, share: DataShare) -> None:
    for user in (cast.acquirer_expert, cast.acquirer_signatory, cast.onlooker):
        visitor = Visitor(user)
        assert visitor.get("step", share, "aims").status == 403
        assert visitor.post("step", share, "aims", aims="Mine now.").status == 403
        assert visitor.get("request", share).heading == "The request"
    assert Answer.objects.get(edition__share=share, key="aims").value != "Mine now."


def test_the_supplier_is_refused(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    for user in (cast.supplier, cast.supplier_colleague):
        assert Visitor(user).get("step", share, "aims").status == 403
        assert Visitor(user).post("step", share, "aims", aims="Mine now.").status == 403


def test_the_supplier_reads_what_was_sent_not_what_is_being_changed(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    save(Visitor(cast.acquirer), ("step", share, "aims"), {"aims": "Half a thought."})

    assert "Half a thought." not in Visitor(cast.supplier).get("request", share).words
    assert "Half a thought." in Visitor(cast.onlooker).get("request", share).words


def test_a_stranger_finds_nothing(cast: Cast, share: DataShare) -> None:
    for user in (cast.stranger, cast.supplier):
        assert Visitor(user).get("step", share, "aims").status == 404
        assert Visitor(user).post("step", share, "aims", aims="Mine now.").status == 404
        assert Visitor(user).get("request", share).status == 404


def test_it_is_too_late_once_it_is_sent(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    visitor = Visitor(cast.acquirer)

    assert visitor.get("step", share, "aims").status == 409
    refused = visitor.post("step", share, "aims", aims="Words that come too late.")
    assert refused.status == 409
    assert "You have sent this request, so you cannot change it now." in refused.words
    assert "Words that come too late." in refused.all("//textarea/text()")
    assert visitor.get("request", share).heading == "The request"


def test_it_can_be_changed_when_it_comes_back(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    page = Visitor(cast.acquirer).get("request", share)

    assert "Say why the date of birth is needed." in page.words
    assert save(Visitor(cast.acquirer), ("step", share, "aims"), {"aims": "Clearer."}).status == 302


def test_answer_keeps_the_count_of_open_questions(cast: Cast, begun: DataShare) -> None:
    wanted, counts = typed_answers(), [begun.edition.open_questions]
    assert counts == [len(journey_of(begun).missing())]
    for step in STEPS:
        values = {key: wanted[key] for key in step.keys if key in wanted}
        kept = begun.edition.answers.filter(key__in=step.keys)
        requesting.answer(share=begun, step=step, values=values, revision=revision_of(kept), by=cast.acquirer)
        counts.append(stages.fresh(begun).edition.open_questions)
        assert counts[-1] == len(journey_of(begun).missing()), step.slug
    assert counts[0] > 20
    assert counts[-1] == 0


def test_those_who_write_the_request_are_not_suggested_as_its_checkers(cast: Cast, share: DataShare) -> None:
    lead = share.members.live().get(user=cast.acquirer)
    page = Visitor(cast.acquirer).get("step", share, "legal-check")

    offered = page.all("//input[@name='legal_check__chosen']/@value")
    assert str(lead.pk) not in offered
    assert {"other", "not_yet"} <= set(offered)
    assert "drafts say that the check is still to be made." in page.words


def test_request_leads_on_to_the_next_question(cast: Cast, begun: DataShare, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    button = "//main//a[contains(@class, 'govuk-button')]"
    assert "Answer the next question" in visitor.get("request", begun).all(button)
    assert "Answer the next question" not in visitor.get("request", share).all(button)
    assert "Check your answers" in visitor.get("request", share).all(button)


def test_without_anyone_to_suggest_a_person_is_entered_not_someone_else(cast: Cast, asset: DataAsset) -> None:
    body = stages.working_for(cast.acquirer)
    keys = {key for step in TRIAGE.steps for key in step.keys}
    triage = {key: value for key, value in typed_answers().items() if key in keys}
    alone = requesting.open_request(assets=[asset], triage=triage, organisation=body, by=cast.acquirer)

    page = Visitor(cast.acquirer).get("step", alone, "legal-check")
    assert page.all("//label[contains(@class,'govuk-radios__label')]") == [
        "Enter a person",
        "No one yet",
    ]
