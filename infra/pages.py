"""What lies beside the console's code, and how long browsers may keep each of its files."""

from typing import Final

ASSETS: Final = "assets"
"""The folder of files whose names change with what is in them."""
CONFIG: Final = "config.json"
"""The file that tells the console what it is connected to."""

KEEP_FOR_GOOD: Final = "public, max-age=31536000, immutable"
ASK_EVERY_TIME: Final = "no-cache"

SIGNED_IN: Final = "/signed-in"
SIGNED_IN_AGAIN: Final = "/signed-in-again"
"""Where the sign-in leads back to: the page itself, or the small window over it."""


def cache_control(path: str) -> str:
    """How long a file may be kept, by its path below the page."""
    return KEEP_FOR_GOOD if path.startswith(f"{ASSETS}/") else ASK_EVERY_TIME


def config(
    *, api_url: str, authority: str, client_id: str, sign_in_domain: str, stage: str
) -> dict[str, str]:
    """The content of `config.json`.

    Args:
        api_url: Where the HTTPS API is, without a slash at the end.
        authority: The user pool, as its tokens name it.
        client_id: What the console is to the user pool.
        sign_in_domain: Where people sign in, without a slash at the end.
        stage: Name of the stage.
    """
    return {
        "api_url": api_url,
        "authority": authority,
        "client_id": client_id,
        "sign_in_domain": sign_in_domain,
        "stage": stage,
    }


def callbacks(url: str) -> list[str]:
    """Where the sign-in may lead back to, for a console at this address."""
    return [f"{url}{SIGNED_IN}", f"{url}{SIGNED_IN_AGAIN}"]


def after_sign_out(url: str) -> list[str]:
    """Where the sign-out may lead to, for a console at this address."""
    return [f"{url}/"]
