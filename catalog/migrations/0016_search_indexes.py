"""The indexes of words and meanings, after all rows have been written again; English meanings have one of their own."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations
from django.db.models import Q
from pgvector.django import HnswIndex


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_search_at_scale")]

    operations = [
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.AddIndex("listingindex", GinIndex(fields=["words"], name="listing_index_words", fastupdate=False)),
        migrations.AddIndex(
            "listingindex",
            HnswIndex(
                name="listing_index_dense", fields=["dense"], m=16, ef_construction=64, opclasses=["halfvec_ip_ops"]
            ),
        ),
        migrations.AddIndex(
            "listingindex",
            HnswIndex(
                name="listing_index_dense_en", fields=["dense"], m=16, ef_construction=64,
                opclasses=["halfvec_ip_ops"], condition=Q(language="en"),
            ),
        ),
    ]  # fmt: skip
