"""How often listings are shown in results and opened, by the day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0024_verified_levels")]

    operations = [
        migrations.CreateModel(
            name="Attention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("shown", models.PositiveIntegerField(default=0)),
                ("opened", models.PositiveIntegerField(default=0)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attention", to="catalog.listing"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("listing", "day"), name="attention_once_a_day")]
            },
        ),
        migrations.CreateModel(
            name="AttentionSweep",
            fields=[
                ("id", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("batch", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", True)), name="attention_sweep_is_one_row")
                ]
            },
        ),
    ]
