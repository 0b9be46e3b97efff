"""A user in a browser: signs in, fills in forms, presses buttons, and checks each page with axe."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from agreements.questionnaire.forms.base import posted
from agreements.questionnaire.shape import Step
from community.models import User
from tests.cast import PASSWORD
from tests.plugins.axe import assert_accessible


@dataclass
class Walker:
    """One browser, one user after another. `javascript` says whether pages may run scripts."""

    browser: Browser
    base: str
    javascript: bool
    options: dict[str, Any]
    seen: set[str] = field(default_factory=set)
    # How many pages were shown.
    views: int = 0

    def __post_init__(self) -> None:
        self.page = self._fresh()
        # axe needs scripts: without JavaScript a second browser looks at the same pages.
        self.checked: set[str] = set()

    def _fresh(self) -> Page:
        context = self.browser.new_context(**self.options | {"java_script_enabled": self.javascript})
        context.set_default_timeout(10_000)
        return context.new_page()

    def sign_in(self, user: User) -> None:
        """Sign in as this user in a clean browser."""
        self.page.context.close()
        self.page = self._fresh()
        self.open("/accounts/login/")
        self.page.get_by_label("Email address").fill(user.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("heading", name="Your data shares")).to_be_visible()
        self.look()

    def sign_out(self) -> None:
        self.page.context.close()
        self.page = self._fresh()

    def open(self, address: str) -> None:
        response = self.page.goto(f"{self.base}{address}")
        assert response is not None
        assert response.status == 200, f"{address} answered {response.status}"
        self.look()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.locator("a").filter(has_text=name).first.click()
        self.look()

    def reads(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def heading(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", name=words).first).to_be_visible()

    def look(self) -> None:
        """Check that the page has a title and a heading, no error, no sideways scrolling and no axe violation."""
        page = self.page
        page.wait_for_load_state("domcontentloaded")
        self.seen.add(pattern_of(page.url))
        self.views += 1
        assert "Design a data share" in page.title(), f"{page.url} has the title {page.title()!r}"
        assert "problem" not in page.title(), f"{page.url} failed"
        kind = pattern_of(page.url)
        if self.javascript and kind not in self.checked:
            self.checked.add(kind)
            assert_accessible(page)

    # --- Forms -------------------------------------------------------------------------------------

    def fill(self, values: dict[str, Any]) -> None:
        """Fill in fields by their names: text, choices, dates. Skip a field that no choice shows."""
        for name, value in values.items():
            boxes = self.page.locator(f'[name="{name}"]')
            if boxes.count():
                self._fill(boxes, value)

    def _fill(self, boxes: Locator, value: Any) -> None:
        first = boxes.first
        kind = first.get_attribute("type") or "text"
        if kind in {"radio", "checkbox"}:
            self._choose(boxes, value)
        elif kind == "hidden" or not first.is_visible() or value in (None, ""):
            return
        elif first.evaluate("element => element.tagName") == "SELECT":
            first.select_option(str(value))
        else:
            first.fill(str(value))

    def _choose(self, boxes: Locator, value: Any) -> None:
        for wanted in value if isinstance(value, list) else [value]:
            for place in range(boxes.count()):
                if boxes.nth(place).get_attribute("value") == str(wanted):
                    boxes.nth(place).check()

    def answer(self, step: Step, answers: dict[str, Any]) -> None:
        """Answer the step whose page is open."""
        if step.kind == "table":
            for row in answers.get(step.keys[0], []):
                self.follow(re.compile(r"Add (a|an|another) "))
                self.fill(posted(step.form.from_answers(row)))
                self.press("Save")
            self.press("Continue")
        else:
            self.fill(posted(step.open(answers)))
            self.press("Save and continue")


def pattern_of(url: str) -> str:
    """Return a URL without the parts that differ between data shares."""
    path = re.sub(r"^https?://[^/]+", "", url).split("?")[0].split("#")[0]
    path = re.sub(r"DS-[0-9A-Z]{4}-[0-9A-Z]{4}", "<share>", path)
    return re.sub(r"/\d+(?=[/.]|$)", "/<number>", path)
