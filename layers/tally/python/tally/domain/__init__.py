"""What is true: frozen records and pure rules, standard library only."""
