"""Keep what a search of the register reads in the row itself, as the catalogue does."""

from django.db import migrations

TABLE, COLUMNS = "agreements_registerentry", ("search", "acquirers", "suppliers", "data_types")


def _stored(how: str) -> str:
    columns = ", ".join(f"ALTER COLUMN {column} SET STORAGE {how}" for column in COLUMNS)
    return f"ALTER TABLE {TABLE} {columns}"


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_register_entry")]

    operations = [
        # MAIN: other columns leave the row first. Rows that are there already are written again, words and all.
        migrations.RunSQL(_stored("MAIN"), _stored("EXTENDED")),
        migrations.RunSQL(f"UPDATE {TABLE} SET search = search || ''::tsvector", migrations.RunSQL.noop),
    ]
