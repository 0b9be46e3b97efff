from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0026_whom_a_delivery_reached")]

    operations = [
        migrations.RemoveConstraint(model_name="accession", name="a_body_joins_rules_once"),
        migrations.AddConstraint(
            model_name="accession",
            constraint=models.UniqueConstraint(
                fields=("agreement", "organisation", "by"), name="a_body_joins_rules_once_by_an_agreement"
            ),
        ),
    ]
