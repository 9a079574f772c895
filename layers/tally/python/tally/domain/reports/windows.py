"""How long things belong together: the spans of time that models, reports and their formulas share."""

from datetime import timedelta

SESSION_GAP = timedelta(minutes=30)
"""A session ends when nothing came for longer than this (Mixpanel's default)."""

CART_WINDOW = timedelta(hours=24)
"""An order within this of an add saves the cart."""

FUNNEL_WINDOW = timedelta(hours=24)
"""All steps of the main funnel lie within this of its entry."""

OPENING_HOUR = timedelta(minutes=60)
"""What counts as the opening hour, from the opening of the day's sale."""
