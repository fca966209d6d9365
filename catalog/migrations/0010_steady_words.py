"""Words are found at the same speed right after a change, and shared searches follow the glossary."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

#: A search compares and weighs what an index row holds of every listing found: eight kilobytes that fit into one page are
#: read at once, while each value that is kept apart has to be looked up by itself.
TOGETHER = """
ALTER TABLE catalog_listingindex SET (toast_tuple_target = 8160);
ALTER TABLE catalog_listingindex ALTER words SET STORAGE MAIN;
"""
APART = """
ALTER TABLE catalog_listingindex RESET (toast_tuple_target);
ALTER TABLE catalog_listingindex ALTER words SET STORAGE EXTENDED;
"""
GLOSSARY = """
CREATE CONSTRAINT TRIGGER stamp AFTER INSERT OR UPDATE OR DELETE ON taxonomy_glossaryentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_stamp_change();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_catalogue_stamp"), ("taxonomy", "0002_glossary")]

    operations = [
        migrations.RemoveIndex("listingindex", "listing_index_words"),
        migrations.AddIndex(
            "listingindex", GinIndex(fields=["words"], name="listing_index_words", fastupdate=False)
        ),
        migrations.RunSQL(TOGETHER, APART),
        migrations.RunSQL(GLOSSARY, "DROP TRIGGER stamp ON taxonomy_glossaryentry"),
    ]
