"""Kinds of task about families and what staff file records under."""
