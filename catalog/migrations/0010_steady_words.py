"""Words are found at the same speed right after a change, and shared searches follow the glossary."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

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
        migrations.RunSQL(GLOSSARY, "DROP TRIGGER stamp ON taxonomy_glossaryentry"),
    ]
