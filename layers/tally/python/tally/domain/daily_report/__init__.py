"""The daily report: who gets it when, and what it says. It reads the page's published files alone."""
