"""From a request to a queued parcel, and what is refused."""
