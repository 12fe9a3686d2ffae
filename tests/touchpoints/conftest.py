"""Fixtures: an interview that is over, and what is owed after it."""

import pytest


@pytest.fixture
def plan(api, clock):
    from tests.factories.story import out

    ended = "2026-06-02 11:15"
    return out(api, clock, ended, interview={"interviewers": [{"name": "Priya Nair"}]})


@pytest.fixture
def application(plan):
    return plan["interview"]["application"]["id"]
