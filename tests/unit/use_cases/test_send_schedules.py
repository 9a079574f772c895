"""send_schedules: once a date, run twice, killed anywhere; what fails is told once, with what to do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tally.domain.daily_report.mail import Handover, Posted
from tally.domain.errors import BadQuestion, Misconfigured, TemporaryFailure
from tally.domain.schedules.sending import SendingFailed, SendingStep

from tests.fakes import Journal, Killed
from tests.scheduling import ADA, BOARD, BUILD, EVERY_MONDAY, MONDAY, Files, Scheduling
from tests.settings import hold

HALF_AN_HOUR = timedelta(minutes=30)
ADDRESSES = ["bo@board.example", "team@shop.example"]


def test_a_due_schedule_goes_to_all_its_places_in_its_owners_name() -> None:
    held = Scheduling()
    assert held.at().sweep().counts == {"sent": 1, "waiting": 0, "unreadable": 0, "left": 0, "failed": 0}
    assert held.files.asked == [("ada", {"question": "from-cart", "format": "pdf", "language": "en"})]
    assert [mail.recipient for mail in held.post.mails] == ADDRESSES
    [attached] = held.post.mails[0].attachments
    assert (attached.name, attached.content) == ("2026-03-02-mondays.pdf", b"%%%%")
    assert held.shelf["board/2026-03-02-mondays.pdf"] == b"%%%%"
    rows = held.shelf["2026-03-02/mondays"]
    assert [(row["row_number"], row["cells"]) for row in rows] == [
        (1, '{"name": "View", "reached": 9}'),
        (2, '{"name": "Order", "reached": 3}'),
    ]
    assert {(row["sent_as"], row["verdict"], row["build"]) for row in rows} == {
        ("question/from-cart", "disputed", BUILD)
    }


def test_sweeps_of_a_day_send_it_once_and_another_day_not_at_all() -> None:
    held = Scheduling()
    assert [held.at(MONDAY + HALF_AN_HOUR * later).sweep().sent for later in (-4, 0, 1, 20, 48)] == [
        0,
        1,
        0,
        0,
        0,
    ]
    assert len(held.files.asked) == 1


@pytest.mark.parametrize("effects", range(9))
def test_killed_anywhere_nobody_gets_two_and_all_else_is_there(effects: int) -> None:
    held = Scheduling()
    held.post.journal = Journal(killed_before=effects)
    with pytest.raises(Killed):
        held.at().sweep()
    held.post.journal = Journal()
    held.at(MONDAY + HALF_AN_HOUR).sweep()
    lost = {3: ADDRESSES[0], 6: ADDRESSES[1]}.get(effects)  # between the mark and the post
    assert [mail.recipient for mail in held.post.mails] == [each for each in ADDRESSES if each != lost]
    assert len(held.shelf) == 2
    assert len(held.marks) == 1


def test_it_waits_for_the_night_and_a_person_hears_once_that_it_waits_long() -> None:
    held = Scheduling(build="b20260301t021500")
    assert held.at().sweep().counts["waiting"] == 1
    late = [held.at(MONDAY + HALF_AN_HOUR * later).sweep().counts["failed"] for later in (2, 3)]
    assert late == [1, 1]
    [(subject, text)] = held.told
    assert subject == "Tally: the schedule mondays is not sent"
    assert "Step: wait for the night" in text
    assert "tally run nightly" in text
    held.build = BUILD
    assert held.at(MONDAY + HALF_AN_HOUR * 4).sweep().sent == 1


def test_what_fails_in_the_same_way_again_is_told_once_and_not_tried_until_it_is_changed() -> None:
    held = Scheduling(files=Files(error=BadQuestion("No question is saved as from-cart")))
    swept = [held.at(MONDAY + HALF_AN_HOUR * later).sweep() for later in range(3)]
    assert [sweep.counts["failed"] for sweep in swept] == [1, 0, 0]
    [(_, text)] = held.told
    assert "Step: make the file\nCause: No question is saved as from-cart\n" in text
    assert "tally ask from-cart\n" in text
    assert "tally schedules send mondays" in text
    held.files.error = None
    hold(held.settings, "schedule", "mondays", EVERY_MONDAY.replace("pdf", "csv"), 2)
    assert held.at(MONDAY + HALF_AN_HOUR * 4).sweep().sent == 1


def test_what_may_pass_is_tried_again_and_told_only_when_it_lasts() -> None:
    held = Scheduling(files=Files(error=TemporaryFailure("Athena is away")))
    for later in range(5):
        held.at(MONDAY + HALF_AN_HOUR * later).sweep()
    assert (len(held.files.asked), len(held.told)) == (5, 1)
    held.files.error = None
    assert held.at(MONDAY + HALF_AN_HOUR * 5).sweep().sent == 1


def test_a_fault_of_one_schedule_costs_no_other() -> None:
    held = Scheduling(
        texts={"a": EVERY_MONDAY, "b": EVERY_MONDAY.replace("week", "day").replace('day = "monday"', "")}
    )
    held.refusal = Misconfigured("no bucket")
    assert [failure.step for failure in held.at().sweep().failed] == [SendingStep.FOLDER] * 2
    held = Scheduling(texts={"a": EVERY_MONDAY.replace("ada@", "gone@"), "b": EVERY_MONDAY})
    swept = held.at().sweep()
    assert (swept.sent, [failure.cause for failure in swept.failed]) == (
        1,
        ["gone@shop.example has no account any more, or no role"],
    )


def test_mails_go_to_accounts_with_a_verified_address_and_to_the_shops_domain_alone() -> None:
    unverified = replace(BOARD, email=None)
    for accounts in ((ADA, unverified), (ADA, replace(BOARD, groups=frozenset()))):
        held = Scheduling(accounts=accounts)
        [failure] = held.at().sweep().failed
        assert (failure.step, failure.is_passing) == (SendingStep.ADDRESSES, False)
        assert "bo@board.example: no verified address" in failure.cause
        assert "team@" not in failure.cause
        assert held.files.asked == []
    [failure] = Scheduling(sender="").at().sweep().failed
    assert "write mail_from in tally.toml" in failure.cause


def test_without_an_owner_it_is_asked_as_everybody_and_its_reports_are_waited_for() -> None:
    text = EVERY_MONDAY.replace('owner = "ada@shop.example"\n', 'description = "To the board"\n')
    held = Scheduling(texts={"mondays": text}, files=Files(slow=True))
    assert held.at().sweep().sent == 1
    [(subject, body)] = held.files.asked
    assert (subject, body["title"], held.slept) == ("schedules-of-nobody", "To the board", [2.0])


def test_refused_mails_come_with_the_next_sweep_and_what_nobody_knows_is_told() -> None:
    held = Scheduling()
    held.post.answer = Handover(Posted.REFUSED, "Throttling")
    assert [failure.step for failure in held.at().sweep().failed] == [SendingStep.MAIL]
    held.post.answer = Handover(Posted.UNKNOWN, "ReadTimeoutError")
    held.at(MONDAY + HALF_AN_HOUR).sweep()
    [(_, text)] = held.told
    assert "of 2 mails nobody knows whether they were sent: ReadTimeoutError" in text


def test_by_command_it_is_sent_whatever_was_sent_before() -> None:
    held = Scheduling()
    held.at().sweep()
    tuesday = MONDAY + timedelta(days=1)
    assert held.at(tuesday).send_now("mondays") == "2026-03-03-mondays.pdf"
    assert len(held.post.mails) == 4
    assert held.marks.keys() == {(date(2026, 3, 2), "mondays")}
    with pytest.raises(Misconfigured, match="there is no schedule tuesdays"):
        held.at().send_now("tuesdays")
    held.files.error = BadQuestion("none")
    with pytest.raises(SendingFailed, match=r"^make the file: none$"):
        held.at().send_now("mondays")
