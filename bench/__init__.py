"""How fast Afterview is, against a limit measured in the same run: `uv run python -m bench`."""
