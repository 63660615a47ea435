"""The front of localstripe: what Stripe promises and localstripe does not, and faults on request.

Kept here: idempotency keys (a repeated order is answered as at first, 409 while it is under way,
400 with another body), 402 for cards that ask for their holder or are declined, descriptions, and
the list of a customer's payments. Everything else is passed on.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from local.provider import HOST, LOCALSTRIPE, free_port
from local.test_cards import ACCEPTED, DECLINES, Refusal

UNKNOWN: Final = ("description", "off_session", "automatic_payment_methods")
"""What localstripe does not take, or does not need to know; with whatever is in brackets."""
LONGEST_SILENCE: Final = 60.0
Pairs = list[tuple[str, str]]


@dataclass
class Fault:
    """Something that goes wrong with the next order."""

    kind: str
    """``silent``: carried out, no answer. ``lost``: neither. ``error``: carried out, then 500.
    ``busy``: 429, not carried out. ``slow``: carried out after some seconds, then answered."""
    times: int = 1
    customer: str = ""
    """Of whose orders; of anybody's when empty."""
    seconds: float = LONGEST_SILENCE


@dataclass
class Answer:
    """What a caller hears; nothing at all when there is no status."""

    status: int
    body: dict[str, Any]
    replayed: bool = False


@dataclass
class Front:
    """What the front remembers; one lock guards it all."""

    upstream: httpx.Client
    lock: threading.Lock = field(default_factory=threading.Lock)
    keys: dict[str, tuple[str, Answer | None]] = field(default_factory=dict)
    """By key: the request, and its answer once there is one."""
    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Payments by name, oldest first, as the last answer showed them."""
    cards: dict[str, Refusal] = field(default_factory=dict)
    """Payment methods that do not simply pay."""
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    calls: int = 0
    """Orders that came, repeated ones included."""

    def memory(self) -> dict[str, Any]:
        """All that is to be kept."""
        with self.lock:
            keys = {k: (asked, asdict(a)) for k, (asked, a) in self.keys.items() if a}
            cards = {name: asdict(refusal) for name, refusal in self.cards.items()}
            return {"keys": keys, "cards": cards, "intents": self.intents, "refunds": self.refunds}

    def remember(self, memory: dict[str, Any]) -> None:
        """Carry on with what was kept."""
        self.keys = {k: (asked, Answer(**a)) for k, (asked, a) in memory["keys"].items()}
        self.cards = {name: Refusal(**refusal) for name, refusal in memory["cards"].items()}
        self.intents, self.refunds = memory["intents"], memory["refunds"]

    # --- Orders ------------------------------------------------------------------------------

    def order(self, path: str, form: Pairs, key: str) -> tuple[Answer, Fault | None]:
        """Answer an order once for each key."""
        asked = json.dumps([path, sorted(form)])
        with self.lock:
            self.calls += 1
            fault = self._fault(dict(form))
            if key in self.keys:
                return self._again(key, asked), None
            if fault and fault.kind == "busy":
                return _error(429, "rate_limit_error", "rate_limit", "Too many requests."), None
            if fault and fault.kind == "lost":
                return Answer(0, {}), fault
            if key:
                self.keys[key] = asked, None
        if fault and fault.kind == "slow":
            time.sleep(fault.seconds)
        answer = self._refund(form) if path == "/v1/refunds" else self._charge(form)
        if fault and fault.kind == "error":
            answer = _error(500, "api_error", "", "Something went wrong.")
        with self.lock:
            if key:
                self.keys[key] = asked, answer
        return answer, fault

    def _again(self, key: str, asked: str) -> Answer:
        before, answer = self.keys[key]
        if before != asked:
            sentence = "Keys for idempotent requests can only be used with the same parameters."
            return _error(400, "idempotency_error", "", sentence)
        if answer is None:
            sentence = "Another request with this key is under way."
            return _error(409, "invalid_request_error", "idempotency_key_in_use", sentence)
        return Answer(answer.status, answer.body, replayed=True)

    def _fault(self, form: dict[str, str]) -> Fault | None:
        for fault in self.faults:
            whose = form.get("customer") or self._customer_of(form.get("payment_intent", ""))
            if not fault.customer or fault.customer == whose:
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None

    def _customer_of(self, intent: str) -> str:
        return str(self.intents.get(intent, {}).get("customer", ""))

    def _charge(self, form: Pairs) -> Answer:
        given = dict(form)
        refusal = self.cards.get(given.get("payment_method", ""))
        refused = bool(refusal) and given.get("confirm") == "true"
        held_back = (*UNKNOWN, "confirm") if refused else UNKNOWN
        sent = [pair for pair in form if pair[0].partition("[")[0] not in held_back]
        answer = self.ask("POST", "/v1/payment_intents", sent)
        if answer.status >= 400:
            return answer
        intent = {**answer.body, "description": given.get("description")}
        with self.lock:
            self.intents[intent["id"]] = intent
        if not refused or refusal is None:
            return Answer(200, intent)
        error = {"type": "card_error", "payment_method": None, **refusal.error()}
        intent |= {"status": "requires_payment_method", "last_payment_error": error}
        return Answer(402, {"error": {**error, "payment_intent": intent}})

    def _refund(self, form: Pairs) -> Answer:
        given = dict(form)
        intent = self.intents.get(given.get("payment_intent", ""))
        if intent is not None:
            before = [r for r in self.refunds.values() if r["payment_intent"] == intent["id"]]
            left = int(intent["amount"]) - sum(int(r["amount"]) for r in before)
            if int(given.get("amount", left)) > left:
                sentence = "The refund is greater than what is left of the charge."
                code = "charge_already_refunded"
                return _error(400, "invalid_request_error", code, sentence)
        answer = self.ask("POST", "/v1/refunds", [p for p in form if p[0] != "reason"])
        if answer.status < 400:
            with self.lock:
                self.refunds[answer.body["id"]] = answer.body
        return answer

    # --- Everything else ---------------------------------------------------------------------

    def method(self, form: Pairs) -> Answer:
        """Make a payment method; cards that do not simply pay are known here alone."""
        given = dict(form)
        number = given.get("card[number]", "")
        refusal = DECLINES.get(number)
        sent = [(name, ACCEPTED if refusal and v == number else v) for name, v in form]
        answer = self.ask("POST", "/v1/payment_methods", sent)
        if refusal and answer.status < 400:
            with self.lock:
                self.cards[answer.body["id"]] = refusal
        return answer

    def listed(self, path: str, query: Pairs) -> Answer:
        """Payments or refunds, newest first, a page at a time."""
        wanted = dict(query)
        with self.lock:
            every = self.refunds if path == "/v1/refunds" else self.intents
            found = [
                one
                for one in reversed(every.values())
                if one.get("customer") == wanted.get("customer", one.get("customer"))
                and one.get("payment_intent")
                == wanted.get("payment_intent", one.get("payment_intent"))
                and one["created"] >= int(wanted.get("created[gte]", 0))
            ]
        if after := wanted.get("starting_after"):
            found = found[[one["id"] for one in found].index(after) + 1 :]
        limit = int(wanted.get("limit", 10))
        page = found[:limit]
        more = len(found) > limit
        return Answer(200, {"object": "list", "url": path, "has_more": more, "data": page})

    def ask(self, verb: str, path: str, form: Pairs | None = None, query: str = "") -> Answer:
        """Ask localstripe."""
        told = None if form is None else urlencode(form)
        response = self.upstream.request(
            verb,
            f"{path}?{query}" if query else path,
            content=told,
            headers={"Content-Type": "application/x-www-form-urlencoded"} if told else {},
        )
        return Answer(response.status_code, response.json())


def _error(status: int, type_: str, code: str, message: str) -> Answer:
    return Answer(status, {"error": {"type": type_, "code": code or None, "message": message}})


class Handler(BaseHTTPRequestHandler):
    """Transport of the front."""

    front: Front
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Read."""
        parts = urlsplit(self.path)
        query = parse_qsl(parts.query)
        if parts.path == "/_front/health":
            self._say(self.front.ask("GET", "/v1/customers"))
        elif parts.path == "/_front/record":
            self._say(Answer(200, self._record()))
        elif parts.path in ("/v1/payment_intents", "/v1/refunds"):
            self._say(self.front.listed(parts.path, query))
        elif (name := parts.path.removeprefix("/v1/payment_intents/")) in self.front.intents:
            self._say(Answer(200, self.front.intents[name]))
        else:
            self._say(self.front.ask("GET", parts.path, query=parts.query))

    def do_POST(self) -> None:
        """Order, make, or ask for faults."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path == "/_front/faults":
            with self.front.lock:
                self.front.faults = [Fault(**one) for one in json.loads(body)]
            self._say(Answer(200, {}))
        elif self.path == "/_front/forget_keys":
            with self.front.lock:
                self.front.keys.clear()
            self._say(Answer(200, {}))
        elif self.path in ("/v1/payment_intents", "/v1/refunds"):
            key = self.headers.get("Idempotency-Key", "")
            answer, fault = self.front.order(self.path, parse_qsl(body), key)
            if fault and fault.kind in ("silent", "lost"):
                self._keep_silent(fault.seconds)
            else:
                self._say(answer)
        elif self.path == "/v1/payment_methods":
            self._say(self.front.method(parse_qsl(body)))
        else:
            self._say(self.front.ask("POST", self.path, parse_qsl(body)))

    def _record(self) -> dict[str, Any]:
        with self.front.lock:
            return {
                "payments": [*self.front.intents.values()],
                "refunds": [*self.front.refunds.values()],
                "calls": self.front.calls,
            }

    def _keep_silent(self, seconds: float) -> None:
        time.sleep(seconds)
        self.close_connection = True

    def _say(self, answer: Answer) -> None:
        body = json.dumps(answer.body).encode()
        try:
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if answer.replayed:
                self.send_header("Idempotent-Replayed", "true")
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            # Whoever asked has died meanwhile.
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class's
        """Say nothing: the log is for what goes wrong."""


class Server(ThreadingHTTPServer):
    """Takes each call in a thread of its own."""

    daemon_threads = True
    request_queue_size = 64


def main() -> None:
    """Serve on the port named on the command line, until SIGTERM; localstripe ends with it."""
    port, folder, behind = int(sys.argv[1]), Path(sys.argv[2]), free_port()
    words = [sys.executable, "-P", "-c", LOCALSTRIPE, str(behind), str(folder / "localstripe")]
    with subprocess.Popen(words) as localstripe:  # noqa: S603 -- the words are all ours
        try:
            _serve(port, f"http://{HOST}:{behind}", folder / "front.json")
        finally:
            localstripe.terminate()


def _serve(port: int, upstream: str, kept: Path) -> None:
    headers = {"Authorization": "Bearer sk_test_front"}
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(base_url=upstream, headers=headers, timeout=30, transport=transport) as one:
        Handler.front = front = Front(one)
        if kept.exists():
            front.remember(json.loads(kept.read_text()))
        server = Server((HOST, port), Handler)
        stop = threading.Thread(target=server.shutdown, daemon=True)
        signal.signal(signal.SIGTERM, lambda *_: stop.start())
        server.serve_forever(poll_interval=0.1)
        server.server_close()
        kept.write_text(json.dumps(front.memory()))


if __name__ == "__main__":
    main()
