"""A number that grows with every commit that changes what visitors see, so that a cached page is never out of date."""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION catalog_stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Once a transaction, at its commit: no lock is held while anything else is waited for.
    IF current_setting('cungcau.stamped', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        INSERT INTO catalog_cataloguestamp VALUES (true, 1)
            ON CONFLICT (id) DO UPDATE SET value = catalog_cataloguestamp.value + 1;
        PERFORM set_config('cungcau.stamped', pg_current_xact_id()::text, true);
    END IF;
    RETURN NULL;
END $$;
"""
TABLES = (
    "catalog_listing", "catalog_listing_fields", "catalog_listing_industries", "catalog_listing_forms",
    "catalog_comparison", "catalog_target", "catalog_ipright", "catalog_attachment", "catalog_listingindex",
    "accounts_organisation", "accounts_organisation_industries", "taxonomy_concept",
)  # fmt: skip
TRIGGERS = "".join(
    f"""
CREATE CONSTRAINT TRIGGER stamp AFTER INSERT OR UPDATE OR DELETE ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION catalog_stamp_change();
"""
    for table in TABLES
)
NAMES = """
CREATE CONSTRAINT TRIGGER stamp AFTER UPDATE OF full_name ON accounts_user DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION catalog_stamp_change();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_suggestions"), ("accounts", "0002_settled_texts")]

    operations = [
        migrations.CreateModel(
            name="CatalogueStamp",
            fields=[
                ("id", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("value", models.BigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", True)), name="catalogue_stamp_is_one_row")
                ]
            },
        ),
        migrations.RunSQL("INSERT INTO catalog_cataloguestamp VALUES (true, 1)", migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS + TRIGGERS + NAMES, "DROP FUNCTION catalog_stamp_change CASCADE"),
    ]
