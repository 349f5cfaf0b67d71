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


def test_a_module_inside_one_that_is_put_off_can_be_imported() -> None:
    _run(
        "from personac.passes.matching.deferred import deferred\n"
        "with deferred('email', 'json:JSONDecoder', 'no_such_module'):\n"
        "    import email.message\n"
        "    import json\n"
        "    from json import JSONDecoder, dumps\n"
        "assert email.message is sys.modules['email.message'] and type(email).__name__ == 'module'\n"
        "assert JSONDecoder().decode(dumps([1])) == [1]\n"
        "assert type('Own', (JSONDecoder,), {})().decode('2') == 2\n"
    )
