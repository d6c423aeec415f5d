"""Every proposal that is on the notice page already gets its notice."""

from __future__ import annotations

from typing import Any

from django.db import migrations

NAMELESS = {"hidden": "不公开姓名", "anonymous": "匿名"}


def _micro_headline(micro: Any) -> str:
    first = " ".join(micro.text.split())
    return micro.title or (first if len(first) <= 18 else f"{first[:17]}…")


def _proposer(proposal: Any) -> str:
    if proposal.kind == "delegation":
        return str(proposal.delegation.name)
    if proposal.kind == "committee":
        return str(proposal.body.name)
    if proposal.publicity == "hidden":
        return NAMELESS["hidden"]
    return str(proposal.delegate.name)


def forwards(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    micros = apps.get_model("proposals", "MicroProposal").objects.using(using)
    proposals = apps.get_model("proposals", "Proposal").objects.using(using)
    notices = apps.get_model("proposals", "Notice")
    rows = []
    for micro in micros.filter(state="published", notice=None).select_related("author__user"):
        name = NAMELESS.get(micro.publicity) or micro.author.user.name
        rows.append(
            notices(
                union_id=micro.union_id,
                micro=micro,
                headline=_micro_headline(micro),
                shown_name=name,
                published_at=micro.published_at,
            )
        )
    published = proposals.filter(published_at__isnull=False, notice=None)
    for proposal in published.select_related("delegate", "delegation", "body"):
        rows.append(
            notices(
                union_id=proposal.union_id,
                proposal=proposal,
                headline=proposal.title,
                shown_name=_proposer(proposal),
                published_at=proposal.published_at,
            )
        )
    notices.objects.using(using).bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_formal_proposals_and_what_becomes_of_them")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
