"""read_page: a file that is gone is told apart from one that never was."""

import pytest
from tally.domain.answering.caller import Caller
from tally.domain.answering.refusals import NoSuchAnswer

from tests.answering import MemoryPage, read_page

ADA = Caller("ada", frozenset({"everybody"}))


@pytest.mark.parametrize(("name", "sentence"), [("values", "the next night"), ("hoem", "There are: home")])
def test_what_is_not_there_says_why(name: str, sentence: str) -> None:
    with pytest.raises(NoSuchAnswer, match=sentence):
        read_page(MemoryPage())(ADA, name, None)
