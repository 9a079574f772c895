"""What the person in charge reads of a schedule that was not sent: the step, the cause, what to run."""

from tally.domain.daily_report.subscription import WEEKDAYS
from tally.domain.schedules.export_schedule import DueSchedule, Every, Rhythm, SentThing
from tally.domain.schedules.sending import SendingFailed, SendingState, SendingStep
from tally.domain.words.refusals import tell_refusal
from tally.domain.words.words import Words


def write_subject(name: str, words: Words) -> str:
    """SNS takes a hundred letters of ASCII; a name has 64 at most."""
    return words.say("schedule.failed.subject", name=name)


def write_failure(due: DueSchedule, failed: SendingFailed, state: SendingState, words: Words) -> str:
    """The mail's text."""
    schedule, say = due.schedule, words.say
    what = say(
        "schedule.failed.what",
        name=due.name,
        thing=say(f"setting.{schedule.thing}"),
        of=schedule.of,
        rhythm=_tell_rhythm(schedule.rhythm, words),
        day=words.weekday(due.day),
    )
    step = say(f"schedule.step.{failed.step.name.lower()}")
    return "\n".join(
        [
            what,
            "",
            say("schedule.failed.step", step=step),
            say("schedule.failed.cause", cause=tell_refusal(words.language, failed.cause)),
            "",
            say(f"schedule.failed.{state.name.lower()}"),
            "",
            say("schedule.failed.advice"),
            say("schedule.failed.see", command=_choose_command(due, failed.step, words)),
            say("schedule.failed.mend"),
            say("schedule.failed.send", command=f"tally schedules send {due.name}"),
            "",
        ]
    )


def _tell_rhythm(rhythm: Rhythm, words: Words) -> str:
    """Such as every Monday at 7:00."""
    if rhythm.every in (Every.DAY, Every.WEEKDAY):
        return words.say(f"rhythm.{rhythm.every}", hour=rhythm.hour)
    day: object = rhythm.day
    if rhythm.every is Every.WEEK:
        day = words.say(f"weekday.{WEEKDAYS.index(str(day)) + 1}")
    elif day == 1:
        day = words.say("date.first")
    return words.say(f"rhythm.{rhythm.every}", day=day, hour=rhythm.hour)


def _choose_command(due: DueSchedule, step: SendingStep, words: Words) -> str:
    """What shows more of it; behind `#` what to look for."""
    schedule = due.schedule
    match step:
        case SendingStep.WAIT:
            return "tally run nightly"
        case SendingStep.OWNER | SendingStep.ADDRESSES:
            sought = words.say(f"schedule.failed.{step.name.lower()}")
            return f"tally settings get schedule/{due.name}      # {sought}"
        case SendingStep.FILE if schedule.thing is SentThing.DASHBOARD:
            return f"tally dashboard {schedule.of}"
        case SendingStep.FILE:
            return f"tally ask {schedule.of}"
    return "tally run send_schedules --verbose"
