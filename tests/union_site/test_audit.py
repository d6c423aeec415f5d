"""The trail: append-only, chained, and every tampering is found."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from union_site import audit
from union_site.models import AuditChain, AuditEntry


@pytest.fixture
def a_sealed_chain(school, chair):
    for number in range(5):
        audit.record(verb="test.act", label="试", by=chair, thing=school, note=f"第{number}条")
    assert audit.seal(school) == 5
    assert list(audit.breaks(school)) == []
    return school


def places(union) -> list[int]:
    return sorted({item.position for item in audit.breaks(union)})


def test_a_changed_entry_is_found(a_sealed_chain):
    AuditEntry.objects.filter(position=3).update(note="改过")
    assert places(a_sealed_chain) == [3]


def test_a_changed_author_is_found(a_sealed_chain, officer):
    AuditEntry.objects.filter(position=2).update(seat=officer)
    assert places(a_sealed_chain) == [2]


def test_a_removed_entry_is_found(a_sealed_chain):
    AuditEntry.objects.filter(position=4).delete()
    assert 4 in places(a_sealed_chain)


def test_a_tail_cut_off_is_found(a_sealed_chain):
    AuditEntry.objects.filter(position=5).delete()
    assert [item.sentence for item in audit.breaks(a_sealed_chain)] == [
        "链尾不符：应有 5 条，现有 4 条"
    ]


def test_a_chain_forged_without_the_key_is_found(a_sealed_chain, settings):
    key, settings.FIELD_KEY = settings.FIELD_KEY, "a guess"
    AuditEntry.objects.filter(union=a_sealed_chain).update(position=None, note="全部重写")
    AuditChain.objects.all().delete()
    audit.seal(a_sealed_chain)
    settings.FIELD_KEY = key
    assert places(a_sealed_chain) == [1, 2, 3, 4, 5]


def test_new_entries_are_linked_behind_the_old(a_sealed_chain, chair):
    audit.record(verb="test.act", by=chair, thing=a_sealed_chain)
    assert audit.seal(a_sealed_chain) == 1
    assert AuditChain.objects.get(union=a_sealed_chain).length == 6
    assert list(audit.breaks(a_sealed_chain)) == []


def test_more_entries_than_a_batch_are_all_linked(school, chair, monkeypatch):
    monkeypatch.setattr(audit, "BATCH", 2)
    for _ in range(5):
        audit.record(verb="test.act", by=chair, thing=school)
    assert audit.seal(school) == 5
    assert list(audit.breaks(school)) == []


def test_an_entry_is_neither_changed_nor_deleted_by_code(school, chair):
    entry = audit.record(verb="test.act", by=chair, thing=school)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_the_command_says_which_chain_is_broken(a_sealed_chain, capsys):
    call_command("verify_audit")
    assert "5 条，完好" in capsys.readouterr().out
    AuditEntry.objects.filter(position=1).update(verb="other")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 2
    assert "第 1 条记录被改动" in capsys.readouterr().err


def test_the_page_shows_one_unions_entries_only(log_in, school, chair, stranger):
    audit.record(verb="test.act", label="本校之事", by=chair, thing=school)
    audit.record(verb="test.act", label="外校之事", by=stranger, thing=stranger.union)
    shown = [entry.label for entry in log_in(chair).get("/audit/").context["page"]]
    assert shown == ["本校之事"]
