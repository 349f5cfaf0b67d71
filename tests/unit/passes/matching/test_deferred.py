"""In processes of their own: this one has imported everything long ago."""

from __future__ import annotations

import subprocess
import sys

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


def test_what_is_asked_for_while_it_is_put_off_is_the_real_thing() -> None:
    _run(
        "from types import new_class\n"
        "from personac.passes.matching.deferred import deferred\n"
        "with deferred('wave:Wave_read', 'colorsys', 'no_such_module'):\n"
        "    import colorsys\n"
        "    from wave import Wave_read\n"
        "    assert 'wave' in sys.modules and type(Wave_read).__name__ == '_LaterClass'\n"
        "    assert colorsys.__all__ and colorsys.__file__\n"
        "    assert not isinstance(1, Wave_read) and not issubclass(int, Wave_read)\n"
        "    from wave import *\n"
        "import wave\n"
        "assert type(wave).__name__ == 'module'\n"
        "assert (Wave_read | None) == (None | Wave_read) == (wave.Wave_read | None)\n"
        "assert new_class('Own', (Wave_read,)).__base__ is wave.Wave_read\n"
    )


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
