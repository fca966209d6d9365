"""A search reads one table and counts by groups of values; two words in a row are found by the index alone."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import F, Func, Q

GROUPS = """
CREATE FUNCTION catalog_facet_groups(facets text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(coalesce(
        (SELECT ';' || string_agg(token, ';' ORDER BY token) || ';' FROM unnest(facets) AS token
         WHERE split_part(token, ':', 1) = ANY (string_to_array(names, ' '))), '') ORDER BY number)
    FROM (VALUES (1, 'kind lang open verified org ip'), (2, 'trl price province'), (3, 'form'), (4, 'field'),
                 (5, 'industry')) AS groups(number, names)
$$;
"""
#: Whoever writes an index row: it says until when its listing is public.
PUBLIC = """
CREATE FUNCTION catalog_set_public() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE state WHEN 'published' THEN valid_until END, published_at
        INTO NEW.public_until, NEW.published_at FROM catalog_listing WHERE id = NEW.listing_id;
    RETURN NEW;
END $$;

CREATE FUNCTION catalog_public_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_listingindex SET public_until = NEW.valid_until WHERE listing_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER public_until BEFORE INSERT OR UPDATE ON catalog_listingindex FOR EACH ROW
    EXECUTE FUNCTION catalog_set_public();
CREATE TRIGGER public_until AFTER UPDATE ON catalog_listing FOR EACH ROW
    WHEN (OLD.state <> NEW.state OR OLD.valid_until IS DISTINCT FROM NEW.valid_until
          OR OLD.published_at IS DISTINCT FROM NEW.published_at)
    EXECUTE FUNCTION catalog_public_changed();
"""
NOT_PUBLIC = """
DROP FUNCTION catalog_set_public CASCADE;
DROP FUNCTION catalog_public_changed CASCADE;
"""
#: The index answers for words: of a row too long for a page they are put aside before what is weighed.
STORAGE = "ALTER TABLE catalog_listingindex ALTER words SET STORAGE EXTERNAL"
FORMER_STORAGE = "ALTER TABLE catalog_listingindex ALTER words SET STORAGE MAIN"
#: Words in a row as one lexeme each, as `catalog.lexemes.lexemes` makes them of new texts. Vectors that were
#: put aside come back into their rows, and the trigger fills in until when each listing is public.
PAIRS = """
CREATE FUNCTION pg_temp.with_pairs(words tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    WITH placed AS (
        SELECT CASE WHEN left(lexeme, 1) IN ('~', '^', '$') THEN left(lexeme, 1) ELSE '' END AS kind, lexeme, place
        FROM unnest(words) AS each(lexeme, places, weights), unnest(places) AS place WHERE left(lexeme, 1) <> '='
    )
    SELECT words || coalesce(array_to_tsvector(array_agg(DISTINCT
        one.lexeme || '_' || substr(other.lexeme, length(one.kind) + 1))), '')
    FROM placed one JOIN placed other ON other.place = one.place + 1 AND other.kind = one.kind
$$;
UPDATE catalog_listingindex SET words = pg_temp.with_pairs(words), lex = sparsevec(lex, 1000000000, true),
    lex_plain = sparsevec(lex_plain, 1000000000, true), emphasis = sparsevec(emphasis, 1000000000, true);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_reminders")]

    operations = [
        # With 100,000 listings each step takes longer than any page may.
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(GROUPS, "DROP FUNCTION catalog_facet_groups"),
        migrations.AddField(
            model_name="listing",
            name="facet_groups",
            field=models.GeneratedField(
                db_persist=True,
                expression=Func(F("facets"), function="catalog_facet_groups"),
                output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["id"], include=["valid_until", "facet_groups"], condition=Q(state="published"),
                name="listing_counts",
            ),
        ),
        migrations.AddField("listingindex", "public_until", models.DateField(editable=False, null=True)),
        migrations.AddField("listingindex", "published_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(PUBLIC, NOT_PUBLIC),
        # Made again by the next migration, which no longer sees the rows as they were before.
        migrations.RemoveIndex("listingindex", "listing_index_words"),
        migrations.RemoveIndex("listingindex", "listing_index_dense"),
        migrations.RunSQL(STORAGE, FORMER_STORAGE),
        migrations.RunSQL(PAIRS, migrations.RunSQL.noop),
    ]  # fmt: skip
