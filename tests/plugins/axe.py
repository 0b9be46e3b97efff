"""Runs axe-core on a page, with exceptions for two faults of GOV.UK Frontend's own markup."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# By rule and by selector; govuk-frontend 6.3.0 writes these itself.
UPSTREAM = {
    "aria-allowed-attr": ".govuk-radios__input[aria-expanded], .govuk-checkboxes__input[aria-expanded]",
    "label": ".govuk-file-upload-button",
    "button-name": ".govuk-file-upload-button",
}
RUN = "standard => axe.run(document, {runOnly: {type: 'tag', values: standard}, resultTypes: ['violations']})"
MATCHES = "([rule, selector]) => document.querySelector(selector)?.matches(rule) ?? false"


def violations(page: Page) -> list[str]:
    """Return what axe found, a line each: rule, help, the element. The page must run JavaScript.

    A page has its title before its body: axe waits for the whole of it.
    """
    page.wait_for_load_state()
    if not page.evaluate("() => typeof axe === 'object'"):
        # Through the debugger, so the page's own content security policy stays as strict as it is.
        page.evaluate(SOURCE.read_text())
    found: dict[str, Any] = page.evaluate(RUN, STANDARD)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
        if not allowed(page, violation["id"], node["target"])
    ]


def allowed(page: Page, rule: str, target: list[Any]) -> bool:
    return rule in UPSTREAM and bool(page.evaluate(MATCHES, [UPSTREAM[rule], str(target[0])]))


def assert_accessible(page: Page) -> None:
    found = violations(page)
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(found)
