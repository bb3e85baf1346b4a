"""``affirm solve axis`` as a user meets it: the reference problem, several and no stationary points, bad input."""

import json

import mpmath
import pytest

from verify.commands import cli

AXIS = {"--retain": "8", "--forget": "4", "--axis-retain": "5", "--axis-forget": "2", "--lam": "1/10"}
SMALL = dict(retain="2", forget="1", axis_retain="1", axis_forget="1")


def arguments(**changes):
    options = AXIS | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return ["solve", "axis", *(part for pair in options.items() for part in pair)]


def run(capsys, *more, **changes):
    status = cli.main([*arguments(**changes), *more])
    out, err = capsys.readouterr()
    return status, out, err


def solved(capsys, **changes):
    status, out, err = run(capsys, "--json", "-", **changes)
    assert status == 0, err
    return json.loads(out)


def test_the_reference_problem(capsys):
    result = solved(capsys, digits="30")
    assert result["w_D"]["mid"] == "1.41585500197102116895129381293"
    assert result["w_R"]["mid"] == "1.45652677997444839809688341231"
    assert result["w_DA"]["mid"] == "0.651547905441852096841002118298"
    assert all(0 < float(result[w]["rad"]) < 1e-28 and result[w]["branch"] == "W0" for w in ("w_D", "w_R", "w_DA"))
    assert result["distance_D_R"]["mid"].startswith("0.04067177800342722914")


def test_two_stationary_points_are_listed_local_minimum_first(capsys):
    result = solved(capsys, **SMALL, lam="2")
    assert [p["kind"] for p in result["w_DA"]] == ["local minimum", "local maximum"]
    assert [p["branch"] for p in result["w_DA"]] == ["W0", "W-1"] and len(result["distance_DA_R"]) == 2


def test_no_stationary_point_is_said_with_its_reason(capsys):
    result = solved(capsys, **SMALL, lam="1")["w_DA"]
    assert result["exists"] is False and result["kind"] == "none" and "-1/e" in result["reason"]


@pytest.mark.parametrize("lam", ["1e-300", "1e300", "13591409142295226/10000000000000000", "0.1", "1e-9"])
def test_extreme_and_near_fold_ridges_are_solved(capsys, lam):
    """The fraction puts DA's argument within 1e-17 of -1/e. R's is 1/(2 lam)."""
    found = float(solved(capsys, **SMALL, lam=lam)["w_R"]["mid"])
    assert found == pytest.approx(known(mpmath.mpf(1) / (2 * exact(lam))), rel=1e-14)


def exact(text):
    top, _, bottom = text.partition("/")
    return mpmath.mpf(top) / mpmath.mpf(bottom or 1)


def known(argument):
    """W0 by mpmath."""
    return float(mpmath.lambertw(argument).real)


@pytest.mark.parametrize(("n", "m"), [(0, 0), (3, 0), (0, 2)])
def test_axes_without_samples_of_a_kind_are_solved(capsys, n, m):
    """w_D is W0 of (n + m)/((r + f) lam), w_R of n/(r lam): here r = 8, f = 4, lam = 3."""
    result = solved(capsys, axis_retain=str(n), axis_forget=str(m), lam="3")
    for name, argument in (("w_D", (n + m) / 36), ("w_R", n / 24)):
        assert float(result[name]["mid"]) == pytest.approx(known(argument), rel=1e-14)


def test_equal_solutions_are_exactly_equal(capsys):
    result = solved(capsys, retain="4", forget="2", axis_retain="2", axis_forget="1", lam="1")
    assert result["distance_D_R"] == {"mid": "0", "rad": "0"}


BAD = [
    (arguments(retain="-8"), "--retain = -8"),
    (arguments(retain="2.5"), "--retain = 2.5"),
    (arguments(axis_retain="9"), "at most --retain = 8"),
    (arguments(axis_forget="5"), "at most --forget = 4"),
    (arguments(retain="0", axis_retain="0"), "at least 1"),
    (arguments(lam="0"), "must be > 0"),
    (arguments(lam="-1/10"), "must be > 0"),
    (arguments(lam="nan"), "not an exact number"),
    (arguments(lam="inf"), "not an exact number"),
    (arguments(lam="1e400"), "1e308"),
    (arguments(lam="1/0"), "denominator"),
    (arguments(lam="9" * 5000), "2000 characters"),
    (arguments(digits="0"), "between 1 and 1000"),
    (["solve", "axis", "--retain", "8"], "Missing option"),
]


@pytest.mark.parametrize(
    ("args", "says"), BAD, ids=[says.replace(" ", "-") + f"-{k}" for k, (_, says) in enumerate(BAD)]
)
def test_bad_input_is_one_line_and_status_2(capsys, args, says):
    status = cli.main(args)
    out, err = capsys.readouterr()
    assert status == 2 and out == "" and err.count("\n") == 1 and says in err and len(err) < 400
