"""Requests and responses of this room: the border."""
