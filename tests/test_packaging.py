"""What is shipped: the wheel and the sdist hold what is needed and no more, and the wheel works by itself."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="building needs hatchling, of the extra test")

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
#: What a strict build may not say.
_BUILD = "import sys; from hatchling import build; print(getattr(build, sys.argv[1])(sys.argv[2]))"


def built(kind: str, folder: Path) -> Path:
    words = [sys.executable, "-c", _BUILD, f"build_{kind}", str(folder)]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "warn" not in run.stderr.lower()
    return folder / run.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return built("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory) -> Path:
    return built("sdist", tmp_path_factory.mktemp("sdist"))


#: Made when the wheel is built.
BOOK = "cleaner/rules/book.txt"


def shipped() -> set[str]:
    """Every file of the package that git does not pass over."""
    found = (path.relative_to(ROOT) for path in (ROOT / "cleaner").rglob("*") if path.is_file())
    kept = (path for path in found if "__pycache__" not in path.parts and path.suffix != ".pyc")
    return {path.as_posix() for path in kept} - {BOOK}


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = [name for name in names if ".dist-info/" not in name]
    assert sorted(inside) == sorted({*shipped(), BOOK})
    for needed in (
        "py.typed",
        "find/wording.bin",
        "layout/lines.npz",
        "testing/prose.json",
        "report/schema.json",
        "rules/packs/en/paywall.toml",
    ):
        assert f"cleaner/{needed}" in inside
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert wheel.name.endswith("-py3-none-any.whl")


def test_the_sdist_holds_what_tests_need(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert shipped() <= names
    needed = ["README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml", "tests/conftest.py", ".ci/run"]
    assert set(needed) <= names
    assert any(name.startswith("fixtures/") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.startswith((".git/", ".venv"))]


def test_the_metadata_says_what_the_project_says(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith("/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
        (points,) = [archive.read(one).decode() for one in archive.namelist() if one.endswith("/entry_points.txt")]
    assert metadata["Name"] == PROJECT["name"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert sorted(metadata.get_all("Provides-Extra")) == sorted(PROJECT["optional-dependencies"])
    assert "cleaner = cleaner.cli:main" in points
    assert "# cleaner" in metadata.get_payload()


def test_the_wheel_works_by_itself(wheel, tmp_path):
    """Cleans, restores, lists rules and cuts with the line model, from the wheel's files alone."""
    home = tmp_path / "home"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home)
    (tmp_path / "in.txt").write_text(
        "The court rules on Friday.\n\nYou have 2 free articles left this month\n", "utf-8"
    )
    code = """
import sys, cleaner, pathlib
assert pathlib.Path(cleaner.__file__).is_relative_to(sys.argv[1]), cleaner.__file__
from cleaner.cli import main
sys.argv = ["cleaner", "in.txt", "--report", "report.json"]
sys.exit(main())
"""
    env = {**os.environ, "PYTHONPATH": str(home), "CLEANER_CACHE": "off"}
    words = [sys.executable, "-c", code, str(home)]
    run = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "The court rules on Friday.\n"), run.stderr
    assert "articles-left" in (tmp_path / "report.json").read_text("utf-8")


def extras_named() -> set[str]:
    """The extras that the code tells users to install."""
    texts = [path.read_text("utf-8") for path in (ROOT / "cleaner").rglob("*.py")]
    return {name for text in texts for name in re.findall(r'MissingExtra\(\s*"(\w+)"', text)}


def test_every_extra_that_a_user_is_told_of_exists():
    assert extras_named()
    assert extras_named() <= set(PROJECT["optional-dependencies"])


def test_dependencies_have_a_lowest_version_and_no_highest():
    every = [*PROJECT["dependencies"], *(one for some in PROJECT["optional-dependencies"].values() for one in some)]
    for one in every:
        wanted = one.partition(";")[0].strip()
        assert wanted.startswith(f"{PROJECT['name']}[") or ">=" in wanted, one
        assert "<" not in wanted, one
        assert "==" not in wanted, one


def test_the_core_needs_no_extra():
    extras = {re.split(r"[^\w-]", one)[0] for some in PROJECT["optional-dependencies"].values() for one in some}
    core = {re.split(r"[^\w-]", one)[0] for one in PROJECT["dependencies"]}
    assert not core & extras


def test_installed_packages_agree():
    run = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    ours = [line for line in run.stdout.splitlines() if line.startswith(PROJECT["name"])]
    assert not ours
