"""What axe finds on a page against WCAG 2.2 A and AA, and whether the page is wider than its window."""

from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = """async (levels) => {
  for (const animation of document.getAnimations()) animation.cancel();
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: levels }, resultTypes: ["violations"], iframes: false,
  });
  return found.violations.map(({ id, nodes }) => [id, nodes[0].html, nodes[0].failureSummary]);
}"""


@lru_cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def faults(page: Page, *, width: int = 0) -> list[list[str]]:
    """Every fault of the page that is open, each as its rule and where; with `width`, in a window that wide."""
    page.wait_for_load_state()  # a click waits only until the next page begins to come
    over = overflow(page, width=width)
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    return [*page.evaluate(RULES, LEVELS), *over]


def overflow(page: Page, *, width: int = 0) -> list[list[str]]:
    """By how much the page that is open is wider than its window."""
    if width:
        page.set_viewport_size({"width": width, "height": 900})
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [["width", f"{over} Pixel zu breit"]] if over > 0 else []
