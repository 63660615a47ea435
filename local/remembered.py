"""What MiniStack works out anew for each request, though nothing but the question decides it.

Each is asked thousands of times in a run of the tests, mostly for the same. Nothing here can be
out of date: whatever an answer depends on is part of its question. A policy, for one, is asked
for by its text, so that a new text counts at once.
"""

import copy
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from ministack.core import iam_actions, iam_evaluator  # type: ignore[import-untyped]
from ministack.services import apigateway, dynamodb  # type: ignore[import-untyped]

MOST: Final = 1 << 14
"""Answers that are kept, of each kind."""

Function = Callable[..., Any]


def install() -> None:
    """Remember in this process."""
    apigateway._extract_path_params = remembering_routes(apigateway._extract_path_params)  # noqa: SLF001 - not public
    apigateway._verify_rs256_signature = remembering_tokens(apigateway._verify_rs256_signature)  # noqa: SLF001 - not public
    iam_evaluator.parse_policy_document = remembering_policies(iam_evaluator.parse_policy_document)
    iam_actions.json = Requests
    dynamodb._condition_syntax_error = lru_cache(MOST)(dynamodb._condition_syntax_error)  # noqa: SLF001 - not public
    dynamodb._tokenize = remembering_expressions(dynamodb._tokenize)  # noqa: SLF001 - not public
    dynamodb.copy = Copies


def remembering_routes(extract: Function) -> Function:
    """Know whether a path is one of a route, and what the route's parameters are in it.

    Args:
        extract: What MiniStack compares a route and a path by; answers None when they differ.
    """
    known = lru_cache(MOST)(extract)

    def extract_parameters(route: str, path: str) -> dict[str, str] | None:
        found = known(route, path)
        # Whoever asks may change it.
        return None if found is None else {**found}

    return extract_parameters


def remembering_tokens(verify: Function) -> Function:
    """Know whether a key has signed a token; whether it is still good is asked elsewhere.

    Args:
        verify: What MiniStack checks the signature of a token by, with the public key.
    """

    @lru_cache(MOST)
    def known(token: str, n: str, e: str) -> bool:
        return bool(verify(token, {"n": n, "e": e}))

    def verify_signature(token: str, key: dict[str, Any]) -> bool:
        return known(token, key.get("n", ""), key.get("e", ""))

    return verify_signature


def remembering_policies(parse: Function) -> Function:
    """Know the statements of a policy by its text.

    Args:
        parse: What MiniStack reads a policy by.
    """
    known = lru_cache(MOST)(parse)

    def parse_policy(policy: Any) -> list[Any]:
        # Nobody changes a statement, but lists of them may be added to.
        return [*known(policy)] if isinstance(policy, str) else parse(policy)

    return parse_policy


def remembering_expressions(tokenize: Function) -> Function:
    """Know what an expression of a request consists of, by its text.

    Args:
        tokenize: What MiniStack takes an expression apart by.
    """
    known = lru_cache(MOST)(tokenize)

    def tokens_of(expression: str) -> list[tuple[str, str]]:
        # Whoever asks may change the list.
        return [*known(expression)]

    return tokens_of


class Requests:
    """Stands for the module `json` where MiniStack looks what a request asks for.

    It looks three times, at the whole of it, and changes nothing.
    """

    JSONDecodeError = json.JSONDecodeError
    load = staticmethod(json.load)
    dumps = staticmethod(json.dumps)
    loads = staticmethod(lru_cache(maxsize=4)(json.loads))


class Copies:
    """Stands for the module `copy` where MiniStack copies rows."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        """A copy of a row, which is made of plain dictionaries, lists and words.

        Python's own remembers each part, for the case that it comes again: most of its time.
        """
        if type(value) is dict:
            return {name: Copies.deepcopy(part) for name, part in value.items()}
        if type(value) is list:
            return [Copies.deepcopy(part) for part in value]
        return value if type(value) in (str, bool, type(None)) else copy.deepcopy(value)
