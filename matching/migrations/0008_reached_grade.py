"""How far the two listings of a suggestion came together: the grade of an acceptance in learning."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0007_letters_of_organisations")]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="reached",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Interest"), (2, "Meeting"), (3, "Memorandum"), (4, "Contract")], default=1, editable=False
            ),
        ),
    ]
