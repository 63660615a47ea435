"""Layers are unpacked once, whatever number of workers asks for them."""

import zipfile
from pathlib import Path

import pytest

from local.shared_code import SharedCode


def packed(path: Path, text: str) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("python/module.py", text)
    return str(path)


def unpack(code: SharedCode, path: str, target: Path) -> str:
    target.mkdir()
    with code.ZipFile(path) as archive:
        assert not archive.namelist()
        archive.extractall(str(target))
    return (target / "python" / "module.py").read_text()


def test_two_workers_have_the_same_files(tmp_path: Path) -> None:
    code = SharedCode(tmp_path / "code")
    archive = packed(tmp_path / "one.zip", "x = 1\n")

    assert unpack(code, archive, tmp_path / "a") == unpack(code, archive, tmp_path / "b")

    assert (tmp_path / "a").resolve() == (tmp_path / "b").resolve()
    assert len(list(code.folder.iterdir())) == 1


def test_a_new_version_has_files_of_its_own(tmp_path: Path) -> None:
    code = SharedCode(tmp_path / "code")
    unpack(code, packed(tmp_path / "layer.zip", "x = 1\n"), tmp_path / "a")

    assert unpack(code, packed(tmp_path / "layer.zip", "x = 2\n"), tmp_path / "b") == "x = 2\n"
    assert (tmp_path / "a" / "python" / "module.py").read_text() == "x = 1\n"


def test_what_is_no_archive_is_refused_like_one(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no archive")

    with pytest.raises(zipfile.BadZipFile):
        unpack(SharedCode(tmp_path / "code"), str(tmp_path / "bad.zip"), tmp_path / "a")
