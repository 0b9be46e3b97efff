"""A user's own name and job title."""

from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet
from simple_history.utils import update_change_reason

from community.accounts.forms import LONGEST_NAME, NameField, TitleField
from community.models import User
from datashare.lib import govuk
from datashare.lib.govuk import Look


class NameForm(govuk.Form):
    full_name = NameField(
        label="Full name",
        help_text="The name that people you work with know you by. What you have signed keeps your old name.",
        max_length=LONGEST_NAME,
    )
    job_title = TitleField(label="Job title", max_length=LONGEST_NAME, required=False)
    looks: ClassVar = {
        "full_name": Look(called="your full name", width="two-thirds", autocomplete="name", spellcheck=False),
        "job_title": Look(called="your job title", width="two-thirds", autocomplete="organization-title"),
    }


@transaction.atomic
def rename(*, person: User, full_name: str, job_title: str) -> None:
    """Change the name and job title. Signatures and events keep the name of their time."""
    person.full_name, person.job_title = full_name, job_title
    person.save(update_fields=["full_name", "job_title"])
    update_change_reason(person, "The person changed it")


def names_of(people: QuerySet[User]) -> set[str]:
    """Return the current and former names of these users. Two queries."""
    before = User.history.filter(id__in=people.values("pk"))
    return {*people.values_list("full_name", flat=True), *before.values_list("full_name", flat=True).distinct()}
