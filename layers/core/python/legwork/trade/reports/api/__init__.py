"""The HTTPS calls of this room, one noun a file."""
