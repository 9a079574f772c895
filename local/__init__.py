"""The cloud on one machine, never shipped: an emulator, a stand-in for Athena, an inbox for apps."""
