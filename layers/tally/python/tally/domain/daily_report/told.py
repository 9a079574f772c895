"""The daily report in somebody's language, in its order: what HTML and text of a mail are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tally.domain.daily_report.fault_words import Sentence, tell_fault
from tally.domain.daily_report.figure_words import FigureLine, tell_figure, tell_parts
from tally.domain.daily_report.report import DailyReport
from tally.domain.words.words import Words

Link = tuple[str, str]
"""Text and address."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading with sentences below it. `is_warning`: something is wrong."""

    title: str
    sentences: Sequence[Sentence]
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class ToldReport:
    """`above` stands before the figures, `below` behind them. `link` is (text, address), or None; `ways` are
    links of the footer: to change what comes, and to end it."""

    language: str
    subject: str
    title: str
    above: Sequence[Paragraph]
    figures: Sequence[FigureLine]
    below: Sequence[Paragraph]
    freshness: str
    footer: str
    link: Link | None = None
    ways: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class MailLinks:
    """`page_url` ends with a slash, and is "" without a page; `end_url` ends the mail without a log-in."""

    page_url: str = ""
    end_url: str | None = None


def tell_report(report: DailyReport, words: Words, zone: str, links: MailLinks) -> ToldReport:
    """Figures, what is wrong, where the change came from; before them that the day is an old one, if so."""
    if report.day is None:
        return tell_missing(None, report.published_at, words, zone, links)
    faults = [tell_fault(fault, report.day, report.currency, words) for fault in report.faults]
    parts = [*map(Sentence, tell_parts(report, words))]
    return ToldReport(
        language=words.language,
        subject=_choose_subject(report, words),
        title=_capitalize(words.weekday(report.day)),
        above=[*_warn_of_old_day(report, words)],
        figures=[tell_figure(each, report, words) for each in report.figures],
        below=[
            _tell_faults(faults, words),
            *([Paragraph(words.say("mail.where_from"), parts)] if parts else []),
        ],
        freshness=_tell_freshness(report.published_at, words, zone),
        footer=_tell_footer(words, links),
        link=_link(words, links),
        ways=[*_list_ways(words, links)],
    )


def tell_missing(
    newest_day: date | None, published_at: datetime | None, words: Words, zone: str, links: MailLinks
) -> ToldReport:
    """In the place of a report: tonight's figures are not there, and older ones are not repeated."""
    last = (
        words.say("mail.late.last", day=words.weekday(newest_day))
        if newest_day
        else words.say("mail.late.none")
    )
    return ToldReport(
        language=words.language,
        subject=words.say("mail.late.subject"),
        title=words.say("mail.late.title"),
        above=[
            Paragraph(
                words.say("mail.late.what"),
                [Sentence(last), Sentence(words.say("mail.late.advice"), "tally run nightly")],
                is_warning=True,
            )
        ],
        figures=[],
        below=[],
        freshness=_tell_freshness(published_at, words, zone) if published_at else "",
        footer=_tell_footer(words, links),
        link=_link(words, links),
        ways=[*_list_ways(words, links)],
    )


def _choose_subject(report: DailyReport, words: Words) -> str:
    """The day, its money, and whether something is wrong: what a telephone shows of a mail."""
    day = words.say("mail.subject", day=words.weekday(report.day)) if report.day else ""
    money = next(
        (each for each in report.figures if each.kpi == "net_revenue" and each.value is not None), None
    )
    told = [day]
    if money is not None and money.value is not None:
        told.append(words.money(money.value, report.currency))
        told.append(words.say(f"verdict.{money.verdict}"))
    return ", ".join(told)


def _tell_faults(faults: Sequence[Sentence], words: Words) -> Paragraph:
    if not faults:
        return Paragraph(words.say("mail.all_well"), [Sentence(words.say("mail.all_well.why"))])
    return Paragraph(words.say("mail.what_is_wrong", n=len(faults)), faults, is_warning=True)


def _warn_of_old_day(report: DailyReport, words: Words) -> Iterator[Paragraph]:
    if report.is_late and report.day:
        advice = words.say("mail.old_day.advice", day=words.weekday(report.day))
        yield Paragraph(
            words.say("mail.old_day"), [Sentence(_capitalize(advice), "tally status")], is_warning=True
        )


def _tell_freshness(published_at: datetime, words: Words, zone: str) -> str:
    return words.say(
        "mail.freshness", moment=words.moment(published_at.astimezone(ZoneInfo(zone))), zone=zone
    )


def _link(words: Words, links: MailLinks) -> Link | None:
    return (words.say("mail.link"), links.page_url) if links.page_url else None


def _tell_footer(words: Words, links: MailLinks) -> str:
    """Without a page an answer is the only way to end it."""
    answer = [] if links.page_url else [words.say("mail.footer.answer")]
    return " ".join([words.say("mail.footer"), *answer])


def _list_ways(words: Words, links: MailLinks) -> Iterator[Link]:
    if links.page_url:
        yield words.say("mail.change"), f"{links.page_url}#/subscription"
    if links.end_url:
        yield words.say("mail.end"), links.end_url


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
