"""The command line, `spindetect COMMAND …`: parses options, calls one function, prints.

docs/cli.md describes every command. Heavy rooms are imported inside the commands, so that
`spindetect --help` and a usage error answer at once.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from spindetect.cli import output
from spindetect.cli.audit import audit_corpus
from spindetect.cli.evaluate import evaluate
from spindetect.cli.index import index
from spindetect.cli.report import report
from spindetect.cli.score import score
from spindetect.cli.simulate import simulate
from spindetect.cli.train import train
from spindetect.types import ExitCode, SpindetectError
from spindetect.version import __version__

# Outside the documented codes, so that a pipeline never takes a defect for a verdict.
INTERNAL_ERROR = 70
INTERRUPTED = 130

# Typer exports only the leaves of its exception tree, and carries a copy of click from 0.26 on, so
# the class of all usage errors is reached through a leaf.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]

app = typer.Typer(
    # Plain help costs 80 ms less than help drawn with rich.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


@app.callback(invoke_without_command=True)
def spindetect(
    context: typer.Context,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Find machine-paraphrased ("spun") text by laying a candidate beside its original.

    \b
    Example:
      spindetect score suspicious.html --original ours.txt
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command()(score)
app.command("audit")(audit_corpus)
app.command()(index)
app.command()(report)
app.command()(simulate)
app.command()(train)
app.command()(evaluate)


@app.command()
def version() -> None:
    """Print the version.

    \b
    Example:
      spindetect version
    """
    output.emit(f"spindetect {__version__}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (`sys.argv` without arguments) and return its exit code."""
    # A score makes many small objects and few cycles; collecting as often as Python does by default
    # costs a sixth of a cold start (benchmarks/cold_start.py).
    gc.set_threshold(50_000, 20, 20)
    output.prepare()
    try:
        command = typer.main.get_command(app)
        result = command.main(
            args=None if arguments is None else list(arguments),
            prog_name="spindetect",
            standalone_mode=False,
        )
    except SpindetectError as error:
        output.complain(str(error))
        return int(error.exit_code)
    except UsageError as error:
        output.complain(_usage(error))
        return int(ExitCode.USAGE)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except OSError as error:
        output.complain(f"{error.filename or 'input or output'}: {error.strerror or error}")
        return int(ExitCode.USAGE)
    except Exception:  # a defect: keep the traceback, but not Python's exit code 1
        output.complain("internal error; please report it with what follows")
        traceback.print_exc()
        return INTERNAL_ERROR
    return result if isinstance(result, int) else int(ExitCode.OK)


def _usage(error: Exception) -> str:
    """What is wrong with the options, and where their help is."""
    message = getattr(error, "format_message", error.__str__)()
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "spindetect"
    return f"{message.rstrip('.')} (see `{path} --help`)"
