"""Say whether a body that receives data has stated its purpose itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0009_setting_of_a_round")]

    operations = [
        migrations.AddField(
            model_name="party",
            name="purpose_is_own",
            field=models.BooleanField(default=False, help_text="The body itself has stated its purpose."),
        ),
    ]
