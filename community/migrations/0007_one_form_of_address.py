from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations

import datashare.lib.addresses
from datashare.lib.addresses import ADDRESS, only_addresses, only_domains, validate_where_it_holds

# Capitals alone are no other address: what differs by them, and meets no other row, is brought into the one form.
TO_LOWER_CASE = """
    UPDATE community_user u SET email = lower(email) WHERE email ~ '^[ -~]+$' AND email <> lower(email)
        AND NOT EXISTS (SELECT 1 FROM community_user o WHERE o.id <> u.id AND lower(o.email) = lower(u.email));
    UPDATE community_emaildomain u SET pattern = lower(pattern) WHERE pattern ~ '^[ -~]+$' AND pattern <> lower(pattern)
        AND NOT EXISTS (SELECT 1 FROM community_emaildomain o WHERE o.id <> u.id AND lower(o.pattern) = lower(u.pattern));
"""
# The sign-in library's own table, held to the same rule.
LIBRARY = (
    "ALTER TABLE account_emailaddress ADD CONSTRAINT library_address_in_the_one_form "
    f"CHECK (email ~ $re$^{ADDRESS}$$re$) NOT VALID"
)


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("community", "0006_bodies_and_lists"),
    ]

    operations = [
        migrations.RunSQL(TO_LOWER_CASE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="emaildomain",
            name="pattern",
            field=datashare.lib.addresses.DomainField(
                help_text="For example hmrc.gov.uk, or *.gov.scot.", max_length=253, unique=True
            ),
        ),
        migrations.AlterField(
            model_name="historicalemaildomain",
            name="pattern",
            field=datashare.lib.addresses.DomainField(
                db_index=True, help_text="For example hmrc.gov.uk, or *.gov.scot.", max_length=253
            ),
        ),
        migrations.AlterField(
            model_name="historicaluser",
            name="email",
            field=datashare.lib.addresses.AddressField(db_index=True, max_length=254, verbose_name="e-mail address"),
        ),
        migrations.AlterField(
            model_name="notification",
            name="email",
            field=datashare.lib.addresses.AddressField(
                help_text="Where the mail goes; a role mailbox when no one there has an account yet.", max_length=254
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=datashare.lib.addresses.AddressField(max_length=254, unique=True, verbose_name="e-mail address"),
        ),
        AddConstraintNotValid("emaildomain", only_domains("pattern", "domain_in_the_one_form")),
        AddConstraintNotValid("user", only_addresses("email", "user_address_in_the_one_form")),
        migrations.RunSQL(LIBRARY, "ALTER TABLE account_emailaddress DROP CONSTRAINT library_address_in_the_one_form"),
        *(
            migrations.RunSQL(validate_where_it_holds(table, name), migrations.RunSQL.noop)
            for table, name in (
                ("community_emaildomain", "domain_in_the_one_form"),
                ("community_user", "user_address_in_the_one_form"),
                ("account_emailaddress", "library_address_in_the_one_form"),
            )
        ),
    ]
