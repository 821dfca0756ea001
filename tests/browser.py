"""A headless Chromium for tests of pages; tests that ask for it skip where there is none.

Debian has it in `chromium` and `chromium-driver`; selenium drives it. A page is opened from a file, and everything that
it asked the network for or complained of can be read afterwards.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: What other systems call them.
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class Browser:
    """A browser with one page in it."""

    def __init__(self, driver) -> None:
        self.driver = driver

    def open(self, path: Path) -> None:
        """Loads a page from a file. What an earlier page did is forgotten."""
        self.driver.get("about:blank")
        for log in ("browser", "performance"):
            self.driver.get_log(log)
        self.driver.get(path.as_uri())

    def run(self, script: str, *arguments: object):
        """What a script, written as the body of a function, gives back."""
        return self.driver.execute_script(script, *arguments)

    def one(self, selector: str):
        """The first element that a CSS selector names."""
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list:
        """All elements that a CSS selector names."""
        return self.driver.find_elements("css selector", selector)

    def press(self, *keys: str, holding: str = "") -> None:
        """Presses keys one after the other, wherever the focus is; with the key `holding` held down if given."""
        from selenium.webdriver import ActionChains

        chain = ActionChains(self.driver)
        chain = chain.key_down(holding).send_keys(*keys).key_up(holding) if holding else chain.send_keys(*keys)
        chain.perform()

    def hover(self, element) -> None:
        """Moves the mouse onto an element."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).move_to_element(element).perform()

    @property
    def complaints(self) -> list[str]:
        """What the page wrote to the console: errors, and what the policy refused."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """What the page asked for since it was opened, data in the page aside; reading it forgets it.

        What the page's own policy refused was never sent, and is left out.
        """
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        failed = [one["params"] for one in messages if one["method"] == "Network.loadingFailed"]
        refused = {one["requestId"] for one in failed if one.get("blockedReason") == "csp"}
        sent = [one["params"] for one in messages if one["method"] == "Network.requestWillBeSent"]
        urls = [one["request"]["url"] for one in sent if one["requestId"] not in refused]
        return [url for url in urls if not url.startswith(("data:", "blob:", "about:"))]

    def emulate(self, **features: str) -> None:
        """Sets media features, as in emulate(prefers_color_scheme="dark"), or the medium: emulate(media="print")."""
        media = features.pop("media", "")
        told = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": told})

    def resize(self, width: int, height: int = 900) -> None:
        """Gives the page a size in CSS pixels; less than a window can have, too."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@contextmanager
def browser(downloads: Path | None = None) -> Iterator[Browser]:
    """A running browser, closed at the end. Skips the test where there is no Chromium, no driver or no selenium."""
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    binary = next(filter(None, map(shutil.which, _BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("no chromium with its chromedriver is installed")
    options = selenium.ChromeOptions()
    options.binary_location = binary
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(flag)
    # Nothing may move on while it is clicked, and nothing but the page may ask for anything.
    for flag in ("--force-prefers-reduced-motion", "--disable-background-networking"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.set_capability("unhandledPromptBehavior", "accept")
    if downloads:
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    running = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    try:
        yield Browser(running)
    finally:
        running.quit()
