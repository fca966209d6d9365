"""How listings found their partners."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_lasting_verifications"),
        ("catalog", "0022_query_terms"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListingClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "through_portal",
                    models.CharField(choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")], max_length=10),
                ),
                ("partner", models.CharField(blank=True, max_length=200)),
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="closing", to="catalog.listing"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("organisation__isnull", True), ("partner", ""), _connector="OR"),
                        name="listing_closing_one_partner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("through_portal__in", ["yes", "partly", "no"])),
                        name="listing_closing_answered",
                    ),
                ],
            },
        ),
    ]
