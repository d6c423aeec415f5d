"""What the demonstration says of two sessions; every person and number is made up."""

from __future__ import annotations

from typing import NamedTuple


class Telling(NamedTuple):
    """Milestones (line, days before, number, note), agenda, papers, and what was said of them."""

    milestones: list[tuple[str, int, str, str]]
    plenary: list[tuple[str, str, str, str, int]]
    records: dict[str, str]
    papers: list[tuple[str, str, str]]
    opinions: dict[str, list[tuple[str, str, str]]]
    unread: int


def _before(request: int, approval: int, notice: int) -> list[tuple[str, int, str, str]]:
    """Up to the notice; each session has document numbers of its own."""
    return [
        ("request", 46, f"工会请〔{{year}}〕{request}号", ""),
        ("approval", 42, f"党支复〔{{year}}〕{approval}号", "同意召开，议题按请示办理"),
        ("office", 36, "", "秘书组、会务组、代表资格审查小组"),
        ("topics", 31, "", "工会提出，校务会确定"),
        ("notice", 12, f"工会〔{{year}}〕{notice}号", ""),
    ]


DISCUSSION = [
    ("分组讨论", "other", "procedure", "各代表团团长", 30),
    ("讨论意见采纳情况的说明", "other", "hear", "主席团", 10),
]
CLOSING = [
    ("会议决议（草案）", "other", "adopt", "执行主席", 10),
    ("闭幕", "other", "procedure", "执行主席", 5),
]

HELD = Telling(
    milestones=[
        *_before(3, 5, 11),
        ("report_above", 37, "", "区教育工会电话同意"),
        ("offices", 0, "", "举手通过"),
        ("presidium_meeting", 0, "", "推选执行主席"),
        ("publish", -3, "", "教工之家公告栏和校园网，公示 7 天"),
        ("report", -5, "工会〔{year}〕14号", "报区教育工会"),
    ],
    plenary=[
        ("校务公开情况报告", "reports", "hear", "校务公开办公室", 15),
        ("教职工食堂管理办法（草案）的起草说明", "other", "hear", "总务处", 10),
        *DISCUSSION,
        ("教职工食堂管理办法", "other", "adopt", "执行主席", 10),
        *CLOSING,
    ],
    records={
        "代表资格审查报告": "应到正式代表 29 人，资格审查全部合格。",
        "主席团名单": "举手表决，全票通过。",
        "校务公开情况报告": "报告本学期公开事项 12 项，回应意见 3 条。",
        "教职工食堂管理办法（草案）的起草说明": "总务处说明起草经过和主要内容。",
        "教职工食堂管理办法": "代表讨论、主席团说明意见采纳情况后表决。",
        "分组讨论": "三个代表团分别讨论，汇总意见 6 条。",
        "讨论意见采纳情况的说明": "主席团说明采纳 4 条、部分采纳 1 条、解释说明 1 条。",
    },
    papers=[
        (
            "教职工食堂管理办法（讨论稿）",
            "教职工食堂管理办法",
            "一、适用范围\n本办法适用于在校就餐的全体教职工。\n"
            "二、供餐时间\n工作日早餐 7:00 至 8:00，午餐 11:30 至 13:00。\n"
            "三、伙食管理\n食堂成本每月核算，收支情况每月在教工之家公布。\n"
            "四、监督\n膳食委员会由教职工代表组成，每学期评议两次。",
        ),
        (
            "校务公开情况报告",
            "校务公开情况报告",
            "一、公开事项\n本学期公开财务、工程、评优等事项共 12 项。\n"
            "二、意见办理\n收到意见 3 条，均已答复。\n三、下一步\n每月第一周集中公开上月财务收支。",
        ),
    ],
    opinions={
        "教职工食堂管理办法（讨论稿）": [
            ("午餐结束时间建议延长到 13:15，兼顾值班教师。", "adopted", "第二条已修改。"),
            ("建议增加清真窗口。", "partly", "先提供单独餐具和预订，窗口改造列入明年计划。"),
            ("伙食费能否按次结算？", "explained", "充值系统暂不支持按次退费，更换系统时一并考虑。"),
        ],
        "校务公开情况报告": [("财务公开希望附上主要支出明细。", "adopted", "下月起附明细表。")],
    },
    unread=0,
)

# 报区教育工会 is left out on purpose: the checklist says that it is late.
AHEAD = Telling(
    milestones=_before(4, 6, 13),
    plenary=[
        ("提案办理进展情况报告", "proposals", "hear", "提案工作组", 15),
        ("下年度教职工福利方案（草案）的起草说明", "other", "hear", "工会副主席", 10),
        *DISCUSSION,
        ("下年度教职工福利方案", "staff_interest", "adopt", "执行主席", 10),
        *CLOSING,
    ],
    records={},
    papers=[
        (
            "下年度教职工福利方案（讨论稿）",
            "下年度教职工福利方案",
            "一、节日慰问\n按规定的法定节日发放慰问品，实名签收。\n"
            "二、生日慰问\n每位会员每年一次，发放蛋糕券。\n"
            "三、体检和疗休养\n每年组织一次体检；疗休养每三年轮一次。\n"
            "四、困难帮扶\n因病因灾致困的会员，经委员会审议给予一次性补助。\n"
            "五、经费\n在工会经费预算内列支，按季公布。",
        ),
        (
            "提案办理进展情况报告",
            "提案办理进展情况报告",
            "一、总体情况\n本届以来收到提案 8 件，办结 5 件，正在办理 3 件。\n"
            "二、主要进展\n教师停车位调整、午休室改造已经完成。\n"
            "三、未办结原因\n操场照明改造待区里批复资金。",
        ),
        (
            "表决办法（草案）",
            "表决办法和监票人、计票人名单",
            "一、涉及教职工切身利益的事项用无记名投票，其他事项举手表决。\n"
            "二、同意票超过全体正式代表的半数为通过。\n"
            "三、总监票人、监票人从不是候选人的代表中推选。",
        ),
    ],
    opinions={
        "下年度教职工福利方案（讨论稿）": [
            ("疗休养名额分配建议向班主任适当倾斜。", "", ""),
            ("生日慰问希望可以在蛋糕券和书券中任选。", "adopted", "第二条改为任选其一。"),
            ("体检项目能否增加颈椎、嗓音检查？", "", ""),
        ],
        "表决办法（草案）": [("建议投票前由监票人当众检查票箱。", "adopted", "已补充进第三条。")],
    },
    unread=5,
)

DISCUSSIONS = [
    "一致认为办法符合实际。建议延长午餐供应时间，照顾午间值班的教师。\n对伙食成本公开表示赞成。",
    "赞成成立膳食委员会，建议每个年级至少一名代表。\n希望公布食材采购的供应商名单。",
    "原则同意。建议在办法中写明意见反馈的渠道和答复时限。",
]
