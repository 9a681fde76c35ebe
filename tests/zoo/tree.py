"""A copy of the project in which defects are planted, one at a time."""

import compileall
import contextlib
import py_compile
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.zoo.defect import Defect

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder that holds every file of the project which is not ignored."""

    folder: Path

    @classmethod
    def copied(cls, folder: Path) -> "Tree":
        """Copy the project as it is here and now, also what is not committed yet."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git the developer has
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        # By their hash: a file that changes twice within a second keeps its date and its length.
        by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(folder, quiet=1, invalidation_mode=by_hash)
        return cls(folder)

    @contextlib.contextmanager
    def planted(self, defect: Defect) -> Iterator[Path]:
        """Put a defect in its place for a while; return the file."""
        path = self.folder / defect.file
        healthy = path.read_text(encoding="utf-8")
        path.write_text(healthy.replace(defect.right, defect.wrong), encoding="utf-8")
        try:
            yield path
        finally:
            path.write_text(healthy, encoding="utf-8")
