"""Papers: one block model, printed as PDF in the official layout or written as DOCX."""

from .blocks import (
    Align,
    Attachment,
    Block,
    Chart,
    ChartKind,
    Column,
    Document,
    Facts,
    Form,
    FormRow,
    Heading,
    Imprint,
    Items,
    PageBreak,
    Paragraph,
    Picture,
    Series,
    Signature,
    Spacer,
    Table,
    blocks_from_text,
)
from .charts import chart_svg
from .checks import printing_findings
from .docx import render_docx
from .fonts import uncovered_characters
from .numbering import Depth, document_number, strip_number
from .page import render_html
from .pdf import RendererMissing, render_pdf, render_pdfs, subsetting_is_fast
from .punctuation import normalise

__all__ = [
    "Align",
    "Attachment",
    "Block",
    "Chart",
    "ChartKind",
    "Column",
    "Depth",
    "Document",
    "Facts",
    "Form",
    "FormRow",
    "Heading",
    "Imprint",
    "Items",
    "PageBreak",
    "Paragraph",
    "Picture",
    "RendererMissing",
    "Series",
    "Signature",
    "Spacer",
    "Table",
    "blocks_from_text",
    "chart_svg",
    "document_number",
    "normalise",
    "printing_findings",
    "render_docx",
    "render_html",
    "render_pdf",
    "render_pdfs",
    "strip_number",
    "subsetting_is_fast",
    "uncovered_characters",
]
