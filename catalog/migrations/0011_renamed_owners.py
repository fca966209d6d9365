"""What is renamed is found by its new name soon: its listings await the index again."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION catalog_index_again_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- An anonymous need is never found by its owner's name.
    UPDATE catalog_listing SET indexed_at = 'epoch'
        WHERE organisation_id = NEW.id AND indexed_at IS NOT NULL AND NOT is_anonymous;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_index_again_of_concept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_listing SET indexed_at = 'epoch' WHERE indexed_at IS NOT NULL AND (
        id IN (SELECT listing_id FROM catalog_listing_fields WHERE concept_id = NEW.id)
        OR id IN (SELECT listing_id FROM catalog_listing_industries WHERE concept_id = NEW.id));
    RETURN NULL;
END $$;
"""
TRIGGERS = "".join(
    f"""
CREATE TRIGGER index_again AFTER UPDATE OF name_vi, name_en ON {table} FOR EACH ROW
    WHEN (OLD.name_vi <> NEW.name_vi OR OLD.name_en <> NEW.name_en)
    EXECUTE FUNCTION catalog_index_again_of_{kind}();
"""
    for table, kind in (("accounts_organisation", "organisation"), ("taxonomy_concept", "concept"))
)
REMOVED = """
DROP FUNCTION catalog_index_again_of_organisation CASCADE;
DROP FUNCTION catalog_index_again_of_concept CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_steady_words")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, REMOVED)]
