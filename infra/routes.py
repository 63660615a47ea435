"""All calls in few routes: a stack holds 500 resources, and each route is one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

ROOT: Final = "/v1/"


def in_few(routes: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Routes that lead each call to the same function, and no call to another one.

    Of each noun (the first part of a path), whoever answers most of its calls gets the whole of
    it, and the others keep theirs by name: the gateway prefers a route that says more. A function
    that is asked for a call that there is not says so.

    Args:
        routes: Methods and paths by function.
    """
    calls = [(*route.split(" "), name) for name, many in routes.items() for route in many]
    few: dict[str, list[str]] = {name: [] for name in routes}
    answering: dict[str, Counter[str]] = {}
    for _, path, name in calls:
        answering.setdefault(_noun(path), Counter())[name] += 1
    most = {noun: counted.most_common(1)[0][0] for noun, counted in answering.items()}
    for noun, name in most.items():
        own = {path for _, path, answers in calls if answers == name and _noun(path) == noun}
        root = f"{ROOT}{noun}"
        few[name] += [f"ANY {root}"] if root in own else []
        few[name] += [f"ANY {root}/{{proxy+}}"] if own - {root} else []
    for method, path, name in calls:
        if most[_noun(path)] != name:
            few[name].append(f"{method} {path}")
    return few


def _noun(path: str) -> str:
    return path.removeprefix(ROOT).partition("/")[0]
