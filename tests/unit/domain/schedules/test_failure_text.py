"""The mail of a schedule that was not sent, in both languages."""

from datetime import date

import pytest
from tally.domain.schedules.export_schedule import DueSchedule
from tally.domain.schedules.failure_text import write_failure, write_subject
from tally.domain.schedules.sending import SendingFailed, SendingState, SendingStep
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.words.words import Words

SENT = 'question = "from-cart"\n{when}\n[to]\ntable = true\n'
CAUSE = "No question is saved as from-cart"


def write(step: SendingStep, when: str, language: str) -> str:
    due = DueSchedule("mondays", 3, parse_schedule(SENT.format(when=when)), date(2026, 11, 30), "b1")
    return write_failure(due, SendingFailed(step, CAUSE, False), SendingState.GIVEN_UP, Words(language))


def test_it_says_what_is_not_sent_why_and_what_to_do() -> None:
    assert write(SendingStep.FILE, 'every = "week"\nday = "monday"', "fr") == (
        "L\u2019envoi programmé mondays (question from-cart, chaque lundi à 7\u00a0h) n\u2019est pas parti "
        "le lundi 30 novembre 2026.\n\n"
        "Étape\u202f: créer le fichier\n"
        "Cause\u202f: Rien n\u2019est enregistré sous from-cart (question)\n\n"
        "Plus aucun essai avant que l\u2019envoi soit modifié, ou demandé par la dernière commande.\n\n"
        "Que faire\u202f:\n"
        "1. Voir ce que c\u2019est\u202f: tally ask from-cart\n"
        "2. Corriger comme le dit docs/guides/runbook.md, tally-send-schedules-errors\n"
        "3. L\u2019envoyer\u202f: tally schedules send mondays\n"
    )


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ('every = "day"', "every day at 7:00"),
        ('every = "weekday"\nhour = 0', "Monday to Friday at 0:00"),
        ('every = "week"\nday = "sunday"', "every Sunday at 7:00"),
        ('every = "month"\nday = 28', "on day 28 of each month at 7:00"),
    ],
)
def test_it_says_when(when: str, told: str) -> None:
    assert f"(question from-cart, {told})" in write(SendingStep.MAIL, when, "en")


@pytest.mark.parametrize("step", SendingStep)
def test_each_step_is_told_in_both_languages(step: SendingStep) -> None:
    english, french = (write(step, 'every = "day"', language).splitlines() for language in ("en", "fr"))
    assert len(english) == len(french)
    assert not {line for line in english if line} & set(french)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_its_subject_is_what_sns_takes(language: str) -> None:
    subject = write_subject("x" * 64, Words(language))
    assert subject.isascii()
    assert len(subject) <= 100
