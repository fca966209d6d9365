"""Extensions and functions that search needs: vectors, trigrams, text without diacritics."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations
from pgvector.django import VectorExtension

# unaccent() is only STABLE, and an index needs IMMUTABLE: wrapped with its schema, so that a restore finds it too.
CREATE_PLAIN = """
CREATE FUNCTION public.plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT public.unaccent('public.unaccent'::regdictionary, lower($1)) $$;
"""
CREATE_CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION public.plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION public.plain
  ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
  WITH public.unaccent, pg_catalog.simple;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGinExtension(),
        VectorExtension(),
        migrations.RunSQL(CREATE_PLAIN, "DROP FUNCTION public.plain(text)"),
        migrations.RunSQL(CREATE_CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION public.plain"),
    ]
