"""What arrived at this machine's Tally, for the tests of an app."""
