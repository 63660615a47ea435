"""Rules of this room that its kinds share."""
