"""2,000 delegates sign in at once by the code on the screen, over HTTP and PostgreSQL.

The baseline inserts the same rows of presence in a bare loop, one transaction each.
LOAD_PEOPLE=300 makes it a smaller hall.
"""

from __future__ import annotations

import os
import re
import time

from django.db import connection
from django.utils import timezone

from congress.actions import signin_codes
from congress.models import Presence, Session, Sitting
from congress.models.sittings import Way
from tests.bench import Result
from tests.bench._hall import hall
from tests.bench._load import Client, Found, Person, at_once, on_postgresql, sessions_of, web
from union_site.models import AuditEntry

BRINGS_DATABASE = True
PEOPLE = int(os.environ.get("LOAD_PEOPLE", "2000"))
TICKET = re.compile(r'name="ticket"\s+value="([^"]+)"')


def sitting_of(session: Session, name: str) -> Sitting:
    return Sitting.objects.create(
        union=session.union,
        session=session,
        title=name,
        token=name,
        secret=f"secret-{name}",
        starts_at=timezone.now(),
        takes_signatures=True,
    )


def errand(sitting: Sitting):
    """Scan, read the page with the button, press it. Returns whether the page says so."""
    page = f"/s/{sitting.token}/"

    def sign(client: Client, person: Person) -> bool:
        code = signin_codes.code_now(sitting, timezone.now())
        scanned = client.get(f"{page}?c={code}", label="scan")
        shown = client.get(scanned.location, label="page")
        ticket = TICKET.search(shown.body.decode())
        if ticket is None:
            raise AssertionError((scanned.status, scanned.location, shown.status))
        done = client.post(f"{page}here/", {"ticket": ticket[1]}, label="sign")
        return done.status == 302

    return sign


def bare(sitting: Sitting) -> float:
    """Seconds for the same rows of presence inserted one after another, each committed."""
    entries = list(sitting.session.roll.values_list("pk", flat=True))
    insert = (
        "INSERT INTO congress_presence (union_id, sitting_id, entry_id, way, at)"
        " VALUES (%s, %s, %s, %s, %s)"
    )
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for entry in entries:
            cursor.execute(insert, [sitting.union_id, sitting.pk, entry, Way.CODE, timezone.now()])
    return time.perf_counter() - started


def measure() -> Result:
    with on_postgresql() as address:
        session, seats = hall(PEOPLE)
        sitting = sitting_of(session, "main")
        people = sessions_of(seats)
        baseline = bare(sitting_of(session, "bare"))
        with web(address) as site:
            found = at_once(site, people, errand(sitting))
            again = at_once(site, people[: PEOPLE // 10], errand_again(sitting))
        return Result(
            ours=found.seconds,
            baselines={"bare_insert_loop": baseline},
            facts=facts_of(sitting, found, again),
        )


def errand_again(sitting: Sitting):
    """Who has signed in scans once more: the page says so, and no row is added."""

    def look(client: Client, person: Person) -> bool:
        code = signin_codes.code_now(sitting, timezone.now())
        scanned = client.get(f"/s/{sitting.token}/?c={code}", label="scan")
        return "已签到" in client.get(scanned.location, label="page").body.decode()

    return look


def facts_of(sitting: Sitting, found: Found, again: Found) -> dict[str, int | float | str]:
    rows = Presence.objects.filter(sitting=sitting)
    signed = set(rows.values_list("entry__member__seat", flat=True))
    acknowledged = {seat for seat, said in found.told.items() if said}
    return {
        "people": PEOPLE,
        "sign_ins_per_second": round(len(acknowledged) / found.seconds, 1),
        **found.percentiles("scan"),
        **found.percentiles("page"),
        **found.percentiles("sign"),
        "acknowledged": len(acknowledged),
        "rows": rows.count(),
        "lost": len(acknowledged - signed),
        "double": rows.count() - len(signed),
        "failures": len(found.failures),
        "first_failure": (found.failures or [""])[0][:200],
        "told_again": sum(map(bool, again.told.values())),
        "trail_entries": AuditEntry.objects.filter(verb="congress.sign_in").count(),
    }
