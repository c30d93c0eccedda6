"""The command line from outside: what it prints, where, and with which exit code."""

from __future__ import annotations

import errno
import importlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator
from typer.testing import CliRunner
from verdicts import abstaining, verdict

from spindetect.cli import INTERNAL_ERROR, INTERRUPTED, app, main
from spindetect.suspects.encoder import missing
from spindetect.training import MIN_ADAPT, MIN_ANEW, MIN_GROUPS, MIN_PAIRS
from spindetect.types import ExitCode, Relation, SpindetectError, UnreadableError, Verdict

ROOT = Path(__file__).parent.parent
SPUN = str(ROOT / "seeds" / "spun.txt")
ORIGINAL = str(ROOT / "seeds" / "original.txt")
DOCS = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
SCORE = importlib.import_module("spindetect.cli.score")

STORY = (
    "The ferry to the northern islands was cancelled for a third day because of high winds. "
    "Passengers slept on benches in the harbour hall, where volunteers brought them soup and "
    "blankets. The company said that it hoped to sail again as soon as the storm had passed, and "
    "promised to refund every ticket that could not be used during the week."
)


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "spindetect", *arguments],
        **({"cwd": ROOT, "capture_output": True, "text": True, "timeout": 60} | options),
    )


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Verdict | BaseException]:
    """Put a verdict (or an error) here and `score` returns (or raises) it without reading."""
    outcome: list[Verdict | BaseException] = []

    def judge(*_: object, **__: object) -> Verdict:
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        return outcome[0]

    monkeypatch.setattr(SCORE, "judge", judge)
    return outcome


