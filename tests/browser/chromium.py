"""The browser of these tests: the system's Chromium, if it can be without what windows need.

To open a page and sign in takes the headless shell a third of what it takes the whole browser.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NOT_FOUND = (
    "NOT RUN: there is no Chromium on this machine. Debian has it: "
    "apt-get update && apt-get install -y chromium-headless-shell"
)


def find() -> str | None:
    """Where it is, if it is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def running(path: str) -> Iterator[Browser]:
    """Without a window, and without anything that calls home."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=[*QUIET])
        try:
            yield browser
        finally:
            browser.close()
