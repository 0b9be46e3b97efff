"""A user at their browser: signed in as a person of the cast, reading pages."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from agreements.models import DataShare
from community.models import User
from tests.support import markup

# Putting the middleware together takes longer than most pages; every browser of the tests shares one.
SERVICE = ClientHandler(enforce_csrf_checks=False)


class Visitor:
    """A user's own browser. `page` is the last part of the URL's name: overview, people, history and so on."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client()
        self.client.handler = SERVICE
        if user:
            self.client.force_login(user)

    def get(self, page: str, /, *args: Any, query: dict[str, str] | None = None) -> "Seen":
        return Seen(self.client.get(address(page, *args), query or {}))

    def post(self, page: str, /, *args: Any, **data: Any) -> "Seen":
        """Post as a browser does: a form always sends something, if only its token."""
        return Seen(self.client.post(address(page, *args), {"csrfmiddlewaretoken": "t", **data}))


def address(page: str, *args: Any) -> str:
    """Return the URL of a page by its name, without the namespace for agreements; a URL stays as it is."""
    if page.startswith("/"):
        return page
    given = [arg.reference if isinstance(arg, DataShare) else arg for arg in args]
    return reverse(page if ":" in page else f"agreements:{page}", args=given)


class Seen:
    """A response of the service, as a user reads it."""

    def __init__(self, response: Any) -> None:
        self.response: HttpResponse = response
        self.status: int = response.status_code

    @property
    def goes_to(self) -> str:
        return str(self.response.headers.get("Location", ""))

    @property
    def tree(self) -> Any:
        return markup.page(self.response.content)

    @property
    def title(self) -> str:
        return squeezed(self.tree.xpath("string(//title)"))

    @property
    def heading(self) -> str:
        return squeezed(self.tree.xpath("string(//h1)"))

    @property
    def words(self) -> str:
        """All the text in the main part of the page."""
        [main] = self.tree.xpath("//main")
        return squeezed(main.text_content())

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        summary = "//div[contains(@class,'govuk-error-summary')]//ul[contains(@class,'error-summary__list')]/li"
        return [squeezed(item.text_content()) for item in self.tree.xpath(summary)]

    def all(self, xpath: str) -> list[str]:
        """Return the texts (or attributes) that an XPath finds."""
        return [squeezed(found if isinstance(found, str) else found.text_content()) for found in self.tree.xpath(xpath)]

    @property
    def fields(self) -> dict[str, list[str]]:
        """What the browser would post if the page's form were sent unchanged: its fields by name."""
        given: dict[str, list[str]] = {}
        for field in self.tree.xpath("//main//form[@method='post']//*[self::input or self::textarea][@name]"):
            if field.get("type") not in {"radio", "checkbox"} or field.get("checked") is not None:
                text = field.get("value") or "" if field.tag == "input" else field.text_content().removeprefix("\n")
                given.setdefault(field.get("name"), []).append(text)
        return given


def squeezed(text: str) -> str:
    return " ".join(text.split())
