"""Somebody who works with the console, in a browser of their own."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

PATIENCE_MS = 60_000
"""Far more than anything takes on a busy machine."""

# What a browser says about a page that does what its Content-Security-Policy forbids.
FORBIDDEN = ("Content Security Policy", "TrustedHTML", "TrustedScript")


class Clerk:
    """A browser window, and what has gone wrong in it.

    Args:
        browser: the program.
        url: the console.
        login: what they sign in as.
        password: what they sign in with.
        api: the base of direct calls with their token, if a test makes any.
        size: of their screen.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        login: str,
        password: str,
        *,
        size: tuple[int, int] = (1280, 800),
        **options: Any,
    ) -> None:
        self.url = url
        self.login = login
        self.password = password
        self.troubles: list[str] = []
        self.asked: list[Request] = []
        viewport: Any = {"width": size[0], "height": size[1]}
        # Bars that go to and fro would keep the processor busy all the time.
        self.context = browser.new_context(
            base_url=url, viewport=viewport, reduced_motion="reduce", **options
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        self.context.on("console", self._note)
        self.context.on("request", lambda request: self.asked.append(request))
        self.page = self.context.new_page()

    def close(self) -> None:
        """Leave; nothing may have gone wrong in the page."""
        self.context.close()
        assert self.troubles == []

    def open(self, path: str = "/tasks") -> "Clerk":
        """Go to an address; the sign-in may come first."""
        self.page.goto(path)
        return self

    def sign_in(self, path: str = "/tasks") -> "Clerk":
        """Go to an address, and sign in on the way there."""
        self.open(path)
        self.type_password(self.page)
        expect(self.page.get_by_role("main")).to_be_visible()
        return self

    def type_password(self, page: Page, password: str | None = None) -> None:
        """Fill the form of the user pool in, and send it."""
        page.get_by_label("Username").fill(self.login)
        page.get_by_label("Password").fill(password or self.password)
        page.get_by_role("button", name="Sign in").click()

    def heading(self, name: str) -> Locator:
        """A heading of the page."""
        return self.page.get_by_role("heading", name=name)

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, task_id: str) -> Locator:
        """A task in the list."""
        return self.page.locator(f'li[data-task="{task_id}"]')

    def dialog(self, name: str) -> Locator:
        """A dialog by its title."""
        return self.page.get_by_role("dialog", name=name)

    def tab_to(self, target: Locator, *, within: int = 200) -> None:
        """Press the tab key until something has the focus."""
        for _ in range(within):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by keyboard")

    def picture(self, folder: Path, name: str) -> None:
        """Keep how the page looks."""
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png")

    def session(self) -> Any:
        """What this tab keeps of the sign-in."""
        return self.page.evaluate("JSON.parse(sessionStorage.getItem('legwork.session'))")

    def _note(self, message: ConsoleMessage) -> None:
        if any(words in message.text for words in FORBIDDEN):
            self.troubles.append(message.text)
