"""What the worker and beat run."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from union_site import attachments, audit, jobs
from union_site.models import AuditEntry, Job, Union


@shared_task
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task
def take_up_stale_jobs() -> int:
    """Announces again what waits or was left by a dead worker; running twice changes nothing."""
    waiting = list(Job.objects.free_to_take(timezone.now()).values_list("pk", flat=True))
    for job_id in waiting:
        run_job.delay(job_id)
    return len(waiting)


@shared_task
def seal_audit() -> int:
    open_unions = AuditEntry.objects.unsealed().values("union_id").distinct()
    return sum(audit.seal(union) for union in Union.objects.filter(pk__in=open_unions))


@shared_task
def purge_expired_files() -> int:
    return attachments.purge_expired(now=timezone.now())
