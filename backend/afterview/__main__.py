"""`python -m afterview` is `afterview`."""

from afterview.cli import app

app()
