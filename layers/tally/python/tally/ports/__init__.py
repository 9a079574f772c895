"""What Tally needs from outside, as roles, a module a step. What may fail is said here, not in adapters.

Unless a method says otherwise it raises TemporaryFailure when trying again may help, Misconfigured when an
operator must act, and may be called again with the same arguments without changing the outcome.
"""
