"""Reports: what people print, file, and count with."""
