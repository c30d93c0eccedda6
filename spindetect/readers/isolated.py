"""PDF read in a process of its own, which can be ended.

PDFium cannot be interrupted: forms that draw themselves keep it busy for hours, and a damaged file
may crash it. Where one document of a hundred thousand must not stop the others, it runs in a child
process that gets a minute for each. The child serves one document after the other, so that its
start (some 0.2 s) is paid once a worker; it ends when the worker closes its pipe, be it by dying.

Protocol on the child's standard streams: the size of the document (8 bytes, big-endian), its bytes;
back come "T" or "R", the size, and the text or the refusal in UTF-8.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import struct
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from threading import Timer
from typing import IO

from spindetect.readers.refusal import RefusedError

TIME_LIMIT = 60.0
"""Seconds for one document. `MAX_LINES` of text take about that; a book of 2,000 pages takes 10."""

MEMORY_LIMIT = 4 * 1024**3
"""Bytes of address space of the child, where the system can limit it; a long book takes 0.5 GB."""

_SIZE = struct.Struct(">Q")


def read(data: bytes, time_limit: float | None = None) -> str:
    """The text of a PDF as `pdf.read` gives it, in a child process.

    Raises RefusedError as `pdf.read` does, and for a document that takes longer than `time_limit`
    seconds (`TIME_LIMIT` by default) or crashes PDFium.
    """
    return _child().read(data, TIME_LIMIT if time_limit is None else time_limit)


@cache
def _child() -> _Child:
    """The child of this process."""
    child = _Child()
    atexit.register(child.close)
    return child


class _Child:
    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def read(self, data: bytes, limit: float) -> str:
        process = self._started()
        expired = []

        def expire() -> None:
            expired.append(True)
            process.kill()

        timer = Timer(limit, expire)
        timer.start()
        try:
            answer = _ask(process, data)
        except (OSError, EOFError):
            self.close()
            if expired:
                reason = f"takes longer than {limit:g} seconds to read; print it to a new PDF"
            else:
                reason = "makes the PDF library crash; print it to a new PDF"
            raise RefusedError(reason) from None
        except BaseException:  # an interrupt leaves half an answer in the pipe
            self.close()
            raise
        finally:
            timer.cancel()
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a fork: the pipes are the parent's
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _PROGRAM, str(Path(__file__).parents[2])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()


_PROGRAM = """
import sys
sys.path.append(sys.argv[1])
from spindetect.readers import isolated
isolated.serve()
"""


def _ask(process: subprocess.Popen[bytes], data: bytes) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(_SIZE.pack(len(data)))
    process.stdin.write(data)
    process.stdin.flush()
    kind = _exactly(process.stdout, 1)
    (size,) = _SIZE.unpack(_exactly(process.stdout, _SIZE.size))
    answer = _exactly(process.stdout, size).decode("utf-8", "surrogatepass")
    if kind == b"R":
        raise RefusedError(answer)
    return answer


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def serve() -> None:
    """The child's life: reads documents from standard input until it ends."""
    from spindetect.readers import pdf

    _limit("RLIMIT_AS", MEMORY_LIMIT)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(_SIZE.size):
        data = _exactly(source, *_SIZE.unpack(head))
        _limit("RLIMIT_CPU", int(time.process_time() + 2 * TIME_LIMIT) + 1)  # should the worker die
        try:
            kind, text = b"T", pdf.read(data, None)
        except RefusedError as refusal:
            kind, text = b"R", str(refusal)
        except MemoryError:
            kind, text = b"R", "takes too much memory to read; print it to a new PDF"
        answer = text.encode("utf-8", "surrogatepass")
        target.write(kind + _SIZE.pack(len(answer)) + answer)
        target.flush()


def _limit(name: str, most: int) -> None:
    """Limits what this process may use, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    kind = getattr(resource, name)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))
