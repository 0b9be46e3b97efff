"""Which organisations act for one: itself or, if it has closed, its successors and those given its work."""

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, Value
from django.db.models.lookups import Exact

# Follows chains of closed organisations to the end; UNION keeps each once, so circles end.
CREATE: Final = """
CREATE OR REPLACE FUNCTION acting_organisations(organisation bigint) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH RECURSIVE acting(id) AS (
        SELECT organisation
        UNION
        SELECT follower.id FROM acting CROSS JOIN LATERAL (
            SELECT link.to_organisation_id FROM community_organisation_superseded_by link
                JOIN community_organisation closed ON closed.id = link.from_organisation_id AND closed.is_closed
                WHERE link.from_organisation_id = acting.id
            UNION ALL
            SELECT move.successor_id FROM community_organisationmove move WHERE move.closed_id = acting.id
        ) AS follower(id)
    )
    SELECT array_agg(acting.id) FROM acting
$$;
"""
DROP: Final = "DROP FUNCTION IF EXISTS acting_organisations(bigint);"


class ActingOrganisations(Func):
    """The ids of the organisations that act for the one given: its id, its row or an expression."""

    function = "acting_organisations"
    output_field = ArrayField(BigIntegerField())


def acts_for(field: str, organisation: Any) -> Q:
    """Return the condition that the organisation in the field acts for the one given; chains are seldom followed."""
    whose = (
        organisation
        if hasattr(organisation, "resolve_expression")
        else Value(getattr(organisation, "pk", organisation))
    )
    acting = ActingOrganisations(whose)
    in_its_chain = Func(
        F(field), acting, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField()
    )
    return Q(Exact(F(field), whose)) | Q(in_its_chain)
