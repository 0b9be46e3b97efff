"""Index the words of organisations' names, which no spelling is suggested for."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0009_longer_processors"),
        ("community", "0015_words"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="lexeme", name="spelling_of_words"),
        migrations.RemoveIndex(model_name="lexeme", name="spelling_of_stems"),
        migrations.RemoveField(model_name="lexeme", name="written"),
        migrations.RunSQL(
            "CREATE INDEX words_of_organisations ON community_organisation"
            " USING gin (to_tsvector('simple', plain_letters(name)))",
            "DROP INDEX words_of_organisations",
        ),
    ]
