"""The relation of a reader to a data share, in SQL."""

from typing import Final

# Raw SQL for speed: every page of a data share runs these. User input is passed as parameters only.
VISIBLE: Final = """
    SELECT member.share_id FROM agreements_member member
    JOIN agreements_sharepermission held ON held.content_object_id = member.share_id AND held.user_id = member.user_id
    JOIN auth_permission permission ON permission.id = held.permission_id AND permission.codename = %s
    WHERE member.user_id = %s AND member.since <= %s AND (member.until IS NULL OR member.until > %s)
"""
HOLDS: Final = """ARRAY(
    SELECT permission.codename FROM agreements_sharepermission held
    JOIN auth_permission permission ON permission.id = held.permission_id
    WHERE held.content_object_id = agreements_datashare.id AND held.user_id = %s
)"""
PARTY: Final = """(
    SELECT party.id FROM agreements_member member JOIN agreements_party party ON party.id = member.party_id
    WHERE member.share_id = agreements_datashare.id
        AND member.user_id = %s AND member.since <= %s AND (member.until IS NULL OR member.until > %s)
    ORDER BY party.side, party.id LIMIT 1
)"""
# The place of a data share on its reader's list: first what their side may have to do, then what others have to do,
# then what is in force, then what has ended.
TURN: Final = """CASE agreements_edition.state WHEN 'negotiating' THEN 0 WHEN 'signing' THEN 0 WHEN 'in_force' THEN 2
    WHEN 'refused' THEN 3 WHEN 'withdrawn' THEN 3 WHEN 'superseded' THEN 3 ELSE CASE WHEN EXISTS (
        SELECT FROM agreements_member member JOIN agreements_party party ON party.id = member.party_id
        WHERE member.share_id = agreements_datashare.id
            AND member.user_id = %s AND member.since <= %s AND (member.until IS NULL OR member.until > %s)
            AND (party.side = 'acquirer') = (agreements_edition.state IN ('draft', 'returned'))
    ) THEN 0 ELSE 1 END
END"""
# A membership acts for the party: as MembershipQuerySet.acting_for, for `works` and `party`. The organisation itself
_ACTS_FOR: Final = """(
    works.organisation_id = party.organisation_id
    OR works.organisation_id = ANY(acting_organisations(party.organisation_id))
)"""
# Users whose work for their party rests on their own word only, and the parties with a lead of whom it does not.
UNCONFIRMED: Final = """ARRAY(
    SELECT member.user_id FROM agreements_member member
    JOIN agreements_party party ON party.id = member.party_id
    JOIN community_membership works ON works.user_id = member.user_id AND ACTS_FOR_PARTY
    WHERE member.share_id = agreements_datashare.id
        AND member.since <= %s AND (member.until IS NULL OR member.until > %s)
        AND works.since <= %s AND (works.until IS NULL OR works.until > %s)
    GROUP BY member.user_id HAVING bool_and(works.self_declared AND works.confirmed_at IS NULL)
)""".replace("ACTS_FOR_PARTY", _ACTS_FOR)
LED: Final = """ARRAY(
    SELECT DISTINCT member.party_id FROM agreements_member member
    JOIN agreements_party party ON party.id = member.party_id
    JOIN community_user person ON person.id = member.user_id AND person.is_active
    JOIN community_membership works ON works.user_id = member.user_id
    WHERE member.share_id = agreements_datashare.id AND member.role = 'lead'
        AND (NOT works.self_declared OR works.confirmed_at IS NOT NULL)
        AND ACTS_FOR_PARTY
        AND member.since <= %s AND (member.until IS NULL OR member.until > %s)
        AND works.since <= %s AND (works.until IS NULL OR works.until > %s)
)""".replace("ACTS_FOR_PARTY", _ACTS_FOR)
# Members who do not work for their party: they were invited from outside, or have left and still hold a role.
GUESTS: Final = """ARRAY(
    SELECT member.user_id FROM agreements_member member
    JOIN agreements_party party ON party.id = member.party_id
    WHERE member.share_id = agreements_datashare.id AND member.user_id IS NOT NULL
        AND member.since <= %s AND (member.until IS NULL OR member.until > %s)
        AND NOT EXISTS (
            SELECT FROM community_membership works JOIN community_user person ON person.id = works.user_id
            WHERE works.user_id = member.user_id AND person.is_active AND ACTS_FOR_PARTY
                AND works.since <= %s AND (works.until IS NULL OR works.until > %s)
        )
)""".replace("ACTS_FOR_PARTY", _ACTS_FOR)
