"""Answers of reports in one sentence, a module a kind: what people read before the chart and the rows."""
