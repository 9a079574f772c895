"""The cloud on one machine, and the tally command."""
