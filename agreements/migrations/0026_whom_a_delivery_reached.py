import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0028_asked_to_sign"),
    ]

    operations = [
        migrations.AddField(
            model_name="datadelivery",
            name="went_to",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                help_text="The parties of the flow that could receive then, by key. Empty for one recorded before this was.",
                size=None,
            ),
        ),
    ]
