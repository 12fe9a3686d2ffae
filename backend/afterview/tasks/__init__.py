"""To-dos: laid out by a plan, or written by hand."""
