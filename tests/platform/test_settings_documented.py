"""The operator's page says every setting there is, and none that there is not."""

import re
from enum import StrEnum
from pathlib import Path

from afterview.core.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operating.md").read_text("utf-8")
documented = dict(re.findall(r"^\| `(AFTERVIEW_\w+)` \| (.*?) \|", PAGE, re.MULTILINE))


def test_every_setting_is_documented_with_its_default():
    assert documented == {
        f"AFTERVIEW_{name.upper()}": shown(field.get_default())
        for name, field in Settings.model_fields.items()
    }


def test_no_page_names_a_setting_that_does_not_exist():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    named = {name for page in pages for name in re.findall(r"AFTERVIEW_[A-Z_]+", page.read_text())}
    assert named <= documented.keys()


def shown(default):
    value = (
        default.value if isinstance(default, StrEnum) else str("" if default is None else default)
    )
    return f"`{value}`" if value else "empty"
