"""Functions of the database: which people of a data share are in doubt, and which parties have a lead.

Every page of a data share asks. PL/pgSQL keeps the plan for the session; planning takes longer than the reading.
"""

from typing import Final

# A membership acts for the party: as MembershipQuerySet.acting_for, for `works` and `party`.
_ACTS_FOR: Final = """(
    works.organisation_id = party.organisation_id
    OR works.organisation_id = ANY(public.acting_organisations(party.organisation_id))
)"""
_MEMBER_NOW: Final = "member.since <= instant AND (member.until IS NULL OR member.until > instant)"
_WORKS_NOW: Final = "works.since <= instant AND (works.until IS NULL OR works.until > instant)"

# Users whose work for their party rests on their own word only.
_UNCONFIRMED: Final = f"""
    SELECT member.user_id FROM public.agreements_member member
    JOIN public.agreements_party party ON party.id = member.party_id
    JOIN public.community_membership works ON works.user_id = member.user_id AND {_ACTS_FOR}
    WHERE member.share_id = share AND {_MEMBER_NOW} AND {_WORKS_NOW}
    GROUP BY member.user_id HAVING bool_and(works.self_declared AND works.confirmed_at IS NULL)
"""
# Parties with a lead who works there on more than their own word.
_LED: Final = f"""
    SELECT DISTINCT member.party_id FROM public.agreements_member member
    JOIN public.agreements_party party ON party.id = member.party_id
    JOIN public.community_user person ON person.id = member.user_id AND person.is_active
    JOIN public.community_membership works ON works.user_id = member.user_id
    WHERE member.share_id = share AND member.role = 'lead'
        AND (NOT works.self_declared OR works.confirmed_at IS NOT NULL)
        AND {_ACTS_FOR} AND {_MEMBER_NOW} AND {_WORKS_NOW}
"""
# Members who do not work for their party: they were invited from outside, or have left and still hold a role.
_GUESTS: Final = f"""
    SELECT member.user_id FROM public.agreements_member member
    JOIN public.agreements_party party ON party.id = member.party_id
    WHERE member.share_id = share AND member.user_id IS NOT NULL AND {_MEMBER_NOW}
        AND NOT EXISTS (
            SELECT FROM public.community_membership works
            JOIN public.community_user person ON person.id = works.user_id
            WHERE works.user_id = member.user_id AND person.is_active AND {_ACTS_FOR} AND {_WORKS_NOW}
        )
"""


def _function(name: str, rows: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION public.{name}(share bigint, instant timestamptz) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ARRAY({rows});
END
$$;
"""


CREATE: Final = (
    _function("people_unconfirmed", _UNCONFIRMED)
    + _function("parties_led", _LED)
    + _function("people_from_outside", _GUESTS)
)
DROP: Final = """
DROP FUNCTION IF EXISTS public.people_unconfirmed(bigint, timestamptz);
DROP FUNCTION IF EXISTS public.parties_led(bigint, timestamptz);
DROP FUNCTION IF EXISTS public.people_from_outside(bigint, timestamptz);
"""
