"""Kinds of task about money."""
