"""Every notice there is gets what it is counted and found by; what is written from now on gets it
from the acts."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from proposals.checks.similar import grams

READERS = ("satisfied", "mostly", "unsatisfied")


def _of(rows: Any, column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def forwards(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias

    def rows_of(name: str) -> Any:
        return apps.get_model("proposals", name).objects.using(using)

    micro = rows_of("MicroProposal").filter(pk=OuterRef("micro"))
    formal = rows_of("Proposal").filter(pk=OuterRef("proposal"))
    by_author = rows_of("Rating").filter(reply__proposal=OuterRef("proposal"), part="author")
    notices = rows_of("Notice")
    notices.filter(micro__isnull=False).update(
        category=_of(micro, "category"),
        meaning=_of(micro, "result_class"),
        verdict=_of(micro, "satisfaction"),
        lead=_of(micro, "lead"),
    )
    notices.filter(proposal__isnull=False).update(
        category=_of(formal, "category"),
        meaning=Coalesce(_of(formal, "result__meaning"), Value("")),
        verdict=Coalesce(_of(by_author.order_by("-at", "-pk"), "satisfaction"), Value("")),
        lead=_of(formal, "lead"),
    )
    for value in READERS:
        said = rows_of("NoticeRating").filter(notice=OuterRef("pk"), satisfaction=value)
        counted = said.order_by().values("notice").annotate(number=Count("pk"))
        notices.update(**{value: Coalesce(Subquery(counted.values("number")), 0)})


def index_headlines(apps: Any, schema_editor: Any) -> None:
    """The pairs of each headline, for the proposal that is in the index of texts."""
    using = schema_editor.connection.alias
    shingle = apps.get_model("proposals", "Shingle")
    texts = apps.get_model("proposals", "IndexedText").objects.using(using)
    columns = ("pk", "union_id")
    rows: list[Any] = []
    for of in ("micro", "proposal"):
        found = texts.values_list(*columns, f"{of}__notice__headline")
        for text, union, headline in found.filter(**{f"{of}__notice__isnull": False}):
            rows += [shingle(union_id=union, gram=gram, text_id=text) for gram in grams(headline)]
    shingle.objects.using(using).bulk_create(rows, batch_size=5_000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_facts_kept_with_notices")]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.RunPython(index_headlines, migrations.RunPython.noop),
    ]
