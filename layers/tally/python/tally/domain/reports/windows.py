"""How long things belong together: the spans of time that models, reports and their formulas share."""

from datetime import timedelta

SESSION_GAP = timedelta(minutes=30)
"""A session ends when nothing came for longer than this (Mixpanel's default)."""

MOST_SESSIONS_OF_A_DAY = timedelta(days=1) // SESSION_GAP
"""More sessions than one after each such gap a device has only of several users in turn, on 24 hours."""

CART_WINDOW = timedelta(hours=24)
"""An order within this of an add saves the cart."""

FUNNEL_WINDOW = timedelta(hours=24)
"""All steps of the main funnel lie within this of its entry."""

CLOCK_ERROR = timedelta(days=2)
"""An event that says it happened longer than this before what arrived first of its device or order, and that
came later than this itself, has a wrong clock: it takes no device and moves no order (our decision). Mixpanel
links by arrival alone; two days leave the links that a phone makes offline and sends a day later."""

COPY_WINDOW = timedelta(days=1)
"""Copies of one event that a device and a server told under one id lie within this (decision 0021). An id
that comes back later is another event's (our decision); Meta compares ids for two days."""

OPENING_HOUR = timedelta(minutes=60)
"""What counts as the opening hour, from the opening of the day's sale."""

ORDER_LIKENESS = timedelta(minutes=1)
"""Orders of one person and amount within this may be one order under two numbers (our decision)."""

RETURN_WINDOW = timedelta(days=30)
"""What is cancelled or refunded within this of its order is a return of it (our decision; shops mostly take
goods back for 14 to 30 days)."""

RATE_DAYS = 7
"""How many days old an exchange rate may be (our decision): banks fix none at weekends and at Easter."""
