"""A timeline calls a touch what the page calls it."""

import json
from pathlib import Path

import pytest

from afterview.touchpoints import wording
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose

TEXTS = Path(__file__).parents[2] / "frontend/src/texts/en.json"


@pytest.fixture(scope="module")
def texts():
    return json.loads(TEXTS.read_text("utf-8"))


@pytest.mark.parametrize("channel", TouchChannel)
def test_every_way_has_one_name(texts, channel):
    how = texts[f"touch_channel.{channel}"]
    assert wording.HOW[channel] == how
    assert wording.name(Direction.OUTBOUND, channel, None) == how
    theirs = texts["touch.theirs"].replace("{how}", how)
    assert wording.name(Direction.INBOUND, channel, None) == theirs


@pytest.mark.parametrize("purpose", TouchPurpose)
def test_every_purpose_has_one_name(texts, purpose):
    what = texts[f"touch_purpose.{purpose}"]
    mine = texts["touch.mine"].replace("{how}", "E-mail").replace("{what}", what)
    assert wording.name(Direction.OUTBOUND, TouchChannel.EMAIL, purpose) == mine
