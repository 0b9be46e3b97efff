"""The sign-ins that the demonstration prints when it starts."""

import pytest

from community.models import User
from datashare.demonstration.people import PARTS, sign_ins

pytestmark = pytest.mark.django_db


def test_who_has_closed_their_account_is_not_offered() -> None:
    stays, closed = PARTS[0], PARTS[1]
    for part in (stays, closed):
        User.objects.create_user(part.email, full_name=part.name, is_active=part is stays)

    printed = "\n".join(sign_ins())
    assert stays.email in printed
    assert closed.email not in printed
