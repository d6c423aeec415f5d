"""A paper on a page of the site: the same text and numbers, for reading on a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from union_site.calendar import official_date

from .blocks import (
    Block,
    Chart,
    Document,
    Facts,
    Form,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Signature,
    Spacer,
    Table,
    cell_text,
    heading_text,
    item_texts,
    numbered,
    paragraph_texts,
)
from .charts import chart_svg
from .numbering import document_number
from .punctuation import normalise
from .signing import note_text


def render_html(document: Document) -> SafeString:
    """The paper as an `<article class="paper">` to put into a page below its own `<h1>`.

    Semantic HTML without any style of its own, numbered and punctuated as in the PDF.
    """
    attached = document.all_attachments
    return render_to_string(
        "documents/paper.html",
        {
            "title": _one_line(document.title),
            "subtitle": normalise(document.subtitle).lstrip("—"),
            "byline": normalise(document.byline),
            "red_head": _one_line(document.red_head),
            "doc_number": document_number(normalise(document.doc_number)),
            "recipient": normalise(document.recipient).rstrip("：:"),
            "blocks": list(_shown(document.body, document)),
            "attached": [_one_line(one.title) for one in attached],
            "attachments": [
                {"title": _one_line(one.title), "blocks": list(_shown(one.blocks, document))}
                for one in attached
            ],
            "imprint": document.imprint,
        },
    )


def _one_line(text: str) -> str:
    return normalise(text).replace("\n", "")


def _shown(blocks: Sequence[Block], document: Document) -> Iterator[dict[str, Any]]:
    """Each block as what the template shows; breaks and blanks are a matter of paper."""
    # Heading elements must not skip a level, even where a paper does (一、 then 1.).
    used = sorted({block.level for block in blocks if isinstance(block, Heading)})
    showers: dict[type, Callable[[Any], dict[str, Any]]] = {
        Paragraph: lambda text: _texts(paragraph_texts(text.text), text.align),
        Items: lambda items: _texts(item_texts(items)),
        Table: _table,
        Facts: _facts,
        Form: _form,
        Chart: lambda chart: {"kind": "chart", "picture": chart_svg(chart)},
        Signature: lambda signature: _signature(signature, document),
    }
    for mark, block in numbered(blocks, document.depth):
        if isinstance(block, Heading):
            yield {**_heading(mark, block), "rank": used.index(block.level) + 1}
        elif not isinstance(block, PageBreak | Spacer):
            yield showers[type(block)](block)


def _texts(texts: list[str], align: str = "") -> dict[str, Any]:
    return {"kind": "text", "texts": texts, "align": align}


def _facts(facts: Facts) -> dict[str, Any]:
    pairs = [(normalise(label), cell_text(value)) for label, value in facts.pairs]
    return {"kind": "facts", "pairs": pairs}


def _form(form: Form) -> dict[str, Any]:
    return _facts(Facts([pair for row in form.rows for pair in row.pairs]))


def _heading(mark: str, heading: Heading) -> dict[str, Any]:
    first, *others = paragraph_texts(heading.run_on) or [""]
    return {
        "kind": "heading",
        "level": heading.level,
        "text": mark + heading_text(heading),
        "run_on": first,
        "texts": others,
    }


def _table(table: Table) -> dict[str, Any]:
    columns = [
        {"title": normalise(column.title), "align": column.align} for column in table.columns
    ]

    def row(values: Sequence[Any]) -> list[dict[str, Any]]:
        return [
            {"text": cell_text(value), **column}
            for value, column in zip(values, columns, strict=True)
        ]

    return {
        "kind": "table",
        "caption": normalise(table.caption),
        "unit": normalise(table.unit),
        "columns": columns,
        "rows": [row(values) for values in table.rows],
        "total": row(table.total) if table.total is not None else [],
        "empty": table.empty,
    }


def _signature(signature: Signature, document: Document) -> dict[str, Any]:
    day = signature.date or document.date
    return {
        "kind": "signature",
        "issuer": _one_line(signature.issuer or document.issuer),
        "dated": official_date(day) if day else "",
        "day": day,
        "note": note_text(document),
    }
