"""Index each word of what PostgreSQL's parser takes for one path, host, address or signed number."""

from django.db import migrations

from datashare.lib import plain


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0011_plain_labels"),
    ]

    operations = [
        migrations.RunSQL(plain.CREATE, migrations.RunSQL.noop),
        migrations.RunSQL("REINDEX INDEX words_of_organisations", migrations.RunSQL.noop),
        # Weigh the words of every record again; `rebuild_register` and `refresh_lexemes` do the rest.
        migrations.RunSQL("UPDATE catalogue_dataasset SET title = title", migrations.RunSQL.noop),
    ]
