"""segment-analytics-python: reads visits as JSON, makes each with the SDK, prints what it told the app."""

from segment.analytics.client import Client
from segment_visit import make_visits

if __name__ == "__main__":
    make_visits(Client)