class TestHelp:
    @pytest.mark.parametrize("name", sorted(COMMANDS))
    def test_every_command_shows_an_example(self, name: str) -> None:
        shown = CliRunner().invoke(app, [name, "--help"])
        assert shown.exit_code == 0
        assert f"spindetect {name}" in shown.output.partition("Example")[2]

    @pytest.mark.parametrize("name", sorted(COMMANDS))
    def test_every_command_and_option_is_documented(self, name: str) -> None:
        section = DOCS.partition(f"\n## spindetect {name}\n")[2].partition("\n## ")[0]
        assert f"    spindetect {name}" in section
        options = {flag for param in COMMANDS[name].params for flag in param.opts if flag[0] == "-"}
        assert {flag for flag in options if f"`{flag}" not in section} == {"--help", "-h"} & options

    @pytest.mark.parametrize("code", list(ExitCode))
    def test_every_exit_code_is_documented(self, code: ExitCode) -> None:
        assert f"\n| {int(code)} | " in DOCS

    def test_documentation_names_no_command_that_is_gone(self) -> None:
        named = {line.split()[2] for line in DOCS.splitlines() if line.startswith("## spindetect ")}
        assert named == set(COMMANDS)

    def test_without_arguments_it_explains_itself(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == 0
        assert "score" in capsys.readouterr().out

    @pytest.mark.parametrize("arguments", [["version"], ["--version"]])
    def test_version(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(arguments) == 0
        assert capsys.readouterr().out == "spindetect 0.1.0\n"


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["score"], "CANDIDATE"),
            (["score", "-", "--threshold", "2"], "0.0<=x<=1.0"),
            (["score", "-", "--original", "-"], "only one of the two"),
            (["score", "a", "--original", "b", "--format", "xml"], "'text', 'json'"),
            (["score", "a", "--original", "b", "--color", "pink"], "'auto', 'always', 'never'"),
            (["score", "a", "--original", "b", "--threshold", "1.5"], "0.0<=x<=1.0"),
            (["score", "a", "--original", "b", "--threshold", "nan"], "threshold nan"),
            (["score", "a", "--original", "b", "--threshold", "high"], "'high'"),
            (["score", "a", "--original", "b", "--encoding", "klingon"], "'klingon'"),
            (["score", "a", "--original", "b", "--original-encoding", "base64"], "'base64'"),
            (["score", "a", "--original", "b", "--encodign", "utf-8"], "--encodign"),
            (["score", "a", "b", "--original", "c"], "b"),
            (["train", "pairs.jsonl"], "--out"),
            (["scroe", "a"], "scroe"),
            (["--colour"], "--colour"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_one_line_says_what_is_wrong(
        self, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(arguments) == ExitCode.USAGE
        assert_one_line(capsys.readouterr(), said)


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "code", "said"),
        [
            (UnreadableError("a.txt: no such file"), ExitCode.UNREADABLE, "a.txt: no such file"),
            (SpindetectError("no\nway\x1b[31m"), ExitCode.USAGE, "no way\\x1b[31m"),
        ],
        ids=["unreadable", "hostile message"],
    )
    def test_an_error_is_one_line_and_its_exit_code(
        self,
        error: BaseException,
        code: int,
        said: str,
        judged: list[Verdict | BaseException],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        judged.append(error)
        assert main(["score", "a", "--original", "b"]) == code
        assert_one_line(capsys.readouterr(), said)

    def test_ctrl_c_ends_without_a_word(
        self, judged: list[Verdict | BaseException], capsys: pytest.CaptureFixture[str]
    ) -> None:
        judged.append(KeyboardInterrupt())
        assert main(["score", "a", "--original", "b", "--fail-on-spun"]) == INTERRUPTED
        out, err = capsys.readouterr()
        assert (out + err).strip() == ""

    def test_a_defect_keeps_its_traceback_and_is_not_taken_for_a_verdict(
        self, judged: list[Verdict | BaseException], capsys: pytest.CaptureFixture[str]
    ) -> None:
        judged.append(ZeroDivisionError("oops"))
        assert main(["score", "a", "--original", "b", "--fail-on-spun"]) == INTERNAL_ERROR
        assert "ZeroDivisionError: oops" in capsys.readouterr().err

    def test_a_reader_that_goes_away_is_no_error(self) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "spindetect", "score", SPUN, "--original", ORIGINAL],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == ""
        assert process.returncode == 0

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
    def test_a_full_disk_is_said_in_one_line(self) -> None:
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = run(
                "score", SPUN, "--original", ORIGINAL,
                capture_output=False, stdout=full, stderr=subprocess.PIPE,
            )  # fmt: skip
        assert done.returncode == ExitCode.USAGE
        assert done.stderr.startswith("spindetect: cannot write to standard output: ")
        assert done.stderr.count("\n") == 1

    def test_output_survives_a_terminal_that_knows_ascii_only(self) -> None:
        environment = os.environ | {"PYTHONIOENCODING": "ascii"}
        done = run("score", SPUN, "--original", ORIGINAL, env=environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert "\\u2192" in done.stdout


class TestScore:
    def test_fail_on_spun(self, judged: list[Verdict | BaseException]) -> None:
        judged.append(verdict())
        assert main(["score", "a", "--original", "b"]) == ExitCode.OK
        assert main(["score", "a", "--original", "b", "--fail-on-spun"]) == ExitCode.SPUN

    def test_the_documentation_says_what_probabilities_assume(self) -> None:
        assert "assumes\nthat one pair in two is spun" in DOCS
        odds = 0.92 / 0.08 / 9
        assert f"{odds:.1f} to 1, or\n{100 * odds / (1 + odds):.0f} %. `--prior 0.1`" in DOCS

    @pytest.mark.parametrize("item", [verdict(relation=Relation.EDITED), abstaining()])
    def test_fail_on_spun_lets_everything_else_pass(
        self, item: Verdict, judged: list[Verdict | BaseException]
    ) -> None:
        judged.append(item)
        assert main(["score", "a", "--original", "b", "--fail-on-spun"]) == ExitCode.OK

    def test_quiet_is_one_line_in_either_format(
        self, judged: list[Verdict | BaseException], capsys: pytest.CaptureFixture[str]
    ) -> None:
        judged.append(verdict())
        main(["score", "a", "--original", "b", "--quiet"])
        main(["score", "a", "--original", "b", "--quiet", "--format", "json"])
        summary, data = capsys.readouterr().out.splitlines()
        assert summary.startswith("page.txt: spun (")
        assert json.loads(data)["relation"] == "spun"

    @pytest.mark.parametrize(
        ("arguments", "environment", "colored"),
        [
            ([], {}, False),
            (["--color", "always"], {"NO_COLOR": "1"}, True),
            (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ],
    )
    def test_a_pipe_gets_colour_only_when_told(
        self,
        arguments: list[str],
        environment: dict[str, str],
        colored: bool,
        judged: list[Verdict | BaseException],
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        judged.append(verdict())
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        main(["score", "a", "--original", "b", *arguments])
        assert ("\x1b[" in capsys.readouterr().out) is colored

    @pytest.mark.parametrize(("setting", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
    def test_a_terminal_gets_colour_unless_it_declines(
        self, setting: dict[str, str], colored: bool
    ) -> None:
        environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        environment |= {"TERM": "xterm"} | setting
        ours, theirs = pty.openpty()
        arguments = ["score", SPUN, "--original", ORIGINAL]
        with subprocess.Popen(
            [sys.executable, "-m", "spindetect", *arguments], cwd=ROOT, stdout=theirs,
            env=environment,
        ) as process:  # fmt: skip
            os.close(theirs)
            shown = drained(ours)
        assert process.returncode == 0
        assert (b"\x1b[" in shown) is colored

    def test_the_seeds_from_raw_files_to_json(self) -> None:
        done = run("score", SPUN, "--original", ORIGINAL, "--format", "json")
        assert (done.returncode, done.stderr) == (0, "")
        data = json.loads(done.stdout)
        schema = json.loads((ROOT / "docs" / "verdict.schema.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(data)
        assert data["relation"] == "spun"
        assert data["candidate"]["text"] == Path(SPUN).read_text(encoding="utf-8")

    def test_the_candidate_may_come_from_standard_input(self) -> None:
        text = Path(SPUN).read_text(encoding="utf-8")
        piped = run("score", "-", "--original", ORIGINAL, "--format", "json", input=text)
        direct = run("score", SPUN, "--original", ORIGINAL, "--format", "json")
        assert json.loads(piped.stdout)["probability"] == json.loads(direct.stdout)["probability"]

    def test_a_threshold_that_nothing_reaches(self) -> None:
        arguments = ["score", SPUN, "--original", ORIGINAL, "--fail-on-spun", "--quiet"]
        assert run(*arguments, "--threshold", "1").returncode in (ExitCode.OK, ExitCode.SPUN)
        assert run(*arguments, "--threshold", "0").returncode == ExitCode.SPUN

    def test_the_same_file_twice_is_a_copy(self) -> None:
        data = json.loads(run("score", ORIGINAL, "--original", ORIGINAL, "--format", "json").stdout)
        assert data["relation"] == "copy"
        assert data["probability"] < 0.1
        assert data["n_substitutions"] == 0

    def test_another_language_is_said_and_abstained_from(self, tmp_path: Path) -> None:
        page = tmp_path / "seite.txt"
        page.write_text(
            "Die Fähre zu den Inseln fiel am dritten Tag in Folge aus, weil der Wind zu stark "
            "war. Die Reisenden schliefen in der Hafenhalle auf Bänken, wo ihnen Freiwillige "
            "Suppe und Decken brachten. Die Reederei will wieder fahren, sobald der Sturm "
            "vorüber ist, und versprach, jede Karte zu erstatten, die nicht benutzt werden kann.",
            encoding="utf-8",
        )
        done = run("score", str(page), "--original", ORIGINAL, "--format", "json")
        assert done.returncode == 0
        data = json.loads(done.stdout)
        assert (data["abstained"], data["probability"]) == ("not_english", None)
        assert "not in English" in run("score", str(page), "--original", ORIGINAL).stdout

    def test_nothing_in_common_is_no_error(self, tmp_path: Path) -> None:
        page = tmp_path / "ferry.txt"
        page.write_text(STORY, encoding="utf-8")
        done = run("score", str(page), "--original", ORIGINAL, "--format", "json")
        assert done.returncode == 0
        data = json.loads(done.stdout)
        assert data["relation"] == "independent"
        assert data["probability"] is None or data["probability"] < 0.1

    @pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
    @pytest.mark.parametrize(("judge", "megabytes"), [("fast", 150), ("deep", 250)])
    def test_peak_memory_of_the_whole_command_is_bounded(self, judge: str, megabytes: int) -> None:
        if judge == "deep" and missing() is not None:
            pytest.skip("the extra 'neural' is missing")
        # VmHWM belongs to this program alone; ru_maxrss would count the one it was forked from.
        code = (
            "import sys; from spindetect.cli import main; code = main(sys.argv[1:]);"
            "sys.stderr.write(open('/proc/self/status').read()); sys.exit(code)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "score", SPUN, "--original", ORIGINAL,
             "--with-original", judge],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        peak = next(line for line in done.stderr.splitlines() if line.startswith("VmHWM:"))
        assert int(peak.split()[1]) < megabytes * 1024


class TestBadInput:
    """Each ends in one line that names the file, and nothing is printed but that."""

    @pytest.fixture(
        params=[
            "missing.txt",
            "directory",
            "empty.txt",
            "blank.txt",
            "binary.bin",
            "long_line.txt",
            "latin1.txt",
            "broken.pdf",
            "empty.html",
            "broken.docx",
        ]
    )
    def bad(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        path = tmp_path / request.param
        contents = {
            "empty.txt": b"",
            "blank.txt": b" \n\t\n",
            "binary.bin": bytes(range(256)) * 40,
            "latin1.txt": "Ein schöner Café-Besuch. ".encode("latin-1") * 20,
            "broken.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
            "empty.html": b"<!DOCTYPE html><html><head></head><body></body></html>",
            "broken.docx": b"PK\x03\x04" + b"broken" * 50,
        }
        if path.name == "directory":
            path.mkdir()
        elif path.name == "long_line.txt":
            path.write_bytes(b"word " * 40_000_000)
        elif path.name in contents:
            path.write_bytes(contents[path.name])
        return path

    def test_as_the_candidate(self, bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
        declared = ["--encoding", "utf-8"] if bad.name == "latin1.txt" else []
        code = main(["score", str(bad), "--original", ORIGINAL, *declared])
        assert code == ExitCode.UNREADABLE
        assert_one_line(capsys.readouterr(), bad.name)

    def test_as_the_original(self, bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
        declared = ["--original-encoding", "utf-8"] if bad.name == "latin1.txt" else []
        assert main(["score", SPUN, "--original", str(bad), *declared]) == ExitCode.UNREADABLE
        assert_one_line(capsys.readouterr(), bad.name)

    def test_an_encoding_that_is_right_is_taken(self, tmp_path: Path) -> None:
        path = tmp_path / "page.txt"
        path.write_bytes(STORY.encode("utf-16-le"))
        done = run("score", str(path), "--original", ORIGINAL, "--encoding", "utf-16-le")
        assert done.returncode == 0

    @pytest.mark.parametrize("content", [None, b"", b"[]", b'{"protocol": 99}', b"\x80\x04N."])
    def test_a_model_that_is_none(
        self, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        if content is not None:
            (tmp_path / "model.json").write_bytes(content)
        arguments = ["score", SPUN, "--original", ORIGINAL, "--model", str(tmp_path)]
        assert main(arguments) == ExitCode.UNREADABLE
        assert_one_line(capsys.readouterr(), "model.json")

    def test_training_on_nothing_writes_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pairs = tmp_path / "pairs.jsonl"
        pairs.write_text("{}\n", encoding="utf-8")
        assert main(["train", str(pairs), "--out", str(tmp_path / "model")]) == ExitCode.USAGE
        assert_one_line(capsys.readouterr(), "pairs.jsonl")
        assert not (tmp_path / "model").exists()


class TestSimulate:
    def test_the_same_seed_gives_the_same_pairs(self, tmp_path: Path) -> None:
        articles = tmp_path / "articles"
        articles.mkdir()
        (articles / "ferry.txt").write_text(f"Ferry cancelled\n\n{STORY}\n", encoding="utf-8")
        written = []
        for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
            out = tmp_path / f"{name}.jsonl"
            assert main(["simulate", str(articles), "--out", str(out), "--seed", seed]) == 0
            written.append(out.read_text(encoding="utf-8"))
        assert written[0] == written[1] != written[2]
        labels = {json.loads(line)["label"] for line in written[0].splitlines()}
        assert labels & {1, "spun"}
        assert labels - {1, "spun"}

    def test_an_output_that_cannot_be_written_is_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "ferry.txt").write_text(STORY, encoding="utf-8")
        out = tmp_path / "no" / "such" / "pairs.jsonl"
        assert main(["simulate", str(tmp_path), "--out", str(out)]) == ExitCode.USAGE
        assert_one_line(capsys.readouterr(), "such")

    def test_a_folder_without_articles(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "pairs.jsonl"
        assert main(["simulate", str(tmp_path), "--out", str(out)]) == ExitCode.UNREADABLE
        assert_one_line(capsys.readouterr(), "no .txt articles")
        assert not out.exists()

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("missing", "missing: no such folder; give a folder of plain-text articles"),
            ("ferry.txt", "ferry.txt: not a folder; give the folder that the articles lie in"),
        ],
    )
    def test_articles_that_are_no_folder(
        self, name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "ferry.txt").write_text(STORY, encoding="utf-8")
        out = tmp_path / "pairs.jsonl"
        code = main(["simulate", str(tmp_path / name), "--out", str(out)])
        assert code == ExitCode.UNREADABLE
        assert_one_line(capsys.readouterr(), said)
        assert not out.exists()

    @pytest.mark.parametrize(
        ("out", "said"),
        [
            ("folder", "folder: is a folder; name a file in it"),
            ("pipe", "pipe: is a device or pipe; name a file"),
            ("gone/pairs.jsonl", "make it first"),
            ("ferry.txt/pairs.jsonl", "is a file, not a folder; name another"),
        ],
    )
    def test_an_impossible_output_is_said_before_any_work(
        self,
        out: str,
        said: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        (tmp_path / "ferry.txt").write_text(STORY, encoding="utf-8")
        (tmp_path / "folder").mkdir()
        os.mkfifo(tmp_path / "pipe")
        monkeypatch.setattr("spindetect.simulation.read_articles", lambda _: pytest.fail("read"))
        assert main(["simulate", str(tmp_path), "--out", str(tmp_path / out)]) == ExitCode.USAGE
        printed = capsys.readouterr()
        assert_one_line(printed, said)
        assert f"--out {tmp_path / out}: " in printed.err

    def test_a_folder_without_the_right_to_write(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # The tests may run as a user who may write everywhere.
        monkeypatch.setattr(os, "access", lambda _, mode, **__: not mode & os.W_OK)
        for command in ("simulate", "train"):
            assert main([command, str(tmp_path), "--out", str(tmp_path / "new")]) == ExitCode.USAGE
            assert_one_line(capsys.readouterr(), f"the folder {tmp_path} cannot be written to")

    @pytest.mark.parametrize("named", [True, False], ids=["names its file", "names none"])
    def test_an_error_of_writing_names_no_temporary_file(
        self,
        named: bool,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        (tmp_path / "ferry.txt").write_text(STORY, encoding="utf-8")
        out = tmp_path / "pairs.jsonl"

        def fail(*_: object) -> int:
            part = [str(tmp_path / ".pairs.jsonl.part")] if named else []
            raise OSError(errno.ENOSPC, "No space left on device", *part)

        monkeypatch.setattr("spindetect.pairs.write_pairs", fail)
        assert main(["simulate", str(tmp_path), "--out", str(out)]) == ExitCode.USAGE
        printed = capsys.readouterr()
        assert_one_line(printed, f"--out {out}: No space left on device; ")
        assert ".part" not in printed.err


class TestTrain:
    @pytest.mark.parametrize(
        ("out", "said"),
        [
            ("pairs.jsonl", "is a file; name a folder, which may be new"),
            ("pairs.jsonl/model", "is a file, not a folder; name another"),
        ],
    )
    def test_an_output_that_is_a_file(
        self, out: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pairs = tmp_path / "pairs.jsonl"
        pairs.write_text("{}\n", encoding="utf-8")
        assert main(["train", str(pairs), "--out", str(tmp_path / out)]) == ExitCode.USAGE
        printed = capsys.readouterr()
        assert_one_line(printed, said)
        assert f"--out {tmp_path / out}: " in printed.err
        assert pairs.read_text(encoding="utf-8") == "{}\n"

    def test_how_many_pairs_are_needed_is_said_beforehand(self) -> None:
        shown = " ".join(CliRunner().invoke(app, ["train", "--help"]).output.split())
        anew = f"With {MIN_ANEW} spun pairs and {MIN_ANEW} others, from {MIN_GROUPS} articles"
        assert anew in shown
        assert f"from {MIN_ADAPT} of each on, adapt the shipped one" in shown
        assert f"at least {MIN_ANEW} spun pairs and {MIN_ANEW} others" in DOCS
        assert f"at least {MIN_GROUPS} articles" in DOCS
        for least in (MIN_ADAPT, MIN_PAIRS):
            assert f"{least} spun and {least} others are needed" in DOCS

    def test_a_model_from_pairs_scores_and_bad_rows_are_listed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pairs, out = tmp_path / "pairs.jsonl", tmp_path / "model"
        rows = [json.dumps(row) for k in range(30) for row in labelled(k)]
        pairs.write_text("\n".join([*rows, "{broken"]) + "\n", encoding="utf-8")
        assert main(["train", str(pairs), "--out", str(out)]) == ExitCode.BAD_RECORDS
        printed = capsys.readouterr()
        assert "60 pairs" in printed.out
        assert_one_line(("", printed.err), "row 61")
        candidate, original = tmp_path / "page.txt", tmp_path / "ours.txt"
        candidate.write_text(labelled(99)[0]["candidate"], encoding="utf-8")
        original.write_text(STORY, encoding="utf-8")
        arguments = ["score", str(candidate), "--original", str(original), "--model", str(out)]
        assert main([*arguments, "--quiet"]) == ExitCode.OK
        assert "page.txt: spun (" in capsys.readouterr().out


def labelled(number: int) -> tuple[dict[str, str], dict[str, str]]:
    """A spun and an honest pair of one source article, a little different for every number."""
    original = STORY.replace("third day", f"day number {number}")
    spun = original
    swaps = ("high elevated", "slept dozed", "hall corridor", "promised vowed", "storm tempest",
             "volunteers helpers", "soup broth", "winds gales", "harbour haven")  # fmt: skip
    for k, swap in enumerate(swaps):
        if k % 7 != number % 7:
            spun = spun.replace(*swap.split())
    honest = original.replace("slept on benches", "spent the night") if number % 2 else original
    base = {"original": original, "group": f"ferry-{number}", "source": "test"}
    return (
        base | {"candidate": spun, "label": "spun", "family": "swaps"},
        base | {"candidate": honest, "label": "edited", "family": "cuts"},
    )


def drained(descriptor: int) -> bytes:
    """Everything written to the other end of a pseudo-terminal."""
    chunks = []
    try:
        while chunk := os.read(descriptor, 65536):
            chunks.append(chunk)
    except OSError:  # how Linux says that the other end was closed
        pass
    finally:
        os.close(descriptor)
    return b"".join(chunks)


def assert_one_line(captured: tuple[str, str], said: str) -> None:
    """Nothing on standard output, one complaint on standard error that contains `said`."""
    out, err = captured
    assert out == ""
    assert err.count("\n") == 1, err
    assert err.startswith("spindetect: ")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "command",
    [
        ("score", "one.txt", "--html", "one.txt"),
        ("score", "two.txt", "--original", "one.txt", "--html", "one.txt"),
        ("report", "one.txt", "--html", "one.txt"),
        ("audit", "one.txt", "--out", "one.txt"),
        ("audit", "two.txt", "--originals", "one.txt", "--out", "one.txt"),
        ("audit", ".", "--out", "table.csv"),
    ],
)
def test_no_output_takes_the_place_of_what_is_read(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(STORY, "utf-8")
    assert main(list(command)) == ExitCode.USAGE
    assert "name another" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.txt", "two.txt"]
    assert (tmp_path / "one.txt").read_text("utf-8") == STORY
