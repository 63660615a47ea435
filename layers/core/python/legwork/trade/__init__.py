"""The trade: a room for each thing that people know.

A room knows the engine, never another room's inside.
"""
