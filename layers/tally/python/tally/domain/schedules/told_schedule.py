"""The mail of a schedule in its language: what each answer says with its verdict, and where the file is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tally.domain.audit.verdicts import Verdict
from tally.domain.daily_report.fault_words import Sentence
from tally.domain.daily_report.told import Paragraph, ToldReport
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_file import ExportFile
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.schedules.export_schedule import DueSchedule, ExportSchedule, SentThing
from tally.domain.words.words import Words

LARGEST_ATTACHMENT = 5 * 1024**2
"""In bytes. SES takes mails of 40 MB, many mail servers refuse 10, and base64 makes 7 MB of this."""


def fits_mail(file: ExportFile) -> bool:
    """Whether it is attached, or only told of."""
    return len(file.content) <= LARGEST_ATTACHMENT


@dataclass(frozen=True, slots=True)
class MailFrame:
    """What all mails have in common: `owner` hears answers; without a `page_url` they have no link."""

    sender: str
    owner: str
    zone: str
    page_url: str


def tell_schedule(due: DueSchedule, file: ExportFile, published_at: datetime, frame: MailFrame) -> ToldReport:
    """The mail's words."""
    schedule = due.schedule
    words, title = Words(schedule.language), file.document.title
    return ToldReport(
        language=words.language,
        subject=words.say("schedule.mail.subject", title=title, day=words.weekday(due.day)),
        title=title,
        above=[*_tell_sections(file.document, words)],
        figures=[],
        below=[Paragraph(words.say("schedule.mail.file"), [Sentence(_tell_file(file, words))])],
        freshness=words.say(
            "mail.freshness",
            moment=words.moment(published_at.astimezone(ZoneInfo(frame.zone))),
            zone=frame.zone,
        ),
        footer=_tell_footer(due.name, schedule, words),
        link=(words.say("schedule.mail.link"), _write_address(schedule, frame)) if frame.page_url else None,
    )


def _write_address(schedule: ExportSchedule, frame: MailFrame) -> str:
    """Where the page shows it as it stands then."""
    room = "dashboards" if schedule.thing is SentThing.DASHBOARD else "saved"
    return f"{frame.page_url}#/{room}/{schedule.of}"


def _tell_sections(document: ExportDocument, words: Words) -> Iterator[Paragraph]:
    """One of each; a reason that stands above already is not told again."""
    reasons = {""}
    for section in document.sections:
        heading = words.say("schedule.mail.answer") if section.title == document.title else section.title
        sentences = [Sentence(section.sentence)] if section.sentence else []
        if verdict := section.verdict:
            sentences.append(Sentence(_tell_verdict(verdict, verdict.reason not in reasons, words)))
            reasons.add(verdict.reason)
        is_disputed = verdict is not None and verdict.verdict is Verdict.DISPUTED
        yield Paragraph(heading, sentences, is_warning=is_disputed)


def _tell_verdict(verdict: EventsVerdict, with_reason: bool, words: Words) -> str:
    word = words.say(f"verdict.{verdict.verdict}").capitalize()
    return words.say("chart.verdict", verdict=word, reason=verdict.reason) if with_reason else f"{word}."


def _tell_file(file: ExportFile, words: Words) -> str:
    if fits_mail(file):
        return words.say("schedule.mail.attached", file=file.name)
    mebibyte = 1024**2
    return words.say(
        "schedule.mail.too_large",
        file=file.name,
        size=words.number(len(file.content) / mebibyte, 1),
        limit=LARGEST_ATTACHMENT // mebibyte,
    )


def _tell_footer(name: str, schedule: ExportSchedule, words: Words) -> str:
    owner = schedule.saved.owner
    if not owner:
        return words.say("schedule.mail.footer", name=name)
    return words.say("schedule.mail.footer.owner", name=name, owner=owner)
