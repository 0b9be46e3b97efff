"""The relation of a reader to a data share, in SQL."""

from typing import Final

# Raw SQL for speed: every page of a data share runs these. User input is passed as parameters only.
VISIBLE: Final = """
    SELECT member.share_id FROM agreements_member member
    JOIN agreements_sharepermission held
        ON held.content_object_id = member.share_id AND held.user_id = member.user_id
        AND held.party_id = member.party_id
    JOIN auth_permission permission ON permission.id = held.permission_id AND permission.codename = ANY(%s)
    WHERE member.user_id = %s AND member.since <= %s AND (member.until IS NULL OR member.until > %s)
"""
_DUE: Final = """EXISTS (
        SELECT FROM agreements_duty duty JOIN agreements_agreement signed ON signed.id = duty.agreement_id
        WHERE signed.share_id = agreements_datashare.id AND signed.ended_at IS NULL
            AND duty.outcome = '' AND duty.due_on <= %s
    )"""
_UNPROVED: Final = """EXISTS (
        SELECT FROM agreements_disposal owed JOIN agreements_agreement signed ON signed.id = owed.agreement_id
        WHERE signed.share_id = agreements_datashare.id AND owed.proved_at IS NULL
    )"""
_HURT: Final = """EXISTS (
        SELECT FROM agreements_incident incident JOIN agreements_agreement signed ON signed.id = incident.agreement_id
        WHERE signed.share_id = agreements_datashare.id AND incident.closed_at IS NULL
    )"""
# The place of a data share on its reader's list: first what their side may have to do, also by a day that has come or
# about data to be disposed of or an incident, then what others have to do, then what is in force, then what has ended.
TURN: Final = f"""CASE agreements_edition.state WHEN 'negotiating' THEN 0 WHEN 'signing' THEN 0
    WHEN 'suspended' THEN 0 WHEN 'in_force' THEN CASE WHEN {_DUE} OR {_HURT} THEN 0 ELSE 2 END
    WHEN 'ended' THEN CASE WHEN {_UNPROVED} OR {_HURT} THEN 0 ELSE 3 END WHEN 'refused' THEN 3 WHEN 'withdrawn' THEN 3
    WHEN 'superseded' THEN 3 WHEN 'archived' THEN 3 ELSE CASE WHEN EXISTS (
        SELECT FROM agreements_member member JOIN agreements_party party ON party.id = member.party_id
        WHERE member.share_id = agreements_datashare.id
            AND member.user_id = %s AND member.since <= %s AND (member.until IS NULL OR member.until > %s)
            AND party.is_lead = (agreements_edition.state IN ('draft', 'returned'))
    ) THEN 0 ELSE 1 END
END"""
# As reader_functions.py has it: one plan a session for all pages.
READER: Final = "reader_in(agreements_datashare.id, %s, %s)"
ACTING: Final = "(parties_in(agreements_datashare.id, %s, %s))[1]"
ACTING_IN: Final = "(parties_in(%s, %s, %s))[1]"
UNCONFIRMED: Final = "people_unconfirmed(agreements_datashare.id, %s)"
LED: Final = "parties_led(ARRAY[agreements_datashare.id], %s)"
GUESTS: Final = "people_from_outside(agreements_datashare.id, %s)"
