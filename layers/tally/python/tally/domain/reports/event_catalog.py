"""What the catalogue of events may show of their values, and what it costs.

A value is shown when LEAST_PERSONS merged persons sent it (our decision, as of k-anonymity with k = 5). It is
not where its property is personal data by the tracking plan, whatever is done with it, or where it looks like
an e-mail address, a phone number or a link: sql/intermediate/event_property_counts.sql.
"""

LEAST_PERSONS = 5
LONGEST_VALUE, LONGEST_NAME = 60, 100
"""Characters. A longer text is no value to choose from, and a longer name is data in the wrong place."""

VALUES_SAMPLE = 20_000
"""Events of a name whose values are looked at: what five persons sent among them is worth suggesting. Types
are counted in all."""
