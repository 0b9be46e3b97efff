"""Functions that tell how a reader stands to a data share, and who in it is in doubt."""

from django.db import migrations

from agreements.models import reader_functions


class Migration(migrations.Migration):
    dependencies = [("agreements", "0022_event_kinds"), ("community", "0013_acting_organisations")]

    operations = [migrations.RunSQL(reader_functions.CREATE, reader_functions.DROP)]
