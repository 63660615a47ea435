"""The HTTPS API, one file a noun: the functions serve it, the OpenAPI document describes it."""
