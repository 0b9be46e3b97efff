"""Weights of the catalogue's words: how rare each is, how it is written, what each filter would leave."""

from django.db import connection

from catalogue.models import IS_FOUND, Lexeme
from datashare.lib.batches import State
from datashare.lib.unhurried import unhurried

# The advisory lock for one refresh at a time; any number unique to this service.
_LOCK = 20_261_121
# Seconds a statement may take here: a million records need 82; the limit for pages is 30.
LONGEST = 300

_WEIGH = """
    WITH size AS (SELECT greatest(count(*), 1) AS records FROM catalogue_dataasset WHERE {scope_filter}),
    stems AS (SELECT word, ndoc, nentry FROM ts_stat($$SELECT search FROM catalogue_dataasset WHERE {scope_filter}$$)),
    spelled AS (
        SELECT ts_lexize('english_stem', word) AS stem, word, ndoc FROM ts_stat(
            $$SELECT to_tsvector('simple', plain_letters(title || ' ' || publisher_name || ' '
                || array_to_string(themes, ' ') || ' ' || array_to_string(keywords, ' ') || ' '
                || description || ' ' || spatial || ' ' || population))
              FROM catalogue_dataasset WHERE {scope_filter}$$)
        WHERE length(word) < 60
    ),
    forms AS (
        SELECT coalesce(stem[1], word) AS stem, array_agg(word ORDER BY ndoc DESC, word) AS forms
        FROM spelled WHERE stem IS DISTINCT FROM '{{}}' GROUP BY 1
    )
    INSERT INTO catalogue_lexeme (scope, word, ndoc, nentry, weight, is_rare, forms)
    SELECT %(scope)s, word, ndoc, nentry, ln(1 + records::float / ndoc), ndoc < greatest(0.05 * records, 20),
        coalesce(forms[1:20], '{{}}')
    FROM stems CROSS JOIN size LEFT JOIN forms ON stem = word
"""
_COUNT = """
    INSERT INTO catalogue_facetcount (facet, value, records)
    SELECT 'publisher', publisher_name, count(*) FROM catalogue_dataasset
        WHERE {is_found} AND publisher_name <> '' GROUP BY 2
    UNION ALL SELECT 'theme', theme, count(*) FROM catalogue_dataasset, unnest(themes) theme
        WHERE {is_found} GROUP BY 2
    UNION ALL SELECT 'access', access, count(*) FROM catalogue_dataasset WHERE {is_found} GROUP BY 2
    UNION ALL SELECT 'kind', kind, count(*) FROM catalogue_dataasset WHERE kind <> 'unlisted' GROUP BY 2
"""


def refresh_lexemes() -> int:
    """Count every word and filter again; return how many words there are. Readers keep the old counts meanwhile."""
    with unhurried(LONGEST), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("DELETE FROM catalogue_lexeme")
        for scope, scope_filter in ((Lexeme.DATA, IS_FOUND), (Lexeme.DEFINITIONS, "kind = 'definition'")):
            cursor.execute(_WEIGH.format(scope_filter=scope_filter), {"scope": scope})
        cursor.execute("DELETE FROM catalogue_facetcount")
        cursor.execute(_COUNT.format(is_found=IS_FOUND))
    return Lexeme.objects.count()


def refresh_in_one_batch(state: State) -> None:
    """Do all of it in one batch, as a scheduled job."""
    refresh_lexemes()
