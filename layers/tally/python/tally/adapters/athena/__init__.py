"""Athena, the tables it reads and the databases that a build makes."""
