"""PDFs of our own making may be shown inside our own pages, and nowhere else."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp
from django.views.decorators.clickjacking import xframe_options_sameorigin

from union_site.door import View


def embeddable_pdf(view: View) -> View:
    """Marks a view whose PDF is shown in a frame of ours.

    The site's policy would also forbid the browser's own PDF viewer to draw; a PDF runs no
    script of ours, so only the rule about frames is kept.
    """
    framed: Any = xframe_options_sameorigin(view)
    shown: View = csp({"frame-ancestors": [SELF]})(framed)
    return shown
