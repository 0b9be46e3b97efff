"""The admin gives models and people distinct names."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory

from community.models import Membership, User
from datashare.admin import PeopleToldApart
from tests.cast import Cast

# A consonant before "ys", or a double "ss": the ending of a plural made by adding a letter.
BROKEN = re.compile(r"(?:[^aeiou\W]ys|ss)$")


def test_no_plural_is_made_by_adding_a_letter() -> None:
    plurals = [str(model._meta.verbose_name_plural) for model in apps.get_models()]
    ours = [plural for plural in plurals if BROKEN.search(plural)]
    assert not ours
    assert all(BROKEN.search(word) for word in ("partys", "event detailss", "registrys"))
    assert not any(BROKEN.search(word) for word in ("parties", "surveys", "event details", "addresses"))


@pytest.mark.django_db
def test_picker_tells_people_of_one_name_apart(cast: Cast) -> None:
    other = User.objects.create_user("other.amina@council.gov.uk", full_name=cast.acquirer.full_name)
    picker = PeopleToldApart(admin_site=admin.site, request=RequestFactory().get("/"))
    texts = {picker.serialize_result(person, "pk")["text"] for person in (cast.acquirer, other)}
    assert texts == {f"{cast.acquirer.full_name} ({person.email})" for person in (cast.acquirer, other)}


@pytest.mark.django_db
def test_lists_of_the_admin_name_the_address(cast: Cast) -> None:
    for model in (Membership, apps.get_model("catalogue", "Steward")):
        assert "user__email" in admin.site.get_model_admin(model).list_display
    assert not admin.site.is_registered(Authenticator)
