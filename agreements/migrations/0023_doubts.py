"""Functions that tell which people of a data share are in doubt, and which parties have a lead."""

from django.db import migrations

from agreements.models import doubts


class Migration(migrations.Migration):
    dependencies = [("agreements", "0022_event_kinds"), ("community", "0013_acting_organisations")]

    operations = [migrations.RunSQL(doubts.CREATE, doubts.DROP)]
