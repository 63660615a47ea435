"""The rows of the two tables: their keys and every conditional write of the engine."""
