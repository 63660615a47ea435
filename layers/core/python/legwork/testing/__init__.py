"""The ports in memory, and a clock that stands still: for tests and the simulator."""
