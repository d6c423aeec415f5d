"""Rules of the offices of a session: who presides, who watches the counting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from congress.checks.preparing import ORDER_32, Preparing
from congress.checks.shares import at_least, more_than, share_of
from congress.models import Delegate
from congress.models.delegates import Category
from union_site.findings import Finding, Level
from union_site.norms import InForce

_HEAD = re.compile(r"(?<!副)(校长|园长|院长)(?!助理|办)")
_UNION_CHAIR = re.compile(r"工会(委员会)?主席")
CITATION = f"{ORDER_32}第二十二条"


def is_head(delegate: Delegate) -> bool:
    return bool(_HEAD.search(delegate.post))


def is_union_chair(delegate: Delegate, chairs: Iterable[int]) -> bool:
    """`chairs`: members who hold the post of chair of the union committee today."""
    return bool(_UNION_CHAIR.search(delegate.post)) or delegate.member_id in set(chairs)


def presidium(
    *, members: Sequence[Delegate], n: int, chairs: Iterable[int], rules: Preparing
) -> list[Finding]:
    """C-11 (Order 32 art. 22). `n`: all full delegates. Nothing where nobody is named yet."""
    if not members:
        return []
    return [
        *_who(members, chairs),
        *_teachers(members, rules.teacher_share),
        *_size(len(members), n, rules.presidium_size),
        *_frontline(members, rules.frontline_share),
    ]


def _warn(code: str, sentence: str, citation: str = CITATION) -> Finding:
    return Finding(Level.WARN, code, sentence, citation, "主席团")


def _who(members: Sequence[Delegate], chairs: Iterable[int]) -> list[Finding]:
    found = []
    others = [str(one) for one in members if not one.votes_at_congress or not one.is_in_office]
    if others:
        sentence = f"{'、'.join(others)}不是在任的正式代表，不能进入主席团。"
        found.append(Finding(Level.BLOCK, "C-11", sentence, CITATION, "主席团"))
    if not any(is_head(one) for one in members):
        sentence = "名单中没有学校主要负责人（按代表登记的职务判断，如校长、园长）。"
        found.append(_warn("C-11h", sentence))
    if not any(is_union_chair(one, chairs) for one in members):
        found.append(_warn("C-11u", "名单中没有工会主席。"))
    return found


def _teachers(members: Sequence[Delegate], rule: InForce) -> list[Finding]:
    teachers = sum(one.category == Category.TEACHER for one in members)
    needed = more_than(len(members), share_of(rule))
    if teachers >= needed:
        return []
    sentence = f"主席团 {len(members)} 人中教师 {teachers} 人，须有 {needed} 人及以上（超过半数）。"
    return [_warn("C-11t", sentence, rule.citation)]


def bounds(rule: InForce, n: int) -> tuple[int, int]:
    """Least and most members: [5, 9], or by the number of delegates {"≤100": [3, 5], …}."""
    value: Any = rule.value
    if isinstance(value, dict):
        steps = sorted((int(step.lstrip("≤")), span) for step, span in value.items())
        value = next((span for limit, span in steps if n <= limit), steps[-1][1])
    low, high = value if isinstance(value, list) else (value, value)
    return min(low, n), high


def _size(count: int, n: int, rule: InForce) -> list[Finding]:
    low, high = bounds(rule, n)
    found = []
    if not low <= count <= high:
        sentence = f"主席团 {count} 人，一般为 {low} 至 {high} 人（正式代表 {n} 人）。"
        found.append(_warn("C-11s", sentence, rule.citation))
    if count % 2 == 0:
        found.append(_warn("C-11o", f"主席团 {count} 人为双数，宜为单数。", ""))
    return found


def _frontline(members: Sequence[Delegate], rule: InForce) -> list[Finding]:
    """Shanghai: half of them at least are no leaders; off where the norm is 0."""
    needed = at_least(len(members), share_of(rule))
    front = sum(not one.is_leader for one in members)
    if front >= needed:
        return []
    sentence = f"主席团 {len(members)} 人中一线教职工 {front} 人，须有 {needed} 人及以上。"
    return [_warn("C-11f", sentence, rule.citation)]


def refused(title: str) -> list[Finding]:
    """C-31: nobody presides over a congress while the list was voted down. `title`: of the vote."""
    if not title:
        return []
    sentence = f"“{title}”未获通过，主席团还没有产生。请修改名单后再次表决，再开全体会议。"
    return [_warn("C-31", sentence)]


def watchers(
    *, watching: Sequence[Delegate], counting: Sequence[Delegate], candidates: Iterable[int]
) -> list[Finding]:
    """Who watches is a delegate and no candidate, and does not count as well (domain 1.7).

    `candidates`: members who stand for election at this session.
    """
    standing = set(candidates)
    found = []
    others = [str(one) for one in watching if not one.votes_at_congress]
    if others:
        sentence = f"监票人须为正式代表：{'、'.join(others)}不是。"
        found.append(Finding(Level.BLOCK, "C-30", sentence, "", "监票人"))
    involved = [str(one) for one in [*watching, *counting] if one.member_id in standing]
    if involved:
        sentence = f"{'、'.join(dict.fromkeys(involved))}是本次选举的候选人，不能监票、计票。"
        found.append(Finding(Level.BLOCK, "C-30c", sentence, "", "监票人、计票人"))
    both = {one.pk for one in watching} & {one.pk for one in counting}
    if both:
        names = "、".join(str(one) for one in watching if one.pk in both)
        sentence = f"{names}既监票又计票，宜分开。"
        found.append(Finding(Level.WARN, "C-30b", sentence, "", "监票人、计票人"))
    return found
