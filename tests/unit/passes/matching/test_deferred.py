"""In processes of their own: this one has imported everything long ago."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import xml
from importlib import import_module

import pytest

from personac.passes.matching.deferred import deferred

BEFORE = """
import sys
from personac.passes.matching import characters
assert "scipy.stats" not in sys.modules
"""


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", BEFORE + code], check=True)


def test_a_build_does_not_import_what_it_does_not_need() -> None:
    _run(
        "import personac\n"
        "personac.build({'a.md': b'- one thing\\n- two', 'b.md': b'- one thing\\n'})\n"
        "assert 'scipy.stats' not in sys.modules\n"
    )


def test_those_who_need_it_get_it() -> None:
    _run(
        "from sklearn.utils import fixes\n"
        "import numpy\n"
        "assert fixes.scipy.stats.norm.cdf(0) == 0.5\n"
        "assert fixes._mode(numpy.array([1, 2, 2])).mode == 2\n"
        "import scipy.stats\n"
        "assert scipy.stats is sys.modules['scipy.stats']\n"
        "assert type(scipy.stats).__name__ == 'module'\n"
        "from sklearn.preprocessing import quantile_transform\n"
        "quantile_transform([[1.0], [2.0], [3.0]], n_quantiles=3, output_distribution='normal')\n"
    )


def test_what_is_there_already_is_left_alone() -> None:
    _run(
        "import scipy.stats\n"
        "from personac.passes.matching.deferred import deferred\n"
        "with deferred('scipy.stats'):\n"
        "    assert scipy.stats.norm.cdf(0) == 0.5\n"
        "assert scipy.stats is sys.modules['scipy.stats']\n"
    )


def test_a_class_that_is_put_off_is_there_for_those_who_use_it() -> None:
    _run(
        "assert 'scipy.interpolate' not in sys.modules\n"
        "from sklearn.preprocessing import SplineTransformer, _polynomial\n"
        "assert SplineTransformer().fit_transform([[1.0], [2.0], [3.0]]).shape[0] == 3\n"
        "from scipy.interpolate import BSpline\n"
        "spline = _polynomial.BSpline([0, 1, 2, 3], [1.0, 2.0], 1)\n"
        "assert type(spline) is BSpline and isinstance(spline, _polynomial.BSpline)\n"
        "assert issubclass(type('Own', (BSpline,), {}), BSpline)\n"
    )


_USE = """
from types import new_class
from personac.passes.matching.deferred import deferred
with deferred('sched:scheduler', 'colorsys', 'no_such_module'):
    import colorsys
    from sched import scheduler
    assert type(scheduler).__name__ == '_LaterClass'
    assert colorsys.__all__ and colorsys.__file__
    assert not isinstance(1, scheduler) and not issubclass(int, scheduler)
    from sched import *
import sched
assert type(sched).__name__ == 'module'
assert scheduler is sched.scheduler
"""
_LATER = """
from types import new_class
from personac.passes.matching.deferred import deferred
with deferred('sched:scheduler'):
    from sched import scheduler
import sched
assert (scheduler | None) == (None | scheduler) == (sched.scheduler | None)
assert new_class('Own', (scheduler,)).__base__ is sched.scheduler
assert scheduler.__doc__ != sched.scheduler.__doc__ and scheduler.run is sched.scheduler.run
assert isinstance(scheduler(), scheduler) and issubclass(sched.scheduler, scheduler)
"""


@pytest.mark.parametrize("code", [_USE, _LATER])
def test_what_is_asked_for_is_the_real_thing(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("colorsys", "sched"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread()])
    exec(code, {})  # noqa: S102 - star imports are for modules


def test_what_is_there_stays_and_what_is_in_a_package_stands_there_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread()])
    monkeypatch.delitem(sys.modules, "xml.sax", raising=False)
    monkeypatch.delattr(xml, "sax", raising=False)
    with deferred("json", "xml.sax"):
        assert "xml.sax" in sys.modules
        assert type(json).__name__ == "module"
        with pytest.raises(ModuleNotFoundError):
            import_module("xml.sax.handler")
    assert "xml.sax" not in sys.modules
    assert not hasattr(xml, "sax")


def test_beside_other_threads_nothing_is_put_off() -> None:
    code = (
        "import sys, threading\n"
        "over = threading.Event()\n"
        "thread = threading.Thread(target=over.wait)\n"
        "thread.start()\n"
        "from personac.passes.matching import characters\n"
        "over.set()\n"
        "assert 'scipy.stats' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
