"""Other data shares for the same data, in SQL for speed: every task list asks."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import timezone

from agreements.states import IN_PREPARATION, STANDING, Action, State
from community.models import Organisation, User

from .share import DataShare, headline_of

# Those in which the body asks for one of the same records, in preparation or in force, and which the reader may see
# (as DataShareQuerySet.visible_to has it). Values are passed as parameters only.
_FIND: Final = """
    SELECT share.reference, share.title, edition.state, edition.number, coalesce(varied.state, 'in_force'),
        edition.state_since
    FROM agreements_datashare share
    JOIN agreements_party asking ON asking.share_id = share.id AND asking.is_lead
        AND asking.organisation_id = %(body)s
    JOIN agreements_edition edition ON edition.id = share.edition_id
    LEFT JOIN agreements_edition varied ON varied.id = edition.varies_id
    WHERE share.id <> %(share)s
    AND edition.state = ANY(%(going_on)s)
    AND EXISTS (
        SELECT FROM agreements_datashare_assets own
        JOIN agreements_datashare_assets other ON other.dataasset_id = own.dataasset_id
        WHERE own.datashare_id = %(share)s AND other.datashare_id = share.id
    )
    AND EXISTS (
        SELECT FROM agreements_member member
        JOIN agreements_sharepermission held ON held.content_object_id = member.share_id
            AND held.user_id = member.user_id AND held.party_id = member.party_id
        JOIN auth_permission permission ON permission.id = held.permission_id AND permission.codename = %(view)s
        WHERE member.share_id = share.id AND member.user_id = %(reader)s
            AND member.since <= %(now)s AND (member.until IS NULL OR member.until > %(now)s)
    )
    ORDER BY share.id DESC LIMIT %(most)s
"""


class SameData(NamedTuple):
    """Another data share for the same data, and where it stands."""

    reference: str
    title: str
    headline: str
    since: datetime


def same_data(share: DataShare, body: Organisation, reader: User, *, most: int) -> list[SameData]:
    """Return others that the reader may see in which this body asks for the same data, the newest first. One query."""
    if not reader.is_active:
        return []
    given: dict[str, Any] = {
        "share": share.pk,
        "body": body.pk,
        "reader": reader.pk,
        "most": most,
        "now": timezone.now(),
    }
    given |= {"going_on": [str(state) for state in IN_PREPARATION | STANDING], "view": Action.VIEW.value}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, given)
        return [
            SameData(reference, title, headline_of(State(state), number, State(varied)), since)
            for reference, title, state, number, varied, since in cursor.fetchall()
        ]
