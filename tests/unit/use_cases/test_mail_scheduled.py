"""mail_scheduled: what a mail says, and what it carries."""

from dataclasses import replace

import pytest
from tally.adapters.sending.mail_html import write_html
from tally.adapters.sending.mail_text import write_text
from tally.domain.schedules.export_schedule import DueSchedule
from tally.domain.schedules.told_schedule import LARGEST_ATTACHMENT, MailFrame, tell_schedule
from tally.domain.settings.schedule_text import parse_schedule
from tally.use_cases.mail_scheduled import MailScheduled

from tests.mailing import Post
from tests.scheduling import BUILD, EVERY_MONDAY, MONDAY, a_file


def mail(size: int, language: str) -> tuple[str, str, int]:
    """Its subject, its text on one line, and how many files it carries."""
    post = Post()
    frame = MailFrame("tally@shop.example", "it@shop.example", "Europe/Rome", "https://tally.shop.example/")
    schedule = parse_schedule(EVERY_MONDAY.replace("every", f'language = "{language}"\nevery'))
    due = DueSchedule("mondays", 1, schedule, MONDAY.date(), BUILD)
    MailScheduled(post, post, write_text, write_html, frame, lambda: MONDAY).send(
        due, a_file(size), is_asked=False
    )
    sent = post.mails[0]
    assert "ada@shop.example" in sent.html
    return sent.subject, " ".join(sent.text.split()), len(sent.attachments)


def test_a_mail_tells_the_answer_its_verdict_and_who_sends_it() -> None:
    subject, text, files = mail(LARGEST_ATTACHMENT, "en")
    assert (subject, files) == ("Tally: From cart, Monday 2 March 2026", 1)
    assert "- Of 9 with View, 3 came to Order." in text
    assert "- Disputed: 10 of 109 orders are missing." in text
    assert "from-cart.pdf is attached." in text
    assert "https://tally.shop.example/#/saved/from-cart" in text
    assert "by the schedule mondays of ada@shop.example" in text


def test_a_reason_of_several_answers_is_told_once() -> None:
    file = a_file()
    twice = replace(file.document, sections=[*file.document.sections] * 2)
    due = DueSchedule("mondays", 1, parse_schedule(EVERY_MONDAY), MONDAY.date(), BUILD)
    frame = MailFrame("tally@shop.example", "", "Europe/Rome", "")
    one, other = tell_schedule(due, replace(file, document=twice), MONDAY, frame).above
    assert [each.text for each in one.sentences][1:] == ["Disputed: 10 of 109 orders are missing."]
    assert [each.text for each in other.sentences][1:] == ["Disputed."]


@pytest.mark.parametrize(("language", "told"), [("en", "has 5.0 MiB"), ("fr", "pèse 5,0 Mio")])
def test_what_is_too_large_for_a_mail_is_told_of(language: str, told: str) -> None:
    _, text, files = mail(LARGEST_ATTACHMENT + 1, language)
    assert told in text
    assert files == 0
