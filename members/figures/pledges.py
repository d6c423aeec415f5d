"""Numbers of pledges: how many were asked, how many signed, and the share."""

from __future__ import annotations

from django.urls import reverse

from members.models import Pledge
from union_site import figures
from union_site.figures import Figure, Rate, Rows, Span
from union_site.models import Union

GROUP = "会员"


def _pledges(union: Union, span: Span) -> Rows:
    """Those put forward whose signing began in the span; a draft asks nobody."""
    return Pledge.objects.of_union(union).put_forward().between(span.first, span.last)


def _asked(rows: Rows) -> int:
    return sum(tally.asked for tally in rows.tallies().values())


def _signed(rows: Rows) -> int:
    return sum(tally.signed for tally in rows.tallies().values())


def _url(span: Span) -> str:
    return f"{reverse('members:pledges')}?state=asked&from={span.first}&to={span.last}"


figures.register(
    Figure(
        code="members.pledges_asked",
        label="承诺书应签",
        unit="人次",
        rows=_pledges,
        url=_url,
        measure=_asked,
        group=GROUP,
    ),
    Figure(
        code="members.pledges_signed",
        label="承诺书已签",
        unit="人次",
        rows=_pledges,
        url=_url,
        measure=_signed,
        group=GROUP,
    ),
    Rate(
        code="members.pledge_rate",
        label="承诺书签订率",
        numerator="members.pledges_signed",
        denominator="members.pledges_asked",
        group=GROUP,
    ),
)
