"""The heads that groups have now become the first rows of their history."""

from django.db import migrations


def begin_history(apps, schema_editor):
    group_model = apps.get_model("members", "UnionGroup")
    head_model = apps.get_model("members", "GroupHead")
    groups = group_model.objects.filter(head__isnull=False)
    head_model.objects.bulk_create(
        head_model(union_id=group.union_id, group_id=group.pk, member_id=group.head_id)
        for group in groups.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0005_organisation_bodies_terms_and_letters")]

    operations = [migrations.RunPython(begin_history, migrations.RunPython.noop)]
