"""What the database itself holds to, beyond its tables: who acts for whom, addresses, and what an erasure may take."""

from django.db import migrations

from community.models import acting
from datashare.lib.addresses import ADDRESS

# The sign-in library's own table, held to the same rule as ours.
LIBRARY = (
    "ALTER TABLE account_emailaddress ADD CONSTRAINT library_address_in_the_one_form "
    f"CHECK (email ~ $re$^{ADDRESS}$$re$)"
)
# The reasons that support gave for helping a person may say anything of them: they go with the person.
ERASE_HELP = """
CREATE FUNCTION public.erase_help(person bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    IF NOT EXISTS (SELECT FROM public.community_erasure erasure WHERE erasure.person_id = person) THEN
        RAISE EXCEPTION 'no erasure of this person is recorded' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.community_accounthelp SET reason = '' WHERE person_id = person AND reason <> '';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION public.erase_help(bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("community", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(acting.CREATE, acting.DROP),
        migrations.RunSQL(LIBRARY, "ALTER TABLE account_emailaddress DROP CONSTRAINT library_address_in_the_one_form"),
        migrations.RunSQL(ERASE_HELP, "DROP FUNCTION public.erase_help(bigint)"),
    ]
