"""Sending mails: what they look like, SES, who gets them, and which were sent."""
