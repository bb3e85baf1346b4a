"""The generated pages of ``docs`` are those that the recorded ledger gives."""

import pytest

from tests.paper import recorded
from verify.ascent.paper import PAPER
from verify.report import pages


@pytest.mark.parametrize("name", pages.PAGES)
def test_a_generated_page_is_current(name):
    page = PAPER.recorded[0].parent / name
    assert page.read_text() == pages.PAGES[name](PAPER, recorded()), "run: python -m verify.report.pages"
