"""Dashboards in files: the published parts that the page shows, counted as the browser counts them."""
