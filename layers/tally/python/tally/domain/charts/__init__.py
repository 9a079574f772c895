"""Charts of reports: one Vega-Lite specification a kind, for whoever draws it (a page, a picture, a PDF)."""
