"""The `legwork` command: everything over the HTTPS API, and the embedded stack behind it."""
