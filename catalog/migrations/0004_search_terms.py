"""Words with their places, names, codes and a vocabulary for the search; every listing is indexed anew by the sweep."""

import catalog.index_models
import django.contrib.postgres.indexes
import pgvector.django.sparsevec
from django.db import migrations, models


# Vectors stay: only what the search alone reads is made again.
INDEX_AGAIN = """
UPDATE catalog_listing SET indexed_at = NULL
WHERE indexed_at IS NOT NULL AND state IN ('submitted', 'in_review', 'on_hold', 'published')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_facets'),
    ]

    operations = [
        migrations.CreateModel(
            name='VocabularyWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=60, unique=True)),
                ('bare', models.CharField(db_index=True, max_length=60)),
                ('df', models.IntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='listingindex',
            name='codes',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='listingindex',
            name='emphasis',
            field=pgvector.django.sparsevec.SparseVectorField(default=catalog.index_models.no_weights, dimensions=1000000000),
        ),
        migrations.AddField(
            model_name='listingindex',
            name='search_hash',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddIndex(
            model_name='listingindex',
            index=django.contrib.postgres.indexes.GinIndex(fields=['codes'], name='listing_index_codes', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='vocabularyword',
            index=django.contrib.postgres.indexes.GinIndex(fields=['bare'], name='vocabulary_bare', opclasses=['gin_trgm_ops']),
        ),
        migrations.RunSQL(INDEX_AGAIN, migrations.RunSQL.noop),
    ]
