"""What is true of money: pure decisions of the room's kinds and calls."""
