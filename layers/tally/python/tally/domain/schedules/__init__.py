"""Saved questions and dashboards that are sent on time: when, as what, to whom."""
