"""Data: the national norms that ship with the product."""

from django.db import migrations


def load(apps, schema_editor):
    from union_site.norms import load_national

    load_national(apps.get_model("union_site", "Norm"))


class Migration(migrations.Migration):
    dependencies = [("union_site", "0001_ground")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
