"""Pipeline: every application and interview, from the first note to the last word."""
