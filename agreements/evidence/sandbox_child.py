"""The child's end of the sandbox: waits warm, forks for each job, and limits the job."""

import ctypes
import gc
import os
import resource
import select
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, NoReturn

from agreements.evidence.sandbox import read_message, write_message

Job = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]
# An idle child exits after this many seconds to free its memory; the next job starts another.
IDLE_SECONDS = 900
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def serve(job: Job, refusal: type[Exception]) -> None:
    """Answer jobs on standard input until the parent is gone or idle. `refusal` is the job's own exception for "no"."""
    cpu, memory, nice = (int(argument) for argument in sys.argv[1:4])
    os.nice(nice)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    leave_the_network()
    gc.collect()
    gc.freeze()
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        try:
            header, body = read_message(requests)
        except EOFError:
            return
        with tempfile.TemporaryFile() as result:
            answer = _run_forked(job, refusal, header, body, result, cpu, memory)
            write_message(answers, *answer)


def leave_the_network() -> None:
    """Enter an empty network namespace if the kernel allows it; disable Python's sockets in any case."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER | CLONE_NEWNET)

    def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise OSError("There is no network in here.")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse


def _run_forked(
    job: Job, refusal: type[Exception], header: dict[str, Any], body: bytes, result: IO[bytes], cpu: int, memory: int
) -> tuple[dict[str, Any], bytes]:
    child = os.fork()
    if child == 0:
        _work(job, refusal, header, body, result, cpu, memory)
    _, status = os.waitpid(child, 0)
    if status != 0:
        return {"error": "crashed", "message": f"The job ended with status {status}."}, b""
    result.seek(0)
    return read_message(result)


def _work(
    job: Job, refusal: type[Exception], header: dict[str, Any], body: bytes, result: IO[bytes], cpu: int, memory: int
) -> NoReturn:
    """Do the job in the forked process, then end the process in any case."""
    status = 1
    try:
        gc.disable()
        limit(cpu, memory)
        write_message(result, *_answer(job, refusal, header, body))
        status = 0
    finally:
        os._exit(status)


def _answer(job: Job, refusal: type[Exception], header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        return job(header, body)
    except refusal as error:
        return {"error": "refused", "message": str(error)}, b""
    except MemoryError:
        return {"error": "memory", "message": "The job needed too much memory."}, b""
    except Exception as error:  # noqa: BLE001 (the parent hears of every failure, of whatever kind)
        return {"error": "failed", "message": f"{type(error).__name__}: {error}"[:500]}, b""


def limit(cpu: int, memory: int) -> None:
    """Limit this process's processor seconds and memory; forbid large files and new processes."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000_000, 200_000_000))
    with suppress(ValueError, OSError):  # macOS does not enforce a limit on address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
