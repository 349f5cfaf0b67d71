"""The engine for many machines: Ray Core tasks, on a cluster or on a Ray of this machine alone.

A Ray that is started here listens to 127.0.0.1 only, asks for a token that is in no file, keeps its files in
a private folder, and ends with the engine. Ray reads most of this from the environment, of this process too,
as it is imported. Source: https://docs.ray.io/en/latest/ray-core/tasks/fault-tolerance.html
"""

from __future__ import annotations

import os
import secrets
import sys
import warnings
from collections.abc import Sequence
from contextlib import ExitStack, chdir
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import ModuleType
from typing import Self

import personac
from personac.diagnostics.diagnostic import INSTALL_EXTRA, Diagnostic, PersonacError
from personac.diagnostics.engine_kinds import NO_ENGINE, WORKER_LOST
from personac.scan.attempts import Reasons, Task, Work, attempt, problem, refuse, refuse_without_marks

TRIES = 3
"""How often a task runs again whose process or machine was lost, or that could not read or write."""
_QUIET = {"RAY_DEDUP_LOGS": "1", "RAY_DEDUP_LOGS_SKIP_REGEX": "."}  # it would write to standard output
_HERE_ONLY = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # listen to 127.0.0.1, whatever the system
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_task_oom_retries": str(TRIES),
}
_LOOPBACK = ("127.0.0.1", "::1")
_ALONE = "start the scan in a process of its own, which has imported nothing of ray"
_STORE = 80 * 2**20  # bytes, about the least that Ray takes: results are reasons, mostly none
_LONGEST_FOLDER = 19  # characters: the names of Ray's sockets have a limit


class RayEngine:
    """Runs tasks as tasks of Ray; a process of this machine's Ray is one of `workers`."""

    def __init__(self, work: Work, workers: int, address: str = "") -> None:
        """Store what runs a task; an `address` is that of a cluster, else Ray is started here."""
        self._work = work
        self._workers = workers
        self._address = address
        self._ray: ModuleType | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Return the engine; Ray starts with the first tasks."""
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the cluster; end a Ray that was started here."""
        self._open.close()

    def run(self, tasks: Sequence[Task]) -> None:
        """Run the tasks that have no mark. Raises `PersonacError`."""
        if left := self._work.left(tasks):
            self._ray = ray = self._ray or self._connected()
            remote = ray.remote(max_retries=TRIES, retry_exceptions=[OSError], num_cpus=1)(attempt_there)
            results = [remote.remote(self._work, personac.__version__, task) for task in left]
            for task, result in zip(
                left, results, strict=True
            ):  # after a failure the end of Ray ends the others
                refuse(_reasons(ray, task, result))
        refuse_without_marks(self._work, tasks)

    def _connected(self) -> ModuleType:
        """Return the module `ray`, connected. Raises `PersonacError`."""
        os.environ.update(_QUIET)
        try:
            self._join() if self._address else self._start_here()
        except ImportError:
            hint = f"{INSTALL_EXTRA.format('ray')}; or use the engine local"
            raise PersonacError(_no_engine("this engine needs ray", hint)) from None
        except PersonacError:
            raise
        except Exception as error:  # of many kinds, from Ray
            message = f"{self._address or 'a Ray of this machine'} cannot be used: {_last_line(error)}"
            hint = "start it, and let this machine connect; or use the engine local"
            raise PersonacError(_no_engine(message, hint)) from error
        return sys.modules["ray"]

    def _join(self) -> None:
        import ray

        with (
            chdir(self._private_folder()),
            warnings.catch_warnings(action="ignore"),
        ):  # an error says the same
            ray.init(self._address, configure_logging=False, log_to_driver=False)
        self._open.callback(ray.shutdown)

    def _start_here(self) -> None:
        if "ray" in sys.modules and not _HERE_ONLY.items() <= os.environ.items():
            raise PersonacError(_no_engine("Ray was imported with other settings", _ALONE))
        os.environ.update(_HERE_ONLY)
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex())  # Ray keeps the first one of a process
        import ray

        folder = self._private_folder()
        self._open.callback(ray.shutdown)
        with chdir(folder):
            ray.init(
                "local",
                num_cpus=self._workers,
                num_gpus=0,
                include_dashboard=False,
                object_store_memory=_STORE,
                configure_logging=False,
                log_to_driver=False,
                _temp_dir=str(folder / "ray"),
            )
        if ray.util.get_node_ip_address() not in _LOOPBACK:
            raise PersonacError(_no_engine("Ray would listen to other machines", _ALONE))

    def _private_folder(self) -> Path:
        """Return an empty folder to start in: Ray's processes import from the working directory too."""
        place = None if len(gettempdir()) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108 - a private folder in it
        return Path(self._open.enter_context(TemporaryDirectory(prefix="personac-", dir=place)))


def attempt_there(work: Work, version: str, task: Task) -> Reasons:
    """Run a task where Ray wants; `version` is that of personac where the scan was started.

    Raises `OSError` for what a retry may help.
    """
    if version != personac.__version__:
        message = f"a machine of the cluster has personac {personac.__version__}, and this one {version}"
        return (problem(task, message, "install the same version on all machines")._replace(kind=NO_ENGINE),)
    try:
        return attempt(work, task, OSError)
    except OSError as error:
        raise OSError(str(error)) from None  # one that can be sent


def _reasons(ray: ModuleType, task: Task, result: object) -> Reasons:
    """Wait for a result; return why the task failed, after all retries."""
    try:
        reasons: Reasons = ray.get(result)
    except OSError as error:  # one that the task had, each time
        return (problem(task, _last_line(error)),)
    except ray.exceptions.RayError as error:
        message = f"Ray lost it {TRIES + 1} times, or could not start it: {_last_line(error)}"
        return (problem(task, message)._replace(kind=WORKER_LOST),)
    return reasons


def _no_engine(message: str, hint: str) -> Diagnostic:
    return Diagnostic(NO_ENGINE, "", 0, 0, message, hint)


def _last_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1].strip() if lines else type(error).__name__
