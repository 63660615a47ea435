"""Made from the OpenAPI document; nothing here is written by hand."""
