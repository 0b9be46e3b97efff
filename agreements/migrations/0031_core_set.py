"""Words may come into force on a date, once the core parties have signed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0030_joins_later"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="core_by",
            field=models.DateField(
                blank=True,
                help_text="From the day after, it comes into force once the core parties have signed. None: it waits for all.",
                null=True,
                verbose_name="waits for everyone until",
            ),
        ),
        migrations.AddField(
            model_name="requiredsignature",
            name="core",
            field=models.BooleanField(
                default=True, help_text="Of a party without which the words cannot come into force."
            ),
        ),
    ]
