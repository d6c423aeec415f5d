"""The outlines of both papers as data: sections, what each speaks of, and its first sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clause:
    """A sentence made of figures; left out where one of them is missing or the first is 0."""

    text: str  # {code} stands for a number with its unit
    codes: tuple[str, ...]


@dataclass(frozen=True)
class SectionOutline:
    key: str
    heading: str  # without its number, which is made when printed
    hint: str  # what belongs here, shown beside the field
    clauses: tuple[Clause, ...] = ()
    more_codes: tuple[str, ...] = ()  # figures shown beside the text but not drafted
    groups: tuple[str, ...] = ()  # groups of figures that other apps may add to

    @property
    def codes(self) -> tuple[str, ...]:
        found = [code for clause in self.clauses for code in clause.codes]
        return tuple(dict.fromkeys([*found, *self.more_codes]))


def _clause(text: str, *codes: str) -> Clause:
    return Clause(text, codes)


# Order and contents as school unions write their summaries.
SUMMARY: tuple[SectionOutline, ...] = (
    SectionOutline("lead", "", "一年的总体情况：在谁的领导下、围绕什么主题、做成了什么。"),
    SectionOutline(
        "thought",
        "思想引领与师德建设",
        "政治学习、师德活动、主题教育、典型宣传；写清场次和参加人次。",
        (_clause("全年组织学习培训{0}。", "activities.trainings"),),
    ),
    SectionOutline(
        "democracy",
        "民主管理",
        "教代会、决议落实、提案和微提案办理、校务公开。",
        (
            _clause("全年召开教代会{0}。", "congress.sessions"),
            _clause("形成决议决定{0}。", "congress.resolutions"),
            _clause(
                "“100字提案箱”收到微提案{0}，其中有效{1}，已办结{2}，解决率{3}。",
                "proposals.micro_received",
                "proposals.micro_valid",
                "proposals.micro_resolved",
                "proposals.resolution_rate",
            ),
            _clause(
                "收到教代会提案{0}，立案{1}，转作意见建议{2}；已答复{3}，答复率{4}。",
                "proposals.formal_received",
                "proposals.formal_docketed",
                "proposals.formal_converted",
                "proposals.formal_replied",
                "proposals.formal_reply_rate",
            ),
            _clause(
                "立案提案中已解决{0}，解决率{1}；提案人评价满意和基本满意{2}。",
                "proposals.formal_solved",
                "proposals.formal_solved_rate",
                "proposals.formal_satisfaction_rate",
            ),
        ),
        groups=("民主管理", "提案"),
    ),
    SectionOutline(
        "service",
        "维权与服务",
        "慰问走访、困难帮扶、互助保障、体检疗养、女职工和新教师。",
        (
            _clause(
                "全年开展慰问{0}、{1}，支出慰问金{2}。",
                "welfare.campaigns",
                "welfare.visits",
                "welfare.amount",
            ),
            _clause("送上生日慰问{0}。", "welfare.birthday_cards"),
        ),
        groups=("服务", "福利"),
    ),
    SectionOutline(
        "activities",
        "文体活动与教学助力",
        "文体活动、社团、读书征文、基本功竞赛、师徒结对。",
        (_clause("全年组织各类活动{0}，参加{1}。", "activities.held", "activities.attendance"),),
        groups=("活动",),
    ),
    SectionOutline(
        "building",
        "自身建设",
        "会员发展、工会小组、干部培训、经费管理、宣传和档案。",
        (
            _clause("现有会员{0}，其中女会员{1}。", "members.active", "members.women"),
            _clause("本年新入会{0}。", "members.joined"),
            _clause(
                "年初计划{0}，已完成{1}，完成率{2}。",
                "reports.plan_items",
                "reports.plan_done",
                "reports.plan_rate",
            ),
        ),
        more_codes=("reports.staff", "reports.coverage"),
        groups=("组织",),
    ),
    SectionOutline("honours", "荣誉", "集体和个人获得的表彰：名称、级别、授予单位。"),
    SectionOutline(
        "problems", "存在问题", "一至三条，写实；可从未完成的计划事项和未满意的提案中找。"
    ),
    SectionOutline("next_year", "下一年打算", "三至五条，与下一年工作计划的主题一致。"),
)
SECTIONS = {outline.key: outline for outline in SUMMARY}
OTHER_FIGURES = "building"  # figures that no outline names are shown there

# These are broken down by month, for the chart at the end of the summary.
MONTHLY = ("activities.held", "activities.attendance", "welfare.visits", "proposals.micro_received")

PLAN_THEMES: tuple[tuple[str, str], ...] = (
    (
        "强化政治引领，筑牢思想根基",
        "组织专题学习：定期组织教职工学习党的创新理论，每次有记录。\n"
        "加强师德建设：开展师德建设月活动，组织师德讲堂，签订师德承诺书。",
    ),
    (
        "深化民主管理，保障民主权利",
        "开好教职工代表大会：重大事项和涉及切身利益的制度提交教代会审议。\n"
        "办好提案：用好“100字提案箱”，做到件件有答复。\n"
        "推进校务公开：按规定的内容、程序和时间公开。",
    ),
    (
        "聚焦工会职能，服务会员需求",
        "落实福利保障：做好节日慰问、生日祝福和健康体检，做到及时、规范、公平。\n"
        "开展帮扶慰问：坚持五必访制度，掌握困难教职工情况并建档。",
    ),
    (
        "丰富文体生活，助力教育教学",
        "开展文体活动：办好“三八”、教师节、元旦等节庆活动和教职工社团。\n"
        "助力专业成长：组织师徒结对、基本功竞赛和读书征文。",
    ),
    (
        "加强自身建设，激发组织活力",
        "规范经费管理：严格执行预算，按制度收支，接受经审监督。\n"
        "健全档案台账：活动和慰问及时登记，年末整理归档。",
    ),
)

# (from, to, text, kind): what the year of a school union asks for anyway.
PLAN_CALENDAR: tuple[tuple[int, int, str, str], ...] = (
    (2, 2, "配合学校行政做好开学工作", "office"),
    (3, 3, "制定年度工会工作计划", "office"),
    (3, 3, "组织“三八”妇女节活动", "activity"),
    (4, 4, "组织青年教师读书征文活动", "activity"),
    (5, 5, "组织“五一”国际劳动节庆祝活动", "activity"),
    (5, 5, "组织师德师风学习", "study"),
    (6, 6, "完成上级工会布置的各类报表，整理工作台账", "office"),
    (7, 7, "整理工会档案", "office"),
    (7, 7, "组织教职工体检", "service"),
    (9, 9, "组织庆祝教师节活动", "activity"),
    (10, 10, "开展重阳节敬老活动", "service"),
    (10, 10, "做好互助保险续保工作", "service"),
    (11, 11, "上报帮困互济会申报材料", "service"),
    (12, 1, "总结全年工会工作，做好资料整理", "office"),
    (12, 1, "做好春节慰问工作", "service"),
    (12, 1, "组织辞旧迎新元旦活动", "activity"),
)
