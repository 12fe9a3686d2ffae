"""A reference who has said yes, and an application that could ask for one."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.factories.api import Api


@pytest.fixture
def application(api: "Api") -> dict[str, Any]:
    from tests.factories.references import make_application

    return make_application(api)


@pytest.fixture
def reference(api: "Api") -> dict[str, Any]:
    from tests.factories.references import willing

    return willing(api)
