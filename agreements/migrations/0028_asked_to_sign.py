"""A signatory may ask someone else to sign in their place, which the signature then says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0024_contact_notices")]

    operations = [
        migrations.AddField(
            model_name="signatoryreplacement",
            name="delegated",
            field=models.BooleanField(
                db_default=False, default=False, help_text="The signatory asked them to sign; else a lead named them."
            ),
        ),
    ]
