"""The border: requests, answers and events as pydantic models."""
