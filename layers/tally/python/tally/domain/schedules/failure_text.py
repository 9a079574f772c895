"""What the person in charge reads of a schedule that was not sent: the step, the cause, what to run."""

from tally.domain.schedules.export_schedule import DueSchedule
from tally.domain.schedules.sending import SendingFailed, SendingState, SendingStep

_NEXT = {
    SendingState.TOLD: "It is tried again twice an hour until this day of the shop's ends.",
    SendingState.GIVEN_UP: "It is tried again only once the schedule is changed, or by the last command.",
}
_REMEDIES = {
    SendingStep.WAIT: "tally run nightly",
    SendingStep.OWNER: "tally settings get schedule/{name}      # an owner of it has an account with a role",
    SendingStep.ADDRESSES: "tally settings get schedule/{name}      # accounts, or the domain of mail_from",
    SendingStep.FILE: "tally ask {of}",
}


def write_subject(name: str) -> str:
    """SNS takes a hundred letters of ASCII; a name has 64 at most."""
    return f"Tally: the schedule {name} is not sent"


def write_failure(due: DueSchedule, failed: SendingFailed, state: SendingState) -> str:
    """The mail's text."""
    name, schedule, day = due.name, due.schedule, due.day
    remedy = _REMEDIES.get(failed.step, "tally run send_schedules --verbose").format(
        name=name, of=schedule.of
    )
    if schedule.thing == "dashboard" and failed.step is SendingStep.FILE:
        remedy = f"tally dashboard {schedule.of}"
    return (
        f"The schedule {name} ({schedule.thing} {schedule.of}, {schedule.rhythm}) is not sent on {day}.\n\n"
        f"Step: {failed.step}\n"
        f"Cause: {failed.cause}\n\n"
        f"{_NEXT[state]}\n\n"
        "What to do:\n"
        f"1. See what it is: {remedy}\n"
        "2. Mend it as docs/guides/runbook.md says, tally-send-schedules-errors\n"
        f"3. Send it: tally schedules send {name}\n"
    )
