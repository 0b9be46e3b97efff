from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations

import datashare.lib.addresses
from datashare.lib.addresses import only_addresses, validate_where_it_holds


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0007_decision_own_half"),
    ]

    operations = [
        migrations.AlterField(
            model_name="member",
            name="email",
            field=datashare.lib.addresses.AddressField(help_text="Where the invitation went.", max_length=254),
        ),
        AddConstraintNotValid("member", only_addresses("email", "member_address_in_the_one_form")),
        migrations.RunSQL(
            validate_where_it_holds("agreements_member", "member_address_in_the_one_form"), migrations.RunSQL.noop
        ),
    ]
