"""A function that tells which organisations act for one, through any number of closed ones."""

from django.db import migrations

from community.models import acting


class Migration(migrations.Migration):
    dependencies = [("community", "0012_erasure")]

    operations = [migrations.RunSQL(acting.CREATE, acting.DROP)]
