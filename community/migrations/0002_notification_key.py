"""A notification always has its key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="key",
            field=models.CharField(help_text="Makes telling twice impossible.", max_length=120, unique=True),
        )
    ]
