"""Only this server's own page gets in: by address, origin and cookie, and to nothing but what is meant to be served."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from websockets.exceptions import InvalidStatus

from serving import Served, serving
from stretchcheck.live.running import Closed
from stretchcheck.live.server import PAGE

LINUX = Path("/proc/self/net/tcp")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("data")) as served:
        yield served


@pytest.fixture(autouse=True)
def the_page_goes_on(served: Served) -> Iterator[None]:
    """Whatever a test did: nothing raised, and the page of the user still works."""
    yield

    assert [] == served.tracebacks()
    with served.control() as page:
        assert page.state["owner"]


def test_the_address_that_is_printed_lets_in_and_the_cookie_is_the_browsers_alone(served: Served) -> None:
    status, headers, _ = served.get(f"/?token={served.token}", cookie=False)

    assert (303, "/") == (status, headers["location"])
    assert all(word in headers["set-cookie"] for word in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert served.token not in headers["set-cookie"]
    assert 200 == served.get("/")[0]


@pytest.mark.parametrize(
    "path", ["/", "/static/js/main.js", "/history", "/speech/1.wav", "/report/1/report.html", "/x"]
)
def test_without_the_cookie_nothing_is_given(served: Served, path: str) -> None:
    assert 403 == served.get(path, cookie=False)[0]
    assert 403 == served.get(path, headers={"Cookie": served.cookie[:-1] + "~"})[0]
    assert 403 == served.get(path, headers={"Cookie": f"stretchcheck={served.cookie.partition('=')[2]}"})[0]
    assert 403 == served.get(path, headers={"Cookie": 'a="\\'})[0]


def test_the_token_counts_in_the_address_of_the_page_only(served: Served) -> None:
    token = served.token
    for path in ("/?token=", "/?token=x", f"/?Token={token}", f"/?token={token}x", f"/history?token={token}",
                 f"/static/js/main.js?token={token}", f"/{token}", f"/;token={token}"):  # fmt: skip
        assert 403 == served.get(path, cookie=False)[0], path
    for headers in ({"Authorization": f"Bearer {token}"}, {"X-Token": token}, {"Cookie": f"token={token}"},
                    {"Cookie": f"{served.cookie.partition('=')[0]}={token}"}):  # fmt: skip
        assert 403 == served.get("/", cookie=False, headers=headers)[0], headers


def shaken(served: Served, host: str, origin: str) -> bytes:
    """The opening of a websocket, as a browser writes it."""
    return (
        f"GET /ws/control HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: {served.cookie}\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def test_a_websocket_that_is_opened_by_hand_as_the_page_does_is_let_in(served: Served) -> None:
    own = f"127.0.0.1:{served.port}"

    assert served.raw(shaken(served, own, f"http://{own}"), seconds=1.0).startswith(b"HTTP/1.1 101")


@pytest.mark.parametrize(
    "host", ["evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.evil.example", "0.0.0.0:{port}", "",
             "localhost:{port}@evil.example", "[::1]:{port}", "127.0.0.2:{port}", "2130706433:{port}"],
)  # fmt: skip
def test_a_name_that_was_bent_to_this_computer_is_refused(served: Served, host: str) -> None:
    host = host.format(port=served.port)

    assert 403 == served.get("/", headers={"Host": host})[0]
    assert 403 == served.get(f"/?token={served.token}", headers={"Host": host})[0]
    assert served.raw(shaken(served, host, f"http://{host}")).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_both_names_of_this_computer_are_its_own(served: Served, name: str) -> None:
    own = f"{name}:{served.port}"

    assert 200 == served.get("/", headers={"Host": own, "Origin": f"http://{own}"})[0]


@pytest.mark.parametrize("path", ["/ws/control", "/ws/frames", "/ws/sound"])
@pytest.mark.parametrize(
    "origin", [None, "http://evil.example", "http://127.0.0.1:1", "http://127.0.0.1", "https://127.0.0.1:{port}",
               "null", "http://127.0.0.1:{port}.evil.example", "http://localhost:{port}"],
)  # fmt: skip
def test_a_websocket_of_any_other_page_is_refused(served: Served, path: str, origin: str | None) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        served.open(path, origin=origin and origin.format(port=served.port))


@pytest.mark.parametrize("path", ["/ws/control", "/ws/frames", "/ws/sound"])
def test_a_websocket_without_the_cookie_is_refused(served: Served, path: str) -> None:
    for headers in ({}, {"Cookie": served.cookie[:-2]}, {"Authorization": served.token}):
        with pytest.raises(InvalidStatus, match="403"):
            served.open(f"{path}?token={served.token}", additional_headers=headers)


def test_a_page_of_another_site_cannot_even_ask(served: Served) -> None:
    assert 403 == served.get("/", headers={"Origin": "http://evil.example"})[0]
    assert 403 == served.get("/", headers={"Origin": "null"})[0]


def test_two_hosts_or_two_origins_are_one_too_many(served: Served) -> None:
    own = f"127.0.0.1:{served.port}"
    start = f"GET / HTTP/1.1\r\nCookie: {served.cookie}\r\nHost: {own}\r\nConnection: close\r\n"

    assert served.raw(f"{start}\r\n".encode()).startswith(b"HTTP/1.1 200")
    assert served.raw(f"{start}Host: evil.example\r\n\r\n".encode()).startswith(b"HTTP/1.1 400")
    twice = f"{start}Origin: http://{own}\r\nOrigin: http://evil.example\r\n\r\n"
    assert served.raw(twice.encode()).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_nothing_but_reading_is_possible(served: Served, method: str) -> None:
    for path in ("/", f"/?token={served.token}", "/history", "/static/js/main.js"):
        status, headers, _ = served.get(path, method=method)

        assert (405, None) == (status, headers.get("set-cookie")), path


def test_head_answers_like_get_without_the_body(served: Served) -> None:
    for path in ("/", "/static/js/main.js", "/history"):
        status, headers, body = served.get(path, method="HEAD")

        assert (200, served.get(path)[1]["content-length"], b"") == (status, headers["content-length"], body)


@pytest.fixture(scope="module")
def report(served: Served) -> Path:
    """The only report of the session, beside secrets."""
    archive = served.room.archive
    archive.folder = served.folder / "sessions" / "one"
    for stem in ("1-good", "2-linked", "3-unknown"):
        (archive.folder / stem).mkdir(parents=True)
    (served.folder / "sessions" / "report.html").write_text("secret")
    (archive.folder / "1-good" / "report.html").write_text("the report")
    (archive.folder / "3-unknown" / "report.html").write_text("secret")
    (archive.folder / "2-linked" / "report.html").symlink_to(served.folder / "sessions" / "report.html")
    recording = archive.folder / "1-good" / "none"
    archive.closed([Closed(stem, "knee-to-chest", recording, 0) for stem in ("1-good", "2-linked")])
    return archive.folder / "1-good" / "report.html"


OUT = ["..", "%2e%2e", "%2e%2e%2f..", "..%2f..", "..%5c..", "%00", "1-good%00", ".", "", "%2fetc", "1-good%2f..",
       "2-linked", "3-unknown", "one", "%ff%fe", "1-good/..", "x" * 5000]  # fmt: skip


@pytest.mark.parametrize("stem", OUT)
def test_no_name_leads_out_of_the_reports_of_the_session(served: Served, report: Path, stem: str) -> None:
    assert (200, b"the report") == served.get("/report/1-good/report.html")[::2]
    status, _, body = served.get(f"/report/{stem}/report.html")

    assert 404 == status
    assert b"secret" not in body


@pytest.mark.parametrize(
    "path", ["../gate.py", "%2e%2e/gate.py", "..%2fgate.py", "js/../../gate.py", "/etc/passwd", "%2fetc%2fpasswd",
             "%00", "js%00", "js/main.js%00", "js\\..\\..\\gate.py", "js%5c..%5c..%5cgate.py", "..../gate.py", "", "js",
             "x" * 5000, "%ff", "C:%5cwindows"],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(served: Served, path: str) -> None:
    status, _, body = served.get(f"/static/{path}")

    assert status in (404, 405)
    assert b"import" not in body


def test_a_link_in_the_page_is_not_followed(served: Served, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    link = PAGE / "linked"
    link.symlink_to(tmp_path / "secret")
    try:
        assert 404 == served.get("/static/linked")[0]
    finally:
        link.unlink()


@pytest.mark.parametrize("number", ["-1", "9" * 5000, "1e3", "%31%00", "0x1", "٣", "1.wav/.."])
def test_a_line_is_asked_for_by_its_number(served: Served, number: str) -> None:
    assert 404 == served.get(f"/speech/{quote(number, safe='%/')}.wav")[0]


def test_every_answer_says_what_a_browser_may_do_with_it(served: Served, report: Path) -> None:
    answers = {path: served.get(path) for path in ("/", "/static/js/main.js", "/x", "/speech/7.wav", "/history",
                                                   "/report/1-good/report.html", "/report/x/report.html")}  # fmt: skip
    answers["no cookie"] = served.get("/", cookie=False)
    answers["token"] = served.get(f"/?token={served.token}", cookie=False)
    answers["host"] = served.get("/", headers={"Host": "evil.example"})
    answers["method"] = served.get("/", method="POST")
    for path, (_, headers, _) in answers.items():
        policy = headers["content-security-policy"]

        assert "nosniff" == headers["x-content-type-options"], path
        assert "no-referrer" == headers["referrer-policy"], path
        assert "same-origin" == headers["cross-origin-resource-policy"], path
        assert "same-origin" == headers["cross-origin-opener-policy"], path
        assert "no-store" == headers["cache-control"], path
        assert "frame-ancestors 'self'" in policy, path
        assert "object-src 'none'" in policy or "default-src 'none'" in policy, path
        assert "script-src 'unsafe-inline'" not in policy, path
        assert path.startswith(("/report", "/history")) == ("default-src 'none'" in policy), path
        assert "script-src" not in policy or "script-src 'self'" in policy, path
        assert "server" not in headers, path


def test_smuggled_and_broken_requests_are_refused_or_closed(served: Served) -> None:
    own = f"Host: 127.0.0.1:{served.port}\r\n"
    both = f"GET / HTTP/1.1\r\n{own}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"
    hidden = f"GET / HTTP/1.1\r\n{own}Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcd"
    for request in (both, hidden, "\r\n\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x00\x01\x02" * 50,
                    "GET /\x00 HTTP/1.1\r\n\r\n",
                    f"GET / HTTP/1.1\r\n{own}X: {'y' * 200_000}\r\n\r\n", f"GET /{'z' * 200_000} HTTP/1.1\r\n{own}\r\n",
                    f"GET / HTTP/1.1\r\n{own} folded: x\r\n\r\n",
                    f"GET http://evil.example/ HTTP/1.1\r\n{own}\r\n"):  # fmt: skip
        answer = served.raw(request.encode("latin-1"), seconds=1.0)

        assert b"200 OK" not in answer
        assert answer.count(b"HTTP/1.1 ") <= 1


def test_a_very_long_address_is_answered_or_closed(served: Served) -> None:
    status, _, _ = served.get("/?" + "a=1&" * 10_000)

    assert status in (200, 400, 414)


@pytest.mark.skipif(not LINUX.exists(), reason="the system does not list its sockets")
def test_the_port_is_open_on_the_loopback_address_alone(served: Served) -> None:
    rows = [line.split() for name in ("tcp", "tcp6") for line in (LINUX.parent / name).read_text().splitlines()[1:]]
    listening = {row[1] for row in rows if row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == served.port}

    assert {f"{int.from_bytes(socket.inet_aton('127.0.0.1'), 'little'):08X}:{served.port:04X}"} == listening


def test_two_hundred_connections_do_not_shut_out_the_page(served: Served) -> None:
    silent = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(100)]
    pages = [served.open("/ws/control") for _ in range(100)]
    try:
        assert 200 == served.get("/")[0]
        newest = served.control()
        assert newest.obeyed("take")["owner"]
        newest.socket.close()
    finally:
        for each in silent:
            each.close()
        for page in pages:
            page.socket.close()
