import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0034_stops"),
    ]

    operations = [
        migrations.AddField(
            model_name="clause",
            name="binds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                default=list,
                help_text="Keys of the parties it binds; empty for all.",
                size=None,
            ),
        ),
    ]
