"""The weights in force get a successor that knows what the texts state, so that every pair is scored anew."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ADDED = {"figures": [1.6, 0.75], "limits": [3.2, 1.0], "subject": [1.6, 0.4]}
NOTE = "Tính thêm những gì nội dung tin nêu rõ: số liệu, giới hạn, đối tượng."


def succeed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A copy of the weights in force, with the new features at their defaults; nothing where none are stored yet."""
    model = apps.get_model("matching", "WeightSet")
    old = model.objects.filter(is_active=True).first()
    if old is None:
        return
    latest = model.objects.order_by("-version").first().version
    features = {**ADDED, **old.weights["features"]}
    label = "prior-2" if old.weights.get("version") == "prior-1" else latest + 1
    model.objects.filter(pk=old.pk).update(is_active=False)
    weights = {**old.weights, "version": label, "features": features}
    model.objects.create(version=latest + 1, weights=weights, is_active=True, note=NOTE)


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_suggestions")]

    operations = [migrations.RunPython(succeed, migrations.RunPython.noop)]
