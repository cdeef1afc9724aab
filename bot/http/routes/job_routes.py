"""``/jobs``: how far an upload is that goes on after its caller was answered."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from bot.http import openapi_examples as examples
from bot.http.dependencies import Uploads, may_change
from bot.http.jobs import Job
from bot.http.problem_details import AtTheDoor, problem_responses
from bot.http.problem_kinds import (
    ADMIN_KEY_NEEDED,
    CROSS_SITE,
    INVALID,
    KEY_NEEDED,
    UNEXPECTED,
    UNKNOWN_JOB,
)

router = APIRouter(
    tags=["sources"],
    dependencies=[Depends(may_change)],
    responses=problem_responses(KEY_NEEDED, ADMIN_KEY_NEEDED, CROSS_SITE, UNEXPECTED),
)


@router.get(
    "/jobs/{job_id}",
    summary="Look at an upload",
    responses=examples.ok("The job", job=examples.JOB) | problem_responses(UNKNOWN_JOB, INVALID),
)
def job(job_id: Annotated[str, Path(description="The id that the upload was answered with.")], jobs: Uploads) -> Job:
    """Says how far an upload is. The record of a finished upload is kept for a day."""
    job = jobs.read(job_id)
    if job is None:
        raise AtTheDoor(UNKNOWN_JOB)
    return job
