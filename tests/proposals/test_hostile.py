"""A thousand broken or hostile submissions: clear errors or safe text, nothing half-saved."""

from __future__ import annotations

import datetime
import itertools
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals import actions
from proposals.models import LetterBag, MicroProposal, MicroState
from tests.proposals.factories import make_micro
from union_site.models import Attachment, AuditEntry, Norm, Notification, StepEvent

pytestmark = pytest.mark.django_db

TEXTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% now 'Y' %}",
    "'; DROP TABLE proposals_microproposal; --",
    "\u202e倒过来\u202c",
    "\u200f\u200e\u2066从右往左\u2069",
    "👩‍👩‍👧‍👦" * 20,
    "🏳️‍🌈" * 100,
    "\x00灯坏了\x00",
    "\x00",
    "\ud800",
    "\ud83d半个字符",
    "\u200b\u200d\ufeff",
    "Z̸̛̬a̷l̶g̵o̴" * 12,
    '=HYPERLINK("http://x")',
    "+86-10",
    "字" * 100,
    "字" * 101,
    "字" * 401,
    "x" * 50_000,
    "",
    " \n\t ",
    "\r\n\r\n行\r行\n",
    "../../etc/passwd",
    "%00%0a%0d",
    "𠮷㛃䶮",
    "\uffff\ufffe",
]
VALUES = [
    "", "open", "anonymous", "hidden", "OPEN", "0", "-1", "99999999999999999999", "null", "[]",
    "{}", "true", "\x00", "<b>", "online", "box", "meeting", "1e9", "NaN", "日期", "\ud83d",
]  # fmt: skip
FILES = [
    b"",
    b"\xff\xd8\xff",
    b"\xff\xd8\xff" + b"\x00" * 5_000,
    b"\x89PNG\r\n\x1a\n" + b"A" * 300,
    b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    b"RIFF1234AVI ",
    b"GIF89a<script>alert(1)</script>",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"%PDF-1.7",
    b"PK\x03\x04" + b"\x00" * 2_000,
    b"MZ" * 500,
]
NAMES = ["IMG.jpg", "../../x.png", "a" * 300 + ".webp", "\u202egnp.exe", "", "照片.heic"]
FORM = ("text", "category", "publicity", "submission_key")
BEHALF = (*FORM, "source", "meeting", "member", "author_name")
RECEIPT = ("code", "satisfaction", "note")


