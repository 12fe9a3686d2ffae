"""The whole API as the generic tests see it."""

import pytest


@pytest.fixture
def operations(app):
    """Every operation of the OpenAPI document."""
    from tests.factories import openapi

    return openapi.operations(app.openapi())


@pytest.fixture
def world(user):
    """Sam's account with at least one of everything in it."""
    from tests.factories.world import build

    return build(user)
