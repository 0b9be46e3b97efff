"""Keep what a search reads in the row itself: fetched from beside it, each ranked word costs three times as much."""

from django.db import migrations

TABLE, COLUMNS = "catalogue_dataasset", ("search", "title", "publisher_name", "themes")


def _stored(how: str) -> str:
    columns = ", ".join(f"ALTER COLUMN {column} SET STORAGE {how}" for column in COLUMNS)
    return f"ALTER TABLE {TABLE} {columns}"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_data_of_access")]

    operations = [
        # MAIN: other columns leave the row first. Rows that are there already are written again, words and all.
        migrations.RunSQL(_stored("MAIN"), _stored("EXTENDED")),
        migrations.RunSQL(f"UPDATE {TABLE} SET search = search || ''::tsvector", migrations.RunSQL.noop),
    ]
