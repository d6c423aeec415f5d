"""Acts on sheets of wage bases: reading one, previewing it, writing it; all of it or nothing.

The preview is the same run as the import, without writing, and made anew whenever it is shown.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction

from members.actions import dues, dues_books
from members.checks.dues import CENT
from members.models import BaseImport, DuesAccount, DuesYear
from members.models.dues import HIGHEST_BASE
from members.models.people import id_hash
from members.workflow.dues import BASE_IMPORT
from union_site import audit
from union_site.collation import clean_name
from union_site.findings import Finding, Level
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.spreadsheets import (
    Expected,
    Layout,
    Table,
    UnreadableSheet,
    as_text,
    read_table,
    write_xlsx,
)
from union_site.workflow import advance

LAYOUT = Layout(
    (
        Expected("seq", "序号", ("编号", "序"), is_counter=True),
        Expected("name", "姓名", ("教师姓名", "职工姓名", "会员姓名", "员工姓名", "名字")),
        Expected("staff_no", "工号", ("教工号", "职工号", "人员编号")),
        Expected("id_number", "证件号码", ("身份证号", "身份证号码", "身份证", "证件号")),
        Expected(
            "base",
            "工资基数",
            ("基数", "月工资基数", "会费基数", "缴费基数", "月基本工资", "岗位工资加薪级工资"),
            is_required=True,
        ),
    )
)
_MONEY_NOISE = re.compile(r"[\s,，元¥￥]+")
_SMALL, _TIMES = Decimal(500), Decimal(2)


@dataclass(frozen=True)
class BaseRow:
    """A row that names somebody, and the base it would give them."""

    number: int
    account: DuesAccount
    base: Decimal

    @property
    def is_changed(self) -> bool:
        return self.account.monthly_base != self.base


@dataclass
class Run:
    """What a sheet would do: the same for the preview and for the import."""

    rows: list[BaseRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def changed(self) -> list[BaseRow]:
        return [row for row in self.rows if row.is_changed]

    @property
    def blocking_count(self) -> int:
        return sum(1 for finding in self.findings if finding.level == Level.BLOCK)

    @property
    def fingerprint(self) -> str:
        """The same if and only if the same would be written over the same."""
        parts = [(r.account.pk, str(r.account.monthly_base), str(r.base)) for r in self.rows]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def say(self, level: Level, number: int, code: str, sentence: str) -> None:
        self.findings.append(Finding(level, code, sentence, where=f"第 {number} 行"))


# --- bringing ------------------------------------------------------------------------------


@transaction.atomic
def bring(*, dues_year: DuesYear, content: bytes, file_name: str, by: Seat) -> BaseImport:
    """Reads a sheet and keeps what its cells say, sealed, until it is decided upon."""
    dues_books.require_manager(by, dues_year.union_id)
    year = dues_books.hold_open_year(dues_year)
    kept = list(_cells(_read(content)))
    brought = BaseImport(
        union_id=year.union_id,
        dues_year=year,
        file_name=file_name[:200],
        sealed=json.dumps(kept, ensure_ascii=False),
        row_count=len(kept),
        by=by,
    )
    brought.full_clean()
    brought.save()
    audit.record(verb="dues.bring_bases", label="上传工资基数", by=by, thing=brought)
    return brought


def _read(content: bytes) -> Table:
    try:
        table = read_table(content, LAYOUT)
    except UnreadableSheet as refused:
        raise ValidationError({"file": refused.sentence}) from refused
    if not {"name", "staff_no", "id_number"} & set(table.placed):
        raise ValidationError(
            {"file": "表里要有“姓名”“工号”“证件号码”中的一列，才知道是谁的基数。"}
        )
    if not table.rows:
        raise ValidationError({"file": f"工作表“{table.sheet}”的表头下面没有数据行。"})
    return table


def _cells(table: Table) -> Iterator[list[str]]:
    """Number, name, staff number, hash of the ID number, base: no ID number is kept."""
    for row in table.rows:
        cells = {
            key: as_text(row.cells[placed.index])
            for key, placed in table.placed.items()
            if placed.index < len(row.cells)
        }
        number = cells.get("id_number", "").replace(" ", "").upper()
        yield [
            str(row.number),
            clean_name(cells.get("name", "")),
            cells.get("staff_no", ""),
            id_hash(number),
            cells.get("base", ""),
        ]


# --- the one run ---------------------------------------------------------------------------


def run(brought: BaseImport) -> Run:
    """What the sheet would do now. Empty once it was decided upon."""
    found = Run()
    if not brought.sealed:
        return found
    people = _People(brought.dues_year)
    seen: Counter[int] = Counter()
    for number, name, staff_no, number_hash, text in json.loads(brought.sealed):
        place = int(number)
        account = people.find(found, place, name, staff_no, number_hash)
        base = _base(found, place, text)
        if account is None or base is None:
            continue
        seen[account.pk] += 1
        if seen[account.pk] > 1:
            sentence = f"{account.member}在表里出现了不止一次，请只留一行。"
            found.say(Level.BLOCK, place, "twice", sentence)
            continue
        _compare(found, place, account, base)
        found.rows.append(BaseRow(place, account, base))
    return found


class _People:
    """The accounts of a year, by whatever a row may name a person with."""

    def __init__(self, year: DuesYear) -> None:
        self.by_name: dict[str, list[DuesAccount]] = defaultdict(list)
        self.by_number: dict[str, DuesAccount] = {}
        self.by_hash: dict[str, DuesAccount] = {}
        for account in year.accounts.select_related("member"):
            member = account.member
            self.by_name[member.name].append(account)
            if member.staff_no:
                self.by_number[member.staff_no.casefold()] = account
            if member.id_hash:
                self.by_hash[member.id_hash] = account

    def find(
        self, found: Run, place: int, name: str, staff_no: str, number_hash: str
    ) -> DuesAccount | None:
        """By ID number, then staff number, then name; says what is wrong where it is not clear."""
        account = self.by_hash.get(number_hash) or self.by_number.get(staff_no.casefold())
        who = name or staff_no or "这一行"
        if account is None and not name:
            sentence = f"{who}不在本年会费账上，请核对工号或证件号码。"
            found.say(Level.BLOCK, place, "nobody", sentence)
            return None
        if account is None:
            return self._by_name(found, place, name)
        if name and account.member.name != name:
            sentence = f"按工号或证件号码是“{account.member.name}”，表里写的是“{name}”。"
            found.say(Level.BLOCK, place, "other_name", sentence)
            return None
        return account

    def _by_name(self, found: Run, place: int, name: str) -> DuesAccount | None:
        accounts = self.by_name.get(name, [])
        if len(accounts) == 1:
            return accounts[0]
        if accounts:
            sentence = f"有 {len(accounts)} 名会员叫“{name}”，请加上工号或证件号码。"
        else:
            sentence = f"“{name}”不在本年会费账上；不是会员的请删去这一行。"
        found.say(Level.BLOCK, place, "namesakes" if accounts else "nobody", sentence)
        return None


def _base(found: Run, place: int, text: str) -> Decimal | None:
    if not text:
        found.say(Level.WARN, place, "empty", "没有填基数，这一行不改。")
        return None
    try:
        value = Decimal(_MONEY_NOISE.sub("", text))
    except InvalidOperation:
        found.say(Level.BLOCK, place, "not_a_sum", f"“{text[:20]}”不是金额。")
        return None
    if not value.is_finite() or not 0 <= value <= HIGHEST_BASE:
        sentence = f"基数应在 0 到 {HIGHEST_BASE:,.0f} 元之间。"
        found.say(Level.BLOCK, place, "out_of_range", sentence)
        return None
    # A spreadsheet stores 4307.10 as 4307.1000000000004; that is not a third decimal.
    if abs(value - value.quantize(CENT)) > Decimal("0.00001"):
        found.say(Level.BLOCK, place, "decimals", f"“{text[:20]}”最多写到分。")
        return None
    return value.quantize(CENT)


def _compare(found: Run, place: int, account: DuesAccount, base: Decimal) -> None:
    """What is possible but unlikely is said, and may be written all the same."""
    old = account.monthly_base
    if old and (base > old * _TIMES or base * _TIMES < old):
        sentence = f"{account.member}的基数由 {old:,.2f} 变为 {base:,.2f}，相差一倍以上。"
        found.say(Level.WARN, place, "far_off", sentence)
    elif not old and 0 < base < _SMALL:
        sentence = f"{account.member}的基数只有 {base:,.2f} 元，是不是填成了会费？"
        found.say(Level.WARN, place, "small", sentence)


# --- deciding ------------------------------------------------------------------------------


@transaction.atomic
def apply(*, brought: BaseImport, seen: str, by: Seat, now: datetime.datetime) -> BaseImport:
    """Writes what the preview showed. `seen` is the fingerprint of that preview."""
    dues_books.require_manager(by, brought.union_id)
    year = dues_books.hold_open_year(brought.dues_year)
    locked = BaseImport.objects.select_related("union", "dues_year").get(pk=brought.pk)
    found = run(locked)
    if found.blocking_count:
        raise ValidationError(f"还有 {found.blocking_count} 处须改正，什么也没有写入。")
    if locked.sealed and found.fingerprint != seen:
        raise ValidationError("预览之后账上有了变动，没有写入。下面是重新核对的结果，请再看一遍。")
    changed = found.changed
    advance(
        BASE_IMPORT,
        thing=locked,
        step="apply",
        by=by,
        note=f"{len(changed)} 人",
        changes={"sealed": None, "applied_at": now, "changed_count": len(changed)},
    )
    accounts = []
    for row in changed:
        row.account.dues_year = year
        row.account.monthly_base = row.base
        accounts.append(row.account)
    dues_books.resettle(accounts, "monthly_base")
    return locked


@transaction.atomic
def discard(*, brought: BaseImport, by: Seat | None) -> BaseImport:
    advance(BASE_IMPORT, thing=brought, step="discard", by=by, changes={"sealed": None})
    return brought


def forget(*, now: datetime.datetime) -> int:
    """For the clock: sheets that nobody decided upon in time (PIPL art. 19)."""
    forgotten = 0
    waiting = BaseImport.objects.filter(state=BaseImport.State.PREVIEWED)
    for union in Union.objects.filter(pk__in=waiting.values("union")):
        days = norm("members.import_file_days", union=union, on=now.date()).number
        old = waiting.of_union(union).filter(at__lt=now - datetime.timedelta(days=days))
        for brought in old.select_related("union"):
            discard(brought=brought, by=None)
            forgotten += 1
    return forgotten


def form(*, dues_year: DuesYear, by: Seat) -> bytes:
    """The year's people with the bases as they are, to be filled in and brought back."""
    dues_books.require_manager(by, dues_year.union_id)
    accounts = list(dues_year.accounts.all().owing().for_list().in_order("group"))
    dues.note_export(by=by, what="工资基数表", count=len(accounts))
    rows = [
        [
            account.member.name,
            account.member.staff_no,
            account.member.group.name if account.member.group else "",
            account.monthly_base,
        ]
        for account in accounts
    ]
    lead = [f"{dues_year}工资基数（岗位工资＋薪级工资，不含津贴、奖金、加班费）"]
    headings = ["姓名", "工号", "工会小组", "工资基数"]
    with write_xlsx(headings, rows, title="工资基数", lead=lead, widths=[14, 14, 18, 14]) as file:
        return file.read()
