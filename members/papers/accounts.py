"""Papers of the roster: slips with usernames and one-time passwords."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from members.models import Slip
from union_site.documents import Align, Column, Document, Paragraph, Table
from union_site.models import Union


def slip_sheet(slips: Iterable[Slip], *, union: Union, on: datetime.date, address: str) -> Document:
    """One line for each member, to be cut apart and handed over in person."""
    lead = (
        f"登录地址：{address}。用户名一般是手机号，也可以用下表的用户名。首次登录须修改密码。"
        "请裁开后当面交给本人，不要拍照转发。"
    )
    table = Table(
        columns=[
            Column("姓名", 1.2),
            Column("工会小组", 1.4),
            Column("用户名", 1.8),
            Column("一次性密码", 1.6, Align.CENTER),
        ],
        rows=[[slip.name, slip.group, slip.username, slip.password] for slip in slips],
        row_lines=1.6,
    )
    return Document(
        title="会员账号密码条", issuer=union.name, date=on, blocks=[Paragraph(lead), table]
    )
