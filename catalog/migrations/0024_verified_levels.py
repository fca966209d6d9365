"""A verified level of an offer holds for twelve months; what was verified before holds from then on."""

from django.db import migrations, models
from django.db.models import Q

HOLDS_FOR_A_YEAR = """
UPDATE catalog_listing SET trl_verified_until = CAST(trl_verified_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date) + 365
    WHERE trl_verified IS NOT NULL AND trl_verified_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0023_listing_closing")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="trl_verification_note",
            field=models.TextField(
                blank=True, default="", max_length=1000, verbose_name="Note on the verification of the TRL"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="listing",
            name="trl_verified_until",
            field=models.DateField(blank=True, null=True, verbose_name="TRL verified until"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["trl_verified_until", "id"],
                condition=Q(trl_verified_until__isnull=False),
                name="listing_trl_verified_until",
            ),
        ),
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(HOLDS_FOR_A_YEAR, migrations.RunSQL.noop),
    ]
