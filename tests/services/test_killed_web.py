"""The site killed with -9 while people vote: what was acknowledged is counted, nobody twice."""

from __future__ import annotations

import http.client
import json
import queue
import threading
from collections import Counter
from dataclasses import dataclass, field

from tests.services import native

PEOPLE, CLIENTS, BEFORE_THE_KILL = 60, 4, 15
CODES = ["for", "against", "abstain"]
CSRF = "c" * 32

ASK = """
import json
from congress.actions import ballots
from congress.models import Ballot, Turnout
def say(**answer): print("ANSWER", json.dumps(answer))
"""
OPEN = f"""
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.conf import settings
from tests.congress.voting import make_hall, open_in
from tests.factories import make_seat, make_union
district = make_union("voting", kind="district", name="投票区教育工会")
school = make_union("voting-school", parent=district, name="投票小学工会")
chair = make_seat(school, "chair", "member", name="主席")
hall = make_hall(school, {PEOPLE})
ballot = open_in(hall, chair)
def cookie(seat):
    store = SessionStore()
    store[SESSION_KEY] = str(seat.user_id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = seat.user.get_session_auth_hash()
    store.create()
    return store.session_key
say(
    ballot=ballot.pk,
    item=ballot.items.get().pk,
    chair=chair.pk,
    keys=[cookie(seat) for seat in hall.seats],
)
"""
CLOSE = """
from django.utils import timezone
from union_site.models import Seat
ballot = Ballot.objects.get(pk={ballot})
ballots.close_ballot(ballot=ballot, by=Seat.objects.get(pk={chair}), now=timezone.now())
voters = Turnout.objects.filter(elector__ballot=ballot).values_list("elector", flat=True)
say(counts=ballot.result["items"][0]["counts"], voters=len(set(voters)), rows=len(voters))
"""


def ask(site, code):
    printed = site.run(["python", "manage.py", "shell", "--no-imports", "-c", ASK + code])
    (line,) = [line for line in printed.splitlines() if line.startswith("ANSWER ")]
    return json.loads(line.removeprefix("ANSWER "))


@dataclass
class Voting:
    """Everybody sends until the site has said 302 (taken) or 409 (was taken before)."""

    site: object
    given: dict
    waiting: queue.SimpleQueue = field(default_factory=queue.SimpleQueue)
    taken: list[int] = field(default_factory=list)
    taken_before: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)

    def send(self, voter: int) -> int:
        headers = {
            "Host": "union.example.edu.cn",
            "X-Forwarded-Proto": "https",
            "Referer": "https://union.example.edu.cn/",
            "Cookie": f"sessionid={self.given['keys'][voter]}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = f"i{self.given['item']}={voter % len(CODES)}"
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        connection.request("POST", f"/congress/ballots/{self.given['ballot']}/vote/", body, headers)
        return connection.getresponse().status

    def browse(self) -> None:
        while True:
            voter = self.waiting.get()
            if voter < 0:
                return
            try:
                status = self.send(voter)
            except (OSError, http.client.HTTPException):
                self.broken.append(voter)
                continue
            {302: self.taken, 409: self.taken_before}[status].append(voter)

    def run(self, voters, *, until=None) -> None:
        threads = [threading.Thread(target=self.browse, daemon=True) for _ in range(CLIENTS)]
        for voter in voters:
            self.waiting.put(voter)
        for _ in threads:
            self.waiting.put(-1)
        for thread in threads:
            thread.start()
        if until is not None:
            until()
        for thread in threads:
            thread.join()


def test_every_vote_that_was_acknowledged_is_counted_and_none_twice(site):
    given = ask(site, OPEN)
    voting = Voting(site, given)
    web = site.start("web", "first-web")
    web.wait_until(lambda: site.is_healthy("web"), "the site answers")

    def kill() -> None:
        native.wait_for(lambda: len(voting.taken) >= BEFORE_THE_KILL, "some have voted", pause=0.01)
        web.kill()

    voting.run(range(PEOPLE), until=kill)
    acknowledged = set(voting.taken)
    assert BEFORE_THE_KILL <= len(acknowledged) < PEOPLE
    assert set(voting.broken) == set(range(PEOPLE)) - acknowledged

    second = site.start("web", "second-web")
    second.wait_until(lambda: site.is_healthy("web"), "the site answers again")
    again = sorted(voting.broken)
    voting.broken = []
    # Those who were acknowledged try once more as well: they are told that they have voted.
    voting.run([*again, *sorted(acknowledged)])
    assert voting.broken == []
    assert acknowledged <= set(voting.taken_before)
    assert len(voting.taken) == len(set(voting.taken))
    assert set(voting.taken) | set(voting.taken_before) == set(range(PEOPLE))

    found = ask(site, CLOSE.format(**given))
    assert (found["voters"], found["rows"]) == (PEOPLE, PEOPLE)
    assert found["counts"] == Counter(CODES[voter % len(CODES)] for voter in range(PEOPLE))
    site.stop()
