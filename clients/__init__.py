"""Programs made from the OpenAPI document: the command line's types, and clients to try it with."""
