"""The Krawczyk test on systems with known zeros: one, none, two, and a double one."""

import pytest
from flint import arb, arb_mat, ctx

from verify.values.krawczyk import empty, inflated, krawczyk, newton, unique


def circle_and_line(box):
    """x^2 + y^2 = 2 and x = y: zeros at (1, 1) and (-1, -1)."""
    x, y = box
    return [x**2 + y**2 - 2, x - y]


def its_jacobian(box):
    x, y = box
    return arb_mat(2, 2, [2 * x, 2 * y, arb(1), arb(-1)])


def around(x, y, radius):
    return inflated((arb(x), arb(y)), arb(radius))


def test_one_zero_is_enclosed_tightly():
    found = unique(circle_and_line, its_jacobian, around("1.001", "0.999", "0.01"))
    assert found is not None and all(side.contains(1) and side.rad() < arb("0.001") for side in found)


@pytest.mark.parametrize("centre", [("0", "0"), ("1", "1")], ids=["both zeros", "wide around one"])
def test_a_box_too_wide_decides_nothing(centre):
    box = around(*centre, "2")
    assert unique(circle_and_line, its_jacobian, box) is None
    assert not empty(circle_and_line, its_jacobian, box)


def test_a_box_without_a_zero_is_empty():
    assert empty(circle_and_line, its_jacobian, around("1.2", "0.8", "0.1"))
    assert not empty(circle_and_line, its_jacobian, around("1", "1", "1e-30"))


def test_a_zero_on_the_border_is_not_called_unique():
    half = arb("0.005")
    assert unique(circle_and_line, its_jacobian, (arb(1) + half + arb(0, half), arb(1) + arb(0, half))) is None


def test_a_double_zero_is_never_unique():
    """x^2 = 0: the Jacobian is singular at the zero."""
    values, jacobian = (lambda box: [box[0] ** 2]), (lambda box: arb_mat(1, 1, [2 * box[0]]))
    for radius in ("1", "1e-3", "1e-12"):
        assert unique(values, jacobian, (arb("1e-5") + arb(0, arb(radius)),)) is None
    assert krawczyk(values, jacobian, (arb(0),)) is None


def test_a_nan_never_decides():
    values, jacobian = (lambda box: [arb("nan"), arb("nan")]), its_jacobian
    box = around("1", "1", "0.1")
    assert unique(values, jacobian, box) is None and not empty(values, jacobian, box)


def test_newton_finds_a_zero_and_stops_where_the_jacobian_is_singular():
    found = newton(circle_and_line, its_jacobian, (arb("0.7"), arb("0.9")), 8)
    assert all(abs(side - 1) < arb("1e-12") and side.is_exact() for side in found)
    assert newton(circle_and_line, its_jacobian, (arb("0"), arb("0")), 8) == (arb(0), arb(0))


def test_more_bits_give_a_smaller_enclosure():
    with ctx.workprec(256):
        found = unique(circle_and_line, its_jacobian, around("1", "1", "1e-30"))
        assert found is not None and found[0].rad() < arb("1e-55")
