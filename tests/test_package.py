"""The package from outside: public names, and what the built distributions hold."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import spindetect

ROOT = Path(__file__).parent.parent


class TestPublicNames:
    def test_there_are_about_ten_and_all_exist(self) -> None:
        assert 8 <= len(spindetect.__all__) <= 12
        assert all(getattr(spindetect, name) is not None for name in spindetect.__all__)
        assert dir(spindetect) == sorted(spindetect.__all__)

    def test_an_unknown_name_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'Detecter'"):
            spindetect.Detecter  # noqa: B018

    @pytest.mark.parametrize("first", ["import spindetect.align", "import spindetect.detector", ""])
    def test_align_is_the_function_whatever_was_imported_before(self, first: str) -> None:
        code = f"{first}\nfrom spindetect import align\nprint(callable(align))"
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert run.stdout == "True\n"

    def test_rooms_stay_importable_by_their_full_name(self) -> None:
        from spindetect.align import align

        assert align is spindetect.align


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution and the wheel made from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return folder


class TestWheel:
    def test_it_scores_away_from_the_checkout(self, built: Path, tmp_path: Path) -> None:
        with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
            wheel.extractall(tmp_path / "site")
        for name in ("spun.txt", "original.txt"):
            (tmp_path / name).write_bytes((ROOT / "seeds" / name).read_bytes())
        run = subprocess.run(
            [sys.executable, "-P", "-m", "spindetect", "score", "spun.txt", "--original",
             "original.txt", "--quiet"],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (run.returncode, run.stderr) == (0, "")
        assert run.stdout.startswith("spun.txt: spun (")

    def test_it_carries_program_data_and_licences_and_no_tests(self, built: Path) -> None:
        with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
            names = set(wheel.namelist())
        assert {
            "spindetect/py.typed",
            "spindetect/evaluation/templates/evaluation.html",
            "spindetect/report/pages/style.css",
            "spindetect/_data/models/default/model.json",
            "spindetect/_data/models/no-original/alternatives.npz",
            "spindetect/_data/models/no-original/model.json",
            "spindetect/_data/lexicon/lexicon.json",
            "spindetect/_data/lexicon/LICENSES.md",
            "spindetect/_data/spinners/database.tsv",
        } <= names
        assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
        assert {name.split("/")[0].partition("-")[0] for name in names} == {"spindetect"}


class TestSourceDistribution:
    def test_it_holds_what_the_tests_need(self, built: Path) -> None:
        with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
            names = {name.partition("/")[2] for name in archive.getnames()}
        wanted = {"Makefile", "docs/verdict.schema.json", "seeds/manifest.json", "LICENSE"}
        tests = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").glob("*.py")}
        assert wanted | tests <= names

    def test_nothing_is_released_that_git_ignores(self, built: Path) -> None:
        with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
            names = archive.getnames()
        assert not [name for name in names if "__pycache__" in name or "/.venv/" in name]


def test_the_version_is_in_the_changelog() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{spindetect.__version__}]" in changes
