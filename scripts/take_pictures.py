"""Take the pictures of the README from the running app (planner app, Baise demo).

Needs Chromium and the development packages; PNGs are reduced to 128 colours.
"""

import argparse
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

_PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
_PAGES = {"overview_zh": "?lang=zh", "gap_map_zh": "gap?lang=zh"}


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8501")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    _PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        for name, address in _PAGES.items():
            page.goto(f"{options.url}/{address}")
            frame = page.frame_locator("iframe").first
            frame.locator("path.leaflet-interactive").first.wait_for(timeout=60_000)
            page.wait_for_timeout(2_000)
            target = _PICTURES / f"{name}.png"
            page.screenshot(path=target)
            Image.open(target).convert("RGB").quantize(128).save(target, optimize=True)
            print(target)
        browser.close()


if __name__ == "__main__":
    main()
