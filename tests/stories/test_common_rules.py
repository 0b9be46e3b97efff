"""A council agrees common rules with four others; a data share of all five stands under them, without one refusal."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from agreements.models import DataShare
from agreements.questionnaire.question_sets import CURRENT_RULES
from agreements.register.publish import publish_owed
from agreements.requesting import umbrella
from agreements.signing import freezing
from agreements.signing.sealing import seal_owed
from agreements.states import State
from agreements.verifying.audit import verify_everything
from datashare.lib.files import stored
from tests.agreements import schedules, stages, umbrellas
from tests.cast import PASSWORD, Cast, make_asset, make_bodies, make_cast
from tests.stories.walker import Walker

pytestmark = pytest.mark.django_db(transaction=True)
Others = tuple[umbrellas.Joined, ...]
FIRE = umbrellas.NAMES[1]


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def walker(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, browser_context_args: dict[str, Any]
) -> Walker:
    return Walker(browser, live_server.url, javascript=request.param, options=browser_context_args)


def test_common_rules_and_a_data_share_under_them(walker: Walker, tmp_path: Path) -> None:
    cast = make_cast(make_bodies())
    # The trust holds the record; the police give too; the fire service will refuse; the second council receives.
    police, fire, trust, council = (umbrellas.made(name) for name in umbrellas.NAMES)
    others = (trust, police, fire, council)
    rules = when_the_council_opens_the_rules(walker, cast, police)
    when_everyone_agrees_and_signs_the_rules(walker, rules, cast, others)
    share = when_a_data_share_is_put_under_them(walker, cast, trust)
    share = schedules.of_several(cast, share, others)
    then_the_others_go_on_without_the_refused_flow(walker, share, cast)
    when_all_five_sign(walker, share, cast, others)
    then_both_are_sealed_checked_and_listed(walker, rules, share, tmp_path)


def when_the_council_opens_the_rules(walker: Walker, cast: Cast, police: umbrellas.Joined) -> DataShare:
    walker.sign_in(cast.acquirer)
    walker.follow("Agree common rules with other organisations")
    walker.fill({"title": umbrellas.TITLE, "aims": umbrellas.AIMS})
    walker.press("Continue")
    walker.heading("Your common rules")
    for slug in ("review", "breaches"):
        walker.follow(re.compile(f"^{CURRENT_RULES.steps[slug].title}$"))
        walker.answer(CURRENT_RULES.steps[slug], umbrellas.ANSWERS)
        walker.open(f"/shares/{DataShare.objects.get().reference}/request/")
    walker.follow("Organisations that are to agree the rules")
    walker.follow("Add an organisation")
    walker.fill({"q": "Police"})
    walker.press("Search")
    walker.fill({"body": police.organisation.slug, "email": police.lead.email})
    walker.press("Add and invite")
    walker.reads("Added Barset Police")
    return DataShare.objects.get()


def when_everyone_agrees_and_signs_the_rules(walker: Walker, rules: DataShare, cast: Cast, others: Others) -> None:
    for body in others:
        if body.organisation.name != umbrellas.NAMES[0]:
            umbrella.add_body(share=rules, body=body.organisation, email=body.lead.email, by=cast.acquirer)
    walker.open(f"/shares/{rules.reference}/request/offer/")
    walker.press("Send the rules to the other organisations")
    walker.heading("Umbrella agreement")
    rules = stages.fresh(rules)
    for body in (umbrellas.leading(cast), *others):
        umbrellas.agree_all(rules, body)
    agreement = freezing.freeze_words(share=stages.fresh(rules), by=cast.acquirer)
    for body in others:
        umbrellas.sign(agreement, body.signatory)
    sign_on_the_page(walker, cast, rules)
    assert stages.fresh(rules).edition.state == State.IN_FORCE


def sign_on_the_page(walker: Walker, cast: Cast, share: DataShare) -> None:
    walker.sign_in(cast.acquirer_signatory)
    walker.open(f"/shares/{share.reference}/sign/")
    for box in walker.page.get_by_role("checkbox").all():
        box.check()
    walker.page.locator('[name="proof"]').fill(PASSWORD)
    walker.press("Sign")
    walker.heading("You have signed")


def when_a_data_share_is_put_under_them(walker: Walker, cast: Cast, trust: umbrellas.Joined) -> DataShare:
    schedules.held_by(trust)
    share = stages.draft(cast, make_asset(trust.organisation, "People helped at home"), stages.checked_answers())
    walker.sign_in(cast.acquirer)
    walker.open(f"/shares/{share.reference}/request/")
    walker.follow("Common rules it stands under")
    walker.page.get_by_label(re.compile(umbrellas.TITLE)).check()
    walker.press("Save and continue")
    walker.reads("This data share stands under")
    walker.open(f"/shares/{share.reference}/with-common-rules/")
    return stages.fresh(share)


def then_the_others_go_on_without_the_refused_flow(walker: Walker, share: DataShare, cast: Cast) -> None:
    walker.open(f"/shares/{share.reference}/")
    walker.reads("Refused, closed")
    walker.reads("Read the agreement with its common rules")
    assert set(share.parties.bound().values_list("organisation__name", flat=True)) >= set(umbrellas.NAMES)
    [words] = share.agreements.values_list("words__words", flat=True)
    assert json.loads(words)["rules"]["joining"] == []


def when_all_five_sign(walker: Walker, share: DataShare, cast: Cast, others: Others) -> None:
    agreement = share.agreements.select_related("words", "share").get()
    for body in others:
        umbrellas.sign(agreement, body.signatory)
    sign_on_the_page(walker, cast, share)
    assert stages.fresh(share).edition.state == State.IN_FORCE


def then_both_are_sealed_checked_and_listed(walker: Walker, rules: DataShare, share: DataShare, tmp_path: Path) -> None:
    publish_owed()
    assert seal_owed() == 2
    walker.sign_out()
    for each in (rules, share):
        file = stored(each.agreements.get().sealed.name)
        assert file
        pdf = tmp_path / f"{each.reference}.pdf"
        pdf.write_bytes(file.read())
        walker.open("/verify/")
        walker.page.locator('input[type="file"]').set_input_files(pdf)
        walker.press("Check the PDF")
        walker.heading("Genuine and in force")
        walker.open(f"/register/{each.reference}/")
        for name in ("Barchester City Council", *umbrellas.NAMES):
            walker.reads(name)
    walker.reads("Stands under")
    walker.follow(umbrellas.TITLE)
    walker.reads("Data shares under these rules")
    assert verify_everything().findings == []
