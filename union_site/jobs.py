"""Long work that survives its worker: queue a row, take it, count progress, leave a file."""

from __future__ import annotations

import hashlib
import logging
import threading
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from union_site.models import Attachment, Job, Seat

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
Work = Callable[["Running"], None]
_kinds: dict[str, Work] = {}


class Lost(Exception):
    """Another worker holds the job by now; this one must stop without a trace."""


def kind(name: str) -> Callable[[Work], Work]:
    """Registers the function that does jobs of this kind. It may be run more than once."""

    def register(work: Work) -> Work:
        if name in _kinds:
            raise ValueError(f"Job kind {name!r} exists already.")
        _kinds[name] = work
        return work

    return register


@transaction.atomic
def start(*, kind: str, label: str, by: Seat, parameters: dict[str, Any] | None = None) -> Job:
    """Queues a job; the worker is told once the row is committed."""
    if kind not in _kinds:
        raise ValueError(f"No job kind {kind!r}.")
    job = Job.objects.create(
        union_id=by.union_id, owner=by, kind=kind, label=label, parameters=parameters or {}
    )
    transaction.on_commit(lambda: send(job))
    return job


def send(job: Job) -> None:
    """Tells the queue. If the queue is away, beat finds the row later: nothing is lost."""
    try:
        current_app.send_task("union_site.tasks.run_job", args=[job.pk])
    except Exception:  # noqa: BLE001 - whatever the broker's client raises, beat finds the row
        log.warning("Job %s could not be announced; it will be taken up later.", job.pk)


@dataclass
class Running:
    """A job in the hands of one worker."""

    job: Job
    holder: str

    @property
    def parameters(self) -> dict[str, Any]:
        return self.job.parameters

    @property
    def by(self) -> Seat:
        return self.job.owner

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Shows how far it is. Raises Lost when another worker has taken the job over."""
        fields = {"done": done, "total": total, "heartbeat_at": timezone.now()}
        if message:
            fields["message"] = message[:300]
        if not self._mine().update(**fields):
            raise Lost

    @contextmanager
    def final(self) -> Iterator[None]:
        """A transaction for the lasting effect of the work: only its holder may commit it.

        Locks the row first, so that a worker that was taken for dead cannot act a second time.
        """
        with transaction.atomic():
            if not self._mine().select_for_update().exists():
                raise Lost
            yield

    def finish_with_file(
        self,
        content: bytes,
        *,
        name: str,
        content_type: str,
        is_personal: bool = False,
        expires_at: datetime.datetime | None = None,
    ) -> Attachment:
        """Stores the result; call inside `final()`."""
        attachment = Attachment(
            union_id=self.job.union_id,
            owner_id=self.job.owner_id,
            name=name,
            content_type=content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            is_personal=is_personal,
            expires_at=expires_at,
        )
        attachment.file.save(name, ContentFile(content), save=False)
        attachment.save()
        self._mine().update(result=attachment)
        return attachment

    def finish_at(self, url: str) -> None:
        """The page to go to when the job is done."""
        self._mine().update(result_url=url)

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, holder=self.holder)


def take(job_id: int) -> Running | None:
    """Claims the job for this worker; None if it is done or in other hands."""
    now, holder = timezone.now(), uuid.uuid4().hex
    job = Job.objects.filter(pk=job_id).free_to_take(now).first()
    if job is None:
        return None
    taken = (
        Job.objects.filter(pk=job_id, attempts=job.attempts)
        .free_to_take(now)
        .update(
            state=Job.State.RUNNING,
            holder=holder,
            attempts=job.attempts + 1,
            started_at=now,
            heartbeat_at=now,
            done=0,
        )
    )
    if not taken:
        return None
    return Running(Job.objects.select_related("owner__union", "owner__user").get(pk=job_id), holder)


def run(job_id: int) -> None:
    """Does one job to its end. Errors end it with a sentence; a killed worker ends nothing."""
    running = take(job_id)
    if running is None:
        return
    try:
        if running.job.attempts >= MAX_ATTEMPTS:
            raise ValidationError("多次尝试都没有完成，请联系管理员。")
        with _heartbeat(running):
            _kinds[running.job.kind](running)
        _end(running, Job.State.DONE, "")
    except Lost:
        log.info("Job %s was taken over by another worker.", job_id)
    except ValidationError as error:
        _end(running, Job.State.FAILED, "；".join(error.messages))
    except Exception:
        log.exception("Job %s failed.", job_id)
        _end(
            running,
            Job.State.FAILED,
            f"出了意外，没有完成。请重试；仍不行时把任务编号 {job_id} 告诉管理员。",
        )


def _end(running: Running, state: str, message: str) -> None:
    fields: dict[str, Any] = {"state": state, "finished_at": timezone.now()}
    if message:
        fields["message"] = message[:300]
    running._mine().update(**fields)


@contextmanager
def _heartbeat(running: Running) -> Iterator[None]:
    """Says “still here” from a thread of its own, since one page of work may take long."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(Job.HEARTBEAT_SECONDS):
            try:
                running._mine().update(heartbeat_at=timezone.now())
            except Exception:
                log.warning("Heartbeat of job %s missed.", running.job.pk, exc_info=True)
                close_old_connections()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True, name=f"heartbeat-{running.job.pk}")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)
