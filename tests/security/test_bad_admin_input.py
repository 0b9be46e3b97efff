"""Every page of the admin × every field × invalid input: never a 500, and forms say what is wrong."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import quote
from django.db import transaction
from django.db.models import Model
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from community.models import User
from tests.agreements import stages
from tests.community.test_admin_rights import browser
from tests.support.once import built_once

pytestmark = pytest.mark.django_db

BAD: Final = ("abc", "9" * 30, "\0")
LOOKUPS: Final = ("", "__id__exact", "__in", "__isnull", "__year")
OF_A_LIST: Final = ("q", "o", "p", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters", "ot")
OF_A_FORM: Final = ("_popup", "_to_field", "_changelist_filters")
MODELS: Final = [pytest.param(model, id=model._meta.label_lower) for model in admin.site._registry]
WITH_INLINES: Final = [
    pytest.param(model, id=model._meta.label_lower) for model, page in admin.site._registry.items() if page.inlines
]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make a row of each kind, once for all tests here."""
    with built_once(django_db_blocker, stages.in_force):
        yield


@pytest.fixture
def support(built: None) -> Client:
    """Return a client of a user with all rights in the admin."""
    client = browser(User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter"))
    client.raise_request_exception = False
    return client


def base(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def names(model: type[Model]) -> list[str]:
    """Return columns of the model, names of its filters, fields of its inlines, and one that is none of these."""
    options: ModelAdmin[Any] = admin.site._registry[model]
    own = [field.name for field in model._meta.get_fields()]
    columns = [field.column for field in model._meta.concrete_fields if field.column]
    filters = [name for name in options.list_filter if isinstance(name, str)]
    below = [field.name for inline in options.inlines for field in inline.model._meta.fields]
    return sorted({*own, *filters, *below, *columns, "nonsense"})


def answers(client: Client, method: str, requests: Iterator[tuple[str, dict[str, str]]]) -> list[str]:
    """Return the requests that failed."""
    broken = []
    for address, data in requests:
        with transaction.atomic():
            status = getattr(client, method)(address, data).status_code
            transaction.set_rollback(True)
        if status >= 500:
            broken.append(f"{method} {address} {urlencode(data)}")
    return broken


def asked_of_lists(model: type[Model]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every parameter with every value, and each name with each lookup and with each value in turn."""
    yield from ((base(model), {name: value}) for name in OF_A_LIST for value in BAD)
    for place, name in enumerate(names(model)):
        for turn, lookup in enumerate(LOOKUPS):
            yield base(model), {f"{name}{lookup}": BAD[(place + turn) % len(BAD)]}


def asked_of_forms(model: type[Model]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield requests for forms; only a new row's form takes its first values from the URL."""
    row = model._default_manager.first()
    for value in BAD:
        for name in (*names(model), *OF_A_FORM):
            yield f"{base(model)}add/", {name: value}
        if row:
            yield from ((f"{base(model)}{quote(row.pk)}/change/", {name: value}) for name in OF_A_FORM)


def asked_of_rows(model: type[Model]) -> Iterator[tuple[str, dict[str, str]]]:
    row = model._default_manager.first()
    for value in BAD:
        for page in ("change", "delete", "history", "help", "history/1"):
            yield f"{base(model)}{quote(value)}/{page}/", {}
        yield f"{base(model)}{quote(value)}/", {}
        if row:
            yield f"{base(model)}{quote(row.pk)}/history/{quote(value)}/", {}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("asked", [asked_of_lists, asked_of_forms, asked_of_rows])
def test_admin_page_asked_for_nonsense_answers(asked: Any, model: type[Model], support: Client) -> None:
    assert answers(support, "get", asked(model)) == []


@pytest.mark.parametrize("model", MODELS)
def test_admin_list_asked_for_a_range_of_any_length_answers(model: type[Model], support: Client) -> None:
    fields = [field.name for field in model._meta.fields]
    asked = ((base(model), {f"{name}__range": value}) for name in fields for value in ("", "a", "1,2,3", ",", "-1,1"))
    assert answers(support, "get", asked) == []


def test_admin_autocomplete_asked_for_nonsense_answers(support: Client) -> None:
    good = {"app_label": "community", "model_name": "membership", "field_name": "user", "term": "a", "page": "1"}
    asked = ({**good, name: value} for name in good for value in BAD)
    assert answers(support, "get", (("/admin/autocomplete/", data) for data in asked)) == []


def form_of(client: Client, address: str) -> dict[str, str]:
    """Return what a browser would send of the form on this page."""
    from lxml import html

    page: Any = html.fromstring(client.get(address).content)
    forms = [form for form in page.forms if (form.get("method") or "").lower() == "post" and form.get("id")]
    return {name: str(value) for form in forms for name, value in form.form_values()} if forms else {}


def posted_to(client: Client, model: type[Model]) -> Iterator[tuple[str, dict[str, str]]]:
    row = model._default_manager.first()
    for address in (f"{base(model)}add/", *([f"{base(model)}{quote(row.pk)}/change/"] if row else [])):
        form = form_of(client, address)
        below = {name.rpartition("-")[0] for name in form if name.endswith("-TOTAL_FORMS")}
        more = {f"{prefix}-TOTAL_FORMS": "1" for prefix in below}
        fields = [
            f"{inline.get_default_prefix()}-0-{field.name}"
            for inline in formsets(model)
            for field in inline.model._meta.fields
        ]
        for turn, value in enumerate(BAD):
            for name in {*form, *names(model)}:
                yield address, form | {name: value}
            # Rows below are the same in both forms: each field is sent each value in one of them.
            for place, name in enumerate(fields):
                if row is None or (place + turn + address.endswith("/add/")) % 2:
                    yield address, form | more | {name: value}


def formsets(model: type[Model]) -> list[Any]:
    from django.forms.models import inlineformset_factory

    return [
        inlineformset_factory(model, inline.model, fields="__all__", fk_name=inline.fk_name)
        for inline in admin.site._registry[model].inlines
        if inline.model._meta.label_lower != "agreements.sharepermission"
    ]


@pytest.mark.parametrize("model", MODELS)
def test_admin_form_sent_with_nonsense_answers(model: type[Model], support: Client) -> None:
    assert answers(support, "post", posted_to(support, model)) == []


@pytest.mark.parametrize("count", ["1001", "9" * 30, "9" * 5000], ids=["1001", "30 digits", "5000 digits"])
def test_admin_form_counting_rows_not_sent_is_refused(count: str, support: Client) -> None:
    """Django would write up to 2,000 rows, longer than the database waits."""
    address = f"{base(User)}{User.objects.earliest('pk').pk}/change/"
    form = form_of(support, address)
    assert "memberships-TOTAL_FORMS" in form
    assert support.post(address, form).status_code in {200, 302}
    assert support.post(address, form | {"memberships-TOTAL_FORMS": count}).status_code == 400


TAMPERED: Final = ({"INITIAL": "-1"}, {"TOTAL": "-1"}, {"INITIAL": "2", "TOTAL": "1"}, {"INITIAL": "-" + "9" * 5000})
MISLEADING: Final = ({"INITIAL": "0"}, {"INITIAL": "1", "TOTAL": "1"}, {"INITIAL": "3", "TOTAL": "3"}, {"INITIAL": "x"})


@pytest.mark.parametrize("model", WITH_INLINES)
def test_admin_form_with_tampered_counts_is_refused(model: type[Model], support: Client) -> None:
    """The counts of every inline; what is no more than misleading may be an error in the form."""
    person = User.objects.filter(memberships__isnull=False).first()
    row = person if model is User else model._default_manager.first()
    assert row
    address = f"{base(model)}{quote(row.pk)}/change/"
    form = form_of(support, address)
    prefixes = [name.removesuffix("-TOTAL_FORMS") for name in form if name.endswith("-TOTAL_FORMS")]
    changes = [
        ({f"{prefix}-{name}_FORMS": count for name, count in counts.items()}, counts in TAMPERED)
        for prefix in prefixes
        for counts in (*TAMPERED, *MISLEADING)
    ]
    for change, refused in changes:
        with transaction.atomic():
            status = support.post(address, form | change).status_code
            transaction.set_rollback(True)
        assert status == 400 if refused else status < 500, change


@pytest.mark.parametrize("model", MODELS)
def test_admin_action_sent_with_nonsense_answers(model: type[Model], support: Client) -> None:
    good = {"action": "delete_selected", "_selected_action": "1", "select_across": "0", "index": "0"}
    asked = ((base(model), {**good, name: value}) for name in good for value in BAD)
    assert answers(support, "post", asked) == []
