"""The terms that needs ask with, kept beside their index; needs are read once more so that theirs are stored."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

READ_AGAIN = "UPDATE catalog_listing SET indexed_at = NULL WHERE kind = 'need' AND indexed_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0021_imports_from_excel")]

    operations = [
        migrations.CreateModel(
            name="QueryTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("exact", "Exact"), ("bare", "Bare"), ("anchors", "Anchors")], max_length=8
                    ),
                ),
                ("places", ArrayField(base_field=models.IntegerField(), size=None)),
                ("counts", ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "index",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="query_terms",
                        to="catalog.listingindex",
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("index", "kind"), name="query_terms_unique")]},
        ),
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(READ_AGAIN, migrations.RunSQL.noop),
    ]
