"""The model carts against the same rules applied move by move."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sql.cart_story import CartStory

START = datetime(2026, 11, 20, 12)
MOVES = st.lists(
    st.tuples(
        st.integers(0, 3 * 24 * 4),  # quarters of an hour
        st.sampled_from(["add", "add", "remove", "order"]),
        st.sampled_from([1, 2]),
        st.sampled_from(["p", "q"]),
        st.sampled_from(["", 1, 2]),
    ),
    max_size=14,
    unique_by=lambda move: move[0],
)
Move = tuple[int, str, int, str, object]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MOVES)
def test_carts_are_those_of_the_rules_move_by_move(moves: list[Move]) -> None:
    told = CartStory()
    for quarter, what, person, product, quantity in moves:
        at = f"{START + timedelta(minutes=15 * quarter):%d %H:%M:%S}"
        if what == "order":
            told.order(at, person=person)
        else:
            (told.add if what == "add" else told.remove)(at, product, quantity, person=person)
    assert told.carts() == sorted(_carts_by_hand(moves))


def _carts_by_hand(moves: list[Move]) -> Iterable[tuple[str, str, int, bool]]:
    timed = sorted((START + timedelta(minutes=15 * quarter), *rest) for quarter, *rest in moves)
    adds = defaultdict(list)
    for at, what, person, product, _ in timed:
        if what == "add":
            adds[at.date(), person].append((at, product))
    for (day, person), added in adds.items():
        mine = [move for move in timed if move[2] == person]
        is_ordered = any(
            what == "order" and at <= order_at <= at + timedelta(hours=24)
            for at, _ in added
            for order_at, what, *_ in mine
        )
        if is_ordered or any(_is_left(mine, product, added) for _, product in added):
            yield f"{day:%d}", "web", person, is_ordered


def _is_left(
    mine: list[tuple[datetime, str, int, str, object]], product: str, added: list[tuple[datetime, str]]
) -> bool:
    """Whether the product was there all the time from its last add of the day on."""
    last_at = max(at for at, its in added if its == product)
    units, was_emptied = Decimal(0), False
    for at, what, _, its, quantity in mine:
        if its != product or what == "order" or at.date() < last_at.date():
            continue
        if what == "add":
            units += Decimal(str(quantity or 1))
        else:
            units = max(Decimal(0), units - (Decimal(str(quantity)) if quantity else units))
        was_emptied |= units == 0 and last_at <= at <= last_at + timedelta(hours=24)
    return not was_emptied
