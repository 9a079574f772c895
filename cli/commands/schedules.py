"""`tally schedules`: saved questions and dashboards that are sent by themselves."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import click
from tally.domain.daily_report.subscription import WEEKDAYS
from tally.domain.errors import Misconfigured
from tally.domain.exports.asked_export import ExportFormat
from tally.domain.schedules.export_schedule import DEFAULT_HOUR, Every, ExportSchedule
from tally.domain.settings.fixed_days import list_fixed
from tally.domain.settings.schedule_text import LAST_DAY, parse_schedule, read_schedule, write_schedule
from tally.domain.settings.setting import SettingVersion
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import LANGUAGES

from cli.argument_types import NearChoice
from cli.command_line import OpenTally, PartedCommand, aws_option, choose_one, describe, format_option
from cli.endings import as_wrong_use
from cli.fixed_days import read_texts, tell_fixed
from cli.output.progress import step
from cli.output.render import paragraph, render
from cli.saving import Saving, writer_options
from cli.setting_changes import read_clock

FUNCTION = "send_schedules"

_COLUMNS = ["name", "sends", "when", "next", "format", "language", "to", "owner"]
_RHYTHMS = (Every.DAY, Every.WEEKDAY, *WEEKDAYS, Every.MONTH)


@click.group(
    cls=PartedCommand,
    invoke_without_command=True,
    subcommand_metavar="[put | send] ...",
    **describe(
        "List what is sent by itself: saved questions and dashboards, when, and where to. `tally "
        "settings delete schedule/NAME` ends one. How to: docs/guides/schedules.md."
    ),
)
@format_option
@aws_option
@click.pass_context
def schedules(ctx: click.Context, *, open_tally: OpenTally, fmt: str) -> None:
    """Print all that stand."""
    if ctx.invoked_subcommand:
        return
    tally = open_tally()
    now, store = read_clock(), tally.open_settings()
    find_text, standing = read_texts(store), store.list_newest("schedule")
    rows = [*_list_rows(standing, ShopClock(tally.read_timezone()).business_date(now))]
    if fmt != "table":
        fixed = {each.address.name: list_fixed(each.address, find_text, now) for each in standing}
        same = [{**row, "same_days": ", ".join(map(str, fixed[row["name"]])) or None} for row in rows]
        print(render(same, [*_COLUMNS, "same_days"], fmt))
        return
    print(render(rows, _COLUMNS, whole="name") if rows else "Nothing is sent by itself.")
    for sentence in tell_fixed([each.address for each in standing], find_text, now):
        print(paragraph(sentence, "", ""))


@schedules.command(
    **describe(
        "Send a saved question or dashboard from now on. After tally schedules put mondays --question "
        "checkout-funnel --every monday --mail ana@shop.example"
    )
)
@click.argument("name", help="of a-z, 0-9, - and _")
@click.option("--question", metavar="NAME", help="the saved question to send")
@click.option("--dashboard", metavar="NAME", help="the dashboard to send")
@click.option("--every", type=NearChoice([str(each) for each in _RHYTHMS]), required=True, help="how often")
@click.option("--day", type=click.IntRange(1, LAST_DAY), metavar="N", help="of the month, with --every month")
@click.option(
    "--hour",
    type=click.IntRange(0, 23),
    default=DEFAULT_HOUR,
    metavar="N",
    help=f"on the shop's clock (default: {DEFAULT_HOUR})",
)
@click.option(
    "--file",
    type=click.Choice([str(each) for each in ExportFormat]),
    default=ExportFormat.PDF.value,
    help="what is sent (default: pdf)",
)
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="of file and mail")
@click.option("--mail", multiple=True, metavar="ADDRESS", help="send it there; may be repeated")
@click.option("--folder", metavar="FOLDER", help="write it to this folder of the exports bucket")
@click.option("--table", is_flag=True, help="write its rows to the table scheduled_answers")
@click.option("--title", default="", metavar="TEXT", help="stands above it (default: its name)")
@writer_options
@aws_option
def put(*, open_tally: OpenTally, name: str, over: int | None, by: str | None, **told: Any) -> None:
    """One version of the schedule."""
    choose_one(required=True, question=told["question"], dashboard=told["dashboard"])
    if not (told["mail"] or told["folder"] or told["table"]):
        click.get_current_context().fail("Give --mail, --folder or --table: where does it go?")
    with as_wrong_use():
        text = write_schedule(read_schedule(dict(_write_members(told))))
    Saving(name, over, by).put(open_tally(), "schedule", text)


@schedules.command(
    **describe("Send a schedule now, to all its places, whatever the hour and whatever was sent before.")
)
@click.argument("name", help="as the list has it")
@aws_option
def send(*, open_tally: OpenTally, name: str) -> None:
    """Ask the function that sends it."""
    opened = open_tally()
    with step(f"Sending {name}"):
        sent = opened.invoke(FUNCTION, {"send": name})
    print(f"Sent: {sent['sent']}")


def _write_members(told: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of the setting that the options say."""
    every = told["every"]
    yield "every", Every.WEEK.value if every in WEEKDAYS else every
    day = every if every in WEEKDAYS else told["day"]
    to = {"mail": [*told["mail"]], "folder": told["folder"], "table": told["table"]}
    yield "to", {key: value for key, value in to.items() if value}
    yield from (("hour", told["hour"]), ("format", told["file"]), ("language", told["language"]))
    optional = {"day": day, "description": told["title"], **{k: told[k] for k in ("question", "dashboard")}}
    yield from ((key, value) for key, value in optional.items() if value)


def _list_rows(versions: Sequence[SettingVersion], today: date) -> Iterator[dict[str, Any]]:
    for version in versions:
        if version.text is None:
            continue
        try:
            schedule = parse_schedule(version.text)
        except Misconfigured as error:
            yield {"name": version.address.name, "sends": f"unreadable: {error}"}
            continue
        yield {
            "name": version.address.name,
            "sends": f"{schedule.thing}/{schedule.of}",
            "when": str(schedule.rhythm),
            "next": _find_next(schedule, today),
            "format": str(schedule.format),
            "language": schedule.language,
            "to": ", ".join(_tell_places(schedule)),
            "owner": schedule.saved.owner or None,
        }


def _tell_places(schedule: ExportSchedule) -> Iterator[str]:
    to = schedule.to
    yield from to.mail
    if to.folder:
        yield f"{to.folder}/"
    if to.table:
        yield "scheduled_answers"


def _find_next(schedule: ExportSchedule, today: date) -> date:
    """The next date on which it is sent, today's too: each falls on one of 31 days."""
    days = (today + timedelta(days=later) for later in range(31))
    return next(day for day in days if schedule.rhythm.falls_on(day))
