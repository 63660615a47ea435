"""The code of functions and layers on this machine: unpacked once, for all workers together.

MiniStack unpacks every layer anew for each worker that it starts: thousands of files, written by
the one process that also answers everybody else. Lambda itself does nothing like it: a layer is
mounted, and cannot be written to.
"""

import hashlib
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self


class SharedCode:
    """Stands for the module `zipfile` where MiniStack unpacks code.

    Args:
        folder: Where each archive is unpacked, once.
    """

    BadZipFile = zipfile.BadZipFile
    LargeFileError = zipfile.LargeZipFile

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()

    def ZipFile(self, path: str) -> "SharedArchive":  # noqa: N802 - named as what it stands for
        """An archive that is to be unpacked."""
        return SharedArchive(Path(path), self)

    def unpacked(self, archive: Path) -> Path:
        """Where the content of an archive lies."""
        content = archive.read_bytes()
        place = self.folder / hashlib.sha256(content).hexdigest()
        with self._lock:
            if not place.exists():
                unfinished = place.with_suffix(".unfinished")
                with zipfile.ZipFile(archive) as opened:
                    opened.extractall(unfinished)
                unfinished.rename(place)
        return place


class SharedArchive:
    """An archive, as far as MiniStack asks for it.

    Args:
        path: The archive.
        code: What is unpacked already.
    """

    def __init__(self, path: Path, code: SharedCode) -> None:
        self._path = path
        self._code = code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def namelist(self) -> Sequence[str]:
        """None: whoever asks wants to see whether a name leads out, and Python lets none do so."""
        return ()

    def extractall(self, folder: str) -> None:
        """Let an empty folder be the one that the archive was unpacked to."""
        target = Path(folder)
        target.rmdir()
        target.symlink_to(self._code.unpacked(self._path), target_is_directory=True)
