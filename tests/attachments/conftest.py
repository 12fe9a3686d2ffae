"""Where the files of the service under test lie."""

import pytest


@pytest.fixture
def kept(tmp_path):
    """Every file in the data folder, as `account/content`."""

    def look():
        folder = tmp_path / "data/attachments"
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    return look


@pytest.fixture
def file_of(tmp_path):
    """The file behind an attachment."""

    def find(person, attachment):
        return tmp_path / "data/attachments" / person.id / attachment["sha256"]

    return find
