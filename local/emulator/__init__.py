"""ministack with what it lacks of AWS put right. Runs on the Python of .venv-ministack; no Tally there."""
