"""Use cases put together with their adapters, where functions share them. Only functions import it."""
