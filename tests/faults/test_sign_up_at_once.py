"""Two links to one mailbox, opened at once: one account, one password, and an answer for each."""

from functools import partial

import pytest
from django.db import OperationalError

from community.accounts import signing_up
from community.models import User
from datashare.lib.exceptions import NotNow
from tests.cast import make_bodies
from tests.faults.together import TRIALS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
NEW = "nia.bell@council.gov.uk"


def test_links_to_one_mailbox_make_one_account_at_once() -> None:
    make_bodies()
    for trial in range(TRIALS):
        email = f"{trial}.{NEW}"
        tokens = [signing_up.new_link(email) for _ in range(3)]
        act = partial(signing_up.finish, full_name="Nia Bell", job_title="", password="three random words")
        got = at_once([partial(act, token=token) for token in (*tokens, tokens[0])])
        assert not [answer for answer in got if isinstance(answer, OperationalError)], "no one waits for the other"
        assert [type(answer) for answer in got].count(User) == 1
        assert [type(answer) for answer in got].count(NotNow) == len(got) - 1
