"""Kinds of diagnostics about the engines of a scan (PC82x)."""

from __future__ import annotations

from personac.diagnostics.diagnostic import error

TASK_FAILED = error(
    "PC821",
    "task-failed",
    "a part of a scan failed",
    """A scan is divided into stages and numbered tasks. One of them ended with an error that no retry helps,
    such as a full disk. What was done is kept in the work folder, if one was named: the same command goes on
    with the rest. If the message names a place in personac itself, please report it.""",
)
WORKER_LOST = error(
    "PC822",
    "worker-lost",
    "a process of a scan ended by itself, again and again",
    """The operating system ended the process of a task, mostly as memory was short, or a machine was lost.
    The task ran again, at last alone, and ended so each time. Free memory or give more. What was done is kept
    in the work folder, if one was named: the same command goes on with the rest.""",
)
NO_ENGINE = error(
    "PC823",
    "no-engine",
    "the engine of a scan cannot be used",
    """The engines are serial, local, ray, and the address of a Ray cluster, such as ray://host:10001. Ray is
    an extra; from a checkout: pip install './personac[ray]'. A cluster has to run, let this machine connect,
    and have the same version of personac and the same work folder on all machines.""",
)
