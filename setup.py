"""Puts ``corpus/`` into the built package; everything else stands in ``pyproject.toml``.

``ibid eval`` and ``ibid demo`` need the documents where only the wheel is, and setuptools includes a folder from
outside a package only by such a step.
"""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCorpus(build_py):
    """Builds the packages, and copies the corpus beside the suites that ask about it."""

    def run(self) -> None:
        """Runs the build."""
        super().run()
        if not self.editable_mode:
            copytree(Path(__file__).parent / "corpus", Path(self.build_lib) / "evals" / "corpus", dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithCorpus})