class Attacker:
    """Sends what the dice say; the same thousand at each run."""

    def __init__(self, staff: Any, teacher: Any, anybody: Any, code: str) -> None:
        self.dice = random.Random(1000)
        self.code = code
        self.sent: list[dict[str, Any]] = []
        # A page of the chair's costs three times as much to draw as the other two.
        self.pages = [
            *[(teacher, reverse("proposals:micro_new"), FORM)] * 4,
            (staff, reverse("proposals:micro_behalf"), BEHALF),
            *[(anybody, reverse("proposals:receipt"), RECEIPT)] * 3,
        ]

    def good(self, names: tuple[str, ...]) -> dict[str, Any]:
        given = {
            "text": "走廊很冷。",
            "category": "logistics",
            "publicity": self.dice.choice(["open", "anonymous"]),
            "submission_key": f"{self.dice.getrandbits(128):032x}",
            "source": "box",
            "author_name": "门卫",
            "code": self.code,
            "satisfaction": "satisfied",
            "note": "",
        }
        return {name: given.get(name, "") for name in names}

    def ways(self) -> Iterator[Callable[..., Any]]:
        weighted = [self.odd_text] * 6 + [self.odd_value] * 6 + [self.missing] * 3
        weighted += [self.array] * 2 + [self.file] * 4 + [self.replayed] * 2
        weighted += [self.method, self.raw, self.swapped]
        return itertools.cycle(weighted)

    def odd_text(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        wrong = self.dice.choice([names[0]] * 5 + [*names])
        return self.post(client, url, self.good(names) | {wrong: self.dice.choice(TEXTS)})

    def odd_value(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        data = self.good(names) | {self.dice.choice(names): self.dice.choice(VALUES)}
        return self.post(client, url, data | {self.dice.choice(names): self.dice.choice(VALUES)})

    def missing(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        data = self.good(names)
        for name in self.dice.sample(names, self.dice.randint(1, len(names))):
            del data[name]
        return self.post(client, url, data)

    def array(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        name = self.dice.choice(names)
        data = self.good(names)
        data |= {name: [data[name], self.dice.choice(VALUES)], f"{name}[]": ["1", "2"]}
        return self.post(client, url, data | {"text[0]": "x", "id": str(uuid.uuid4())})

    def file(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        photo = SimpleUploadedFile("x.jpg", self.dice.choice(FILES), "image/jpeg")
        photo.name = self.dice.choice(NAMES) or "x"
        return self.post(client, url, self.good(names) | {"photo": photo})

    def replayed(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        data = self.dice.choice(self.sent) if self.sent else self.good(names)
        return self.post(client, url, data)

    def method(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        verb = self.dice.choice([client.put, client.patch, client.delete, client.options])
        return verb(url, data="x=1")

    def raw(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        body = self.dice.choice(
            [b"{", b'{"text": []}', b"\xff\xfe\x00", b"--b\r\nbroken", b"a=%ff"]
        )
        kind = self.dice.choice(
            ["application/json", "multipart/form-data; boundary=b", "multipart/form-data", "text/x"]
        )
        return client.generic("POST", url, body, content_type=kind)

    def swapped(self, client: Any, url: str, names: tuple[str, ...]) -> Any:
        return self.post(client, url, self.good(RECEIPT if names == FORM else FORM))

    def post(self, client: Any, url: str, data: dict[str, Any]) -> Any:
        data = {name: encoded(value) for name, value in data.items()}
        if "photo" not in data:
            self.sent.append(data)
        return client.post(url, data)


def encoded(value: Any) -> Any:
    """As bytes, so that halves of characters can be sent that no text may hold.

    A list, since the test client takes bytes apart as it does a list.
    """
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        return value  # a file, or encoded already
    return [text.encode("utf-8", "surrogatepass") for text in texts]


def test_a_thousand_of_them_end_in_clear_errors_or_safe_text(
    log_in, client, school, chair, teacher, handler, today
):
    Norm.objects.filter(key="proposals.micro_per_day").update(value=10_000)
    code = actions.receipt_code("7" * 32)
    receipt_hash = actions.hash_of_code(code)
    make_micro(school, state=MicroState.ANSWERED, lead=handler, receipt_hash=receipt_hash)
    clients = [log_in(chair), log_in(teacher), client]
    for one in clients:
        one.raise_request_exception = False
    attacker = Attacker(*clients, code)
    answers = []
    for way, _ in zip(attacker.ways(), range(1000), strict=False):
        page = attacker.dice.choice(attacker.pages)
        answer = way(*page)
        answers.append((way.__name__, answer.status_code))
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert "onerror=alert(1)>" not in text
    assert {status for _, status in answers} <= {200, 400, 405}
    nothing_is_half_saved(school, today)


def nothing_is_half_saved(school, today) -> None:
    """Every row is whole, was told once, and stands in the trail if it names anybody."""
    actions.deliver_letters(school, today + datetime.timedelta(days=1))
    rows = list(MicroProposal.objects.all())
    assert len(rows) > 80  # what was harmless has been taken
    for row in rows:
        row.full_clean(validate_unique=False)
    new = len(rows) - 1  # one was there before
    assert Notification.objects.filter(sentence__startswith="收到一件微提案").count() == new
    named = MicroProposal.objects.exclude(publicity="anonymous").count()
    on_behalf = MicroProposal.objects.filter(publicity="anonymous", source="box").count()
    entries = AuditEntry.objects.filter(verb__startswith="micro_proposal.")
    assert entries.count() == named + on_behalf
    assert StepEvent.objects.count() == 1  # the one verdict
    assert Attachment.objects.count() == MicroProposal.objects.exclude(photo=None).count() == 0
    assert LetterBag.objects.count() == 1


@pytest.mark.parametrize("route", ["micro_new", "micro_behalf", "receipt"])
def test_ten_megabytes_of_text_are_refused_with_a_page(log_in, chair, route):
    client = log_in(chair)
    client.raise_request_exception = False
    answer = client.post(reverse(f"proposals:{route}"), {"text": "长" * 3_500_000, "code": "A"})
    assert answer.status_code == 400
    assert "请求无法处理" in answer.content.decode()
    assert MicroProposal.objects.count() == 0


def test_a_photo_beyond_the_limit_is_refused_in_words(log_in, chair, settings):
    settings.UPLOAD_LIMIT_BYTES = 3_000_000
    photo = SimpleUploadedFile("x.jpg", b"\xff\xd8\xff" + b"\x00" * 3_000_001, "image/jpeg")
    data = {"text": "走廊很冷。", "category": "logistics", "publicity": "open", "photo": photo}
    answer = log_in(chair).post(reverse("proposals:micro_new"), data | {"submission_key": "1" * 32})
    assert "照片超过上限 3 MB" in answer.content.decode()
    assert MicroProposal.objects.count() == 0
