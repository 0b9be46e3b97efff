import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0008_one_form_of_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="organisation",
            field=models.CharField(default="", help_text="The party, as the signed words name it.", max_length=300),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="eventdetails",
            name="text",
            field=models.TextField(
                help_text="JSON: actor, organisation, sentence, changes, record (docs/evidence.md)."
            ),
        ),
        migrations.AlterField(
            model_name="signature",
            name="office",
            field=models.CharField(help_text="The position, as the signed words name it.", max_length=200),
        ),
        migrations.AddIndex(
            model_name="event",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="events_by_time"),
        ),
    ]
