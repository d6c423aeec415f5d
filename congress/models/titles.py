"""What a session is called: 届 and 次 of its series, and of the union congress it meets with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from congress.models.terms import CongressTerm, Series
from union_site.calendar import chinese_number, ordinal

if TYPE_CHECKING:
    from congress.models.sessions import Session


def full(session: Session) -> str:
    """第五届教职工代表大会暨第六届工会会员代表大会第一次会议."""
    own = _full(session.term, session.session_no, is_enlarged=session.is_enlarged)
    if session.joint_term is None or session.joint_session_no is None:
        return own
    joint = _full(session.joint_term, session.joint_session_no)
    is_same = session.session_no == session.joint_session_no
    if is_same and session.term.term_no and session.joint_term.term_no:
        return f"{session.term}暨{joint}"
    return f"{own}暨{joint}"


def _full(term: CongressTerm, session_no: int, *, is_enlarged: bool = False) -> str:
    if term.series == Series.COMMITTEE:
        enlarged = "（扩大）" if is_enlarged else ""
        return f"{term}{ordinal(session_no, '次')}全体{enlarged}会议"
    if term.term_no is None:
        return term.numbered(session_no)
    return f"{term}{ordinal(session_no, '次')}会议"


def short(session: Session) -> str:
    """五届二次教代会, 五届八次全委（扩大）会议, 五届三次教代会暨六届一次工代会."""
    own = _short(session.term, session.session_no, is_enlarged=session.is_enlarged)
    joint = session.joint_term
    if joint is None or session.joint_session_no is None:
        return own
    other = _short(joint, session.joint_session_no)
    number = _number(session.term, session.session_no)
    if joint.term_no and number == _number(joint, session.joint_session_no):
        other = joint.short_form
    return f"{own}暨{other}"


def _short(term: CongressTerm, session_no: int, *, is_enlarged: bool = False) -> str:
    number = _number(term, session_no)
    if term.series == Series.COMMITTEE:
        return f"{number}全委{'（扩大）' if is_enlarged else ''}会议"
    if term.term_no is None and term.series == Series.OTHER:
        return term.numbered(session_no)
    return number + term.short_form


def _number(term: CongressTerm, session_no: int) -> str:
    """五届二次; 第二次 where no 届 is counted."""
    if term.term_no is None:
        return ordinal(session_no, "次")
    return f"{chinese_number(term.term_no)}届{chinese_number(session_no)}次"
