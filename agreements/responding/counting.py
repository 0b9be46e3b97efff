"""Counts each night which questions suppliers came back about, over a year, by supplier and kind of data."""

from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from agreements.models import Outcome, Party, QuestionCount
from agreements.questionnaire.data_kinds import OTHER, TYPES_OF
from community.models import Organisation
from community.organisations.succession import heirs_of
from datashare.lib.batches import State
from datashare.lib.unhurried import unhurried

# No figure comes from fewer requests or from fewer bodies that asked, so that no single request can be recognised; and
# no question is named that only one of them was asked about.
FEWEST_REQUESTS: Final = 5
FEWEST_ACQUIRERS: Final = 3
FEWEST_RAISED_WITH: Final = 2
YEAR: Final = timedelta(days=365)
# The advisory lock for one count at a time, any number unique to this service; seconds a statement may take here.
_LOCK: Final = 20_261_129
LONGEST: Final = 300

# `answered`: one row for each request and supplier that decided on it, by its newest round, whatever was decided but to
# pass it on. `raised`: what the supplier named in a return, or wrote about first; with '' for any question.
# `small` and `telling`: kinds with too few requests, and suppliers of which the other kinds would give those away.
_COUNT: Final = """
    WITH heir AS (SELECT * FROM unnest(%(closed)s::bigint[], %(heirs)s::bigint[]) AS pair (closed, body)),
    decided AS (
        SELECT round.id AS round, round.edition_id AS edition, round.number, decision.party_id AS party,
            decision.outcome, round.answers -> 'data_types' AS types
        FROM agreements_decision decision JOIN agreements_round round ON round.id = decision.round_id
        WHERE decision.at > %(since)s AND decision.outcome <> %(passed_on)s
    ),
    answered AS (
        SELECT DISTINCT ON (decided.edition, decided.party) decided.edition, decided.party,
            coalesce(heir.body, party.organisation_id) AS supplier,
            coalesce(heir_of_asking.body, asking.organisation_id) AS acquirer,
            CASE WHEN types ?| %(special)s::text[] THEN 'special' WHEN types ?| %(criminal)s::text[] THEN 'criminal'
                WHEN types ?| %(personal)s::text[] THEN 'personal' ELSE %(other)s END AS kind
        FROM decided JOIN agreements_party party ON party.id = decided.party
        JOIN agreements_party asking ON asking.share_id = party.share_id AND asking.is_lead
        LEFT JOIN heir ON heir.closed = party.organisation_id
        LEFT JOIN heir heir_of_asking ON heir_of_asking.closed = asking.organisation_id
        ORDER BY decided.edition, decided.party, decided.number DESC
    ),
    raised AS (
        SELECT decided.edition, decided.party, unnest(response.questions || ARRAY['']::varchar[]) AS key
        FROM decided JOIN agreements_sectionresponse response
            ON response.round_id = decided.round AND response.party_id = decided.party AND response.verdict <> 'agree'
        WHERE decided.outcome = %(returned)s
        UNION SELECT edition, party, '' FROM decided WHERE outcome = %(returned)s
        UNION SELECT answered.edition, answered.party, unnest(ARRAY[thread.key, ''])
        FROM answered JOIN agreements_questionthread thread
            ON thread.edition_id = answered.edition AND thread.party_id = answered.party
        WHERE thread.party_id = (
            SELECT post.party_id FROM agreements_threadpost post
            WHERE post.thread_id = thread.id ORDER BY post.id LIMIT 1
        )
    ),
    small AS (
        SELECT supplier, kind FROM answered GROUP BY supplier, kind
        HAVING count(*) < %(fewest)s OR count(DISTINCT acquirer) < %(fewest_acquirers)s
    ),
    telling AS (
        SELECT supplier FROM answered JOIN small USING (supplier, kind) GROUP BY supplier
        HAVING count(*) < %(fewest)s OR count(DISTINCT acquirer) < %(fewest_acquirers)s
    ),
    listed AS (
        SELECT edition, party, supplier, acquirer, '' AS kind FROM answered
        UNION ALL SELECT edition, party, supplier, acquirer, kind FROM answered
        WHERE (supplier, kind) NOT IN (SELECT supplier, kind FROM small)
            AND supplier NOT IN (SELECT supplier FROM telling)
    ),
    enough AS (
        SELECT supplier, kind, count(*) AS requests FROM listed GROUP BY supplier, kind
        HAVING count(*) >= %(fewest)s AND count(DISTINCT acquirer) >= %(fewest_acquirers)s
    )
    INSERT INTO agreements_questioncount (organisation_id, kind, key, raised, requests, until)
    SELECT supplier, kind, coalesce(key, ''), count(key), requests, %(until)s
    FROM enough JOIN listed USING (supplier, kind) LEFT JOIN raised USING (edition, party)
    GROUP BY supplier, kind, requests, coalesce(key, '')
    HAVING coalesce(key, '') = '' OR count(DISTINCT acquirer) >= %(fewest_raised)s
"""


def count_in_one_batch(state: State) -> None:
    """Do all of it in one batch, as a scheduled job."""
    count_questions()


def count_questions() -> None:
    """Count the year until now again, in the database. Idempotent; readers keep the old counts meanwhile."""
    heirs = heirs_of(Organisation.objects.filter(is_closed=True, pk__in=Party.objects.values("organisation")))
    counted: dict[str, Any] = {
        "closed": list(heirs),
        "heirs": [body.pk for body in heirs.values()],
        "since": timezone.now() - YEAR,
        "until": timezone.localdate(),
        "returned": Outcome.RETURN.value,
        "passed_on": Outcome.PASS_ON.value,
        **{kind: sorted(types) for kind, types in TYPES_OF.items()},
        "other": OTHER,
        "fewest": FEWEST_REQUESTS,
        "fewest_acquirers": FEWEST_ACQUIRERS,
        "fewest_raised": FEWEST_RAISED_WITH,
    }
    with unhurried(LONGEST), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        QuestionCount.objects.all().delete()
        cursor.execute(_COUNT, counted)
