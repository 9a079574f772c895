"""An answer laid out once for every format: CSV, XLSX, PDF and pictures tell the same figures."""
