"""Made-up content for the style guide: no real person, school or figure."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from union_site import desk
from union_site.findings import Finding, Level

ZONE = ZoneInfo("Asia/Shanghai")
TOO_LONG = "三楼东侧饮水机经常没有热水，冬天老师们要跑到一楼打水，建议检修或更换。" * 4

COLOURS = (
    "red",
    "red-tint",
    "ok-tint",
    "warn-tint",
    "info-tint",
    "paper",
    "canvas",
    "line",
    "edge",
)

# name of a sample page: whose frame, and the place that is active in it
PAGES = {
    "workbench": ("chair", "工作台"),
    "proposal-detail": ("chair", "提案箱"),
    "district-board": ("district", "年度总结报送"),
    "members": ("chair", "会员名册"),
    "form": ("chair", "会员名册"),
    "phone": ("teacher", "首页"),
    "phone-write": ("teacher", "提案"),
    "stress": ("long", "工作台"),
}

NAVIGATION: dict[str, list[tuple[str, list[tuple[str, int]]]]] = {
    "chair": [
        ("", [("工作台", 0)]),
        ("组织", [("会员名册", 0), ("工会小组与委员会", 0), ("荣誉", 0)]),
        ("民主管理", [("教代会", 0), ("提案箱", 4), ("校务公开", 0)]),
        ("服务", [("慰问走访", 2), ("福利与经费", 0), ("活动", 0)]),
        ("文书", [("年度总结", 0), ("工作计划", 0)]),
    ],
    "district": [
        ("", [("工作台", 0)]),
        ("基层工会", [("工会登记册", 0), ("换届提醒", 3)]),
        ("报送", [("年度总结报送", 0), ("工作计划报送", 0)]),
        ("文书", [("全区汇总", 0), ("比较", 0)]),
    ],
    "teacher": [
        ("", [("首页", 0)]),
        ("民主管理", [("提案", 0), ("教代会", 1)]),
        ("服务", [("活动", 0), ("我的福利", 0)]),
    ],
    "long": [("", [("工作台", 0)])]
    + [
        (f"第{number}组", [(f"名称相当长的一个导航条目之{n}", 12345 * (n % 2)) for n in range(6)])
        for number in "一二三四五"
    ],
}

SEATS = {
    "chair": [("滨海区实验小学工会", "主席"), ("滨海区教育工会", "区工会干部")],
    "district": [("滨海区教育工会", "区工会干部"), ("滨海区实验小学工会", "会员")],
    "teacher": [("滨海区实验小学", "会员")],
    "long": [
        (
            "滨海新区经济技术开发区第三实验外国语学校（东校区）附属幼儿园工会委员会",
            "经费审查委员会主任",
        ),
        ("滨海区教育工会", "区工会干部"),
    ],
}


def frame(seat: str, active: str, url: str) -> dict[str, Any]:
    """The frame of a made-up user, in the shape that union_site.context gives."""
    held = [
        {"id": n, "union": {"short_name": name}, "role_label": role, "is_current": n == 0}
        for n, (name, role) in enumerate(SEATS[seat])
    ]
    groups = [
        {
            "label": label,
            "entries": [
                {"label": name, "url": url, "count": count, "is_active": name == active}
                for name, count in entries
            ],
        }
        for label, entries in NAVIGATION[seat]
    ]
    tabs = [
        {"label": label, "url": url, "is_active": label == active}
        for label in ("首页", "提案", "活动", "我的")
    ]
    return {
        "product": "学校工会",
        "seat": held[0],
        "seats": held,
        "navigation": groups,
        "tabs": tabs,
        "notice_count": 12345 if seat == "long" else 3,
        "search_url": "" if seat == "teacher" else url,
        "user_name": "周敏" if seat == "teacher" else "陈晓岚",
        "is_superuser": False,
    }


def _at(month: int, day: int, hour: int, minute: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def _todo(badge: str, tone: str, title: str, detail: str, action: str) -> dict[str, Any]:
    return {
        "badge": badge,
        "tone": tone,
        "title": title,
        "detail": detail,
        "url": "#",
        "action": action,
        "is_primary": tone == "bad",
    }


TODOS = [
    _todo(
        "超期 2 天",
        "bad",
        "提案 2026-017“图书角增加夜灯”待答复",
        "承办：总务处 · 应于 11月19日 前答复",
        "催办",
    ),
    _todo(
        "还剩 3 天",
        "warn",
        "住院慰问：周敏老师",
        "五必访 · 11月24日 前走访 · 标准 1,000.00 元",
        "登记走访",
    ),
    _todo(
        "还剩 5 天",
        "warn",
        "教代会材料送达代表",
        "五届二次 · 会前 7 日送达（第五届第二次会议 12月3日）",
        "发送",
    ),
    _todo(
        "12月",
        "info",
        "6 位会员生日，集体生日会 12月11日",
        "蛋糕卡 300.00 元/人，预算余额充足",
        "生成发放单",
    ),
]

EVENTS = [
    {
        "title": "答复时限已过 2 天，已提醒总务处与分管校长",
        "at": _at(11, 21, 8, 0),
        "who": "系统",
        "is_current": True,
    },
    {
        "title": "交总务处主办，应于 11月19日 前答复（10 个工作日）",
        "at": _at(11, 5, 9, 12),
        "who": "陈晓岚（主席）",
        "note": "请与电教组一并查看线路。",
    },
    {"title": "受理，有效", "at": _at(11, 4, 16, 40), "who": "陈晓岚（主席）"},
    {"title": "提交", "at": _at(11, 3, 14, 20), "who": "周敏"},
]

MONTHS: list[tuple[str, list[tuple[str, bool]]]] = [
    ("2月", [("开学工作", True)]),
    ("3月", [("三八活动", True), ("工作计划", True)]),
    ("4月", [("读书征文", True)]),
    ("5月", [("五一活动", True), ("师德学习", True)]),
    ("6月", [("台账整理", True)]),
    ("7月", [("体检", True)]),
    ("8月", []),
    ("9月", [("教师节", True)]),
    ("10月", [("重阳敬老", True), ("续保", True)]),
    ("11月", [("互济会申报", False)]),
    ("12月", [("教代会", False), ("总结", False)]),
    ("1月", [("春节慰问", False)]),
]

SCHOOLS = [
    (
        "滨海区实验小学",
        "公办学校",
        "96.8%",
        "12月18日",
        "ok",
        "已接收",
        "24 / 23",
        "57",
        "18",
        "PDF",
    ),
    (
        "滨海区第二小学",
        "公办学校",
        "100%",
        "12月20日",
        "info",
        "已报送",
        "31 / 28",
        "44",
        "22",
        "PDF",
    ),
    ("海河外国语学校", "民办学校", "91.2%", "", "warn", "退回修改", "12 / 9", "30", "9", "提醒"),
    ("新港幼儿园", "民办幼儿园", "", "", "plain", "撰写中", "", "", "", "提醒"),
    ("春蕾幼儿园", "民办幼儿园", "", "", "bad", "逾期未报", "", "", "", "提醒"),
]
_SCHOOL_KEYS = ("name", "kind", "rate", "on", "tone", "state", "micro", "visits", "held", "act")

PEOPLE = [
    {
        "name": "丁一鸣",
        "group": "一年级组",
        "joined": "2011年9月1日",
        "tone": "ok",
        "state": "在册",
    },
    {"name": "龚䶮", "group": "英语组", "joined": "2019年9月1日", "tone": "ok", "state": "在册"},
    {
        "name": "陈㛃",
        "group": "行政组",
        "joined": "2024年9月1日",
        "tone": "warn",
        "state": "待审核",
    },
    {"name": "欧阳海燕", "group": "", "joined": "", "tone": "plain", "state": "已退会"},
]

FINDINGS = [
    Finding(
        Level.BLOCK, "R-01", "末位校验码应为 X，表中为 3。", "GB 11643—1999", "第 7 行 身份证号"
    ),
    Finding(
        Level.WARN,
        "C-04",
        "教职工代表中教师占 58%，低于 60%。",
        "《学校教职工代表大会规定》第十条",
    ),
    Finding(Level.INFO, "R-09", "全角数字已按半角读取。", where="第 9 行"),
]


def _chip(label: str, count: int | None, is_active: bool = False) -> dict[str, Any]:
    return {"label": label, "count": count, "url": "?", "is_active": is_active}


def _job(state: str, done: int, total: int, message: str) -> dict[str, Any]:
    label = "生成年度工作总结（PDF）"
    return {"label": label, "state": state, "done": done, "total": total, "message": message}


def components() -> dict[str, Any]:
    """The arguments of every component."""
    return {
        "tiles": [
            desk.Tile("在册会员", "63", "#", note="本年 +4", tone="ok"),
            desk.Tile("微提案（本年）", "24", "#", note="办结 23 件 · 95.8%"),
            desk.Tile("慰问（本年）", "57", "#", unit="人次", note="18,600.00 元 · 预算 62%"),
            desk.Tile("活动（本年）", "18", "#", unit="场", note="742 人次"),
        ],
        "todos": TODOS,
        "events": EVENTS,
        "months": [
            {
                "label": label,
                "is_now": label == "11月",
                "entries": [{"label": text, "is_done": done} for text, done in entries],
            }
            for label, entries in MONTHS
        ],
        "schools": [dict(zip(_SCHOOL_KEYS, row, strict=True)) for row in SCHOOLS],
        "findings": FINDINGS,
        "facts": [
            ("状态", "办理中"),
            ("主办", "总务处（李老师）"),
            ("协办", "电教组"),
            ("分管领导", "王副校长"),
            ("应答复", "11月19日"),
            ("已延期", "无"),
            ("评价", ""),
            ("公示", "未公示"),
        ],
        "after": ["分管领导审核", "周敏评价", "公示"],
        "steps": [
            {"name": "convert", "label": "转为提案", "url": "#"},
            {"name": "extend", "label": "延期一次", "url": "#"},
            {"name": "urge", "label": "催办", "url": "#", "is_primary": True},
        ],
        "trail": [("工作台", "#"), ("提案箱", "#"), ("微提案 2026-017", "")],
        "state_chips": [
            _chip("全部", 12, True),
            _chip("未报", 2),
            _chip("待接收", 2),
            _chip("退回", 1),
            _chip("已接收", 7),
        ],
        "kind_chips": [_chip("公办学校", None), _chip("民办学校", None), _chip("民办幼儿园", None)],
        "jobs": [
            (_job("queued", 0, 0, ""), None),
            (_job("running", 5, 8, "正在排版第五节"), 95),
            (_job("done", 8, 8, "共 9 页"), None),
            (_job("failed", 3, 8, "第三节缺少负责人签名，请补齐后重试。"), None),
        ],
        "votes": [("应到代表", "60 人"), ("实到", "55 人"), ("赞成", "41 票"), ("反对", "9 票")],
        "errands": [
            desk.Errand("写", "写微提案", "100 字以内，可匿名", "#", is_main=True),
            desk.Errand("票", "投票表决", "1 项待投 · 今天 17:00 截止", "#"),
            desk.Errand("签", "扫码签到", "教代会、活动", "#"),
        ],
        "mine": [
            desk.Mine("图书角增加夜灯", "总务处：已采购，下周安装。请评价", "#", "已答复", "ok"),
            desk.Mine("元旦趣味运动会", "12月30日 15:30 · 操场 · 余 12 名", "#", "报名中"),
        ],
    }
