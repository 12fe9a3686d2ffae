"""Wind-down: the first hours after an interview, spent well."""
