"""Nobody but the page itself reads or changes a run: hosts, tokens, origins and forms, each against every route."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from doors import JSON, OWN, PORT, SAME, Door

from kindfold.viewer.access import Access
from kindfold.viewer.security import MAX_JSON, MAX_URL

READS = ("/", "/app.js", "/app.css", "/icon.svg", "/healthz", "/api/run", "/api/clusters", "/api/labels",
         "/api/ids?from=0&to=3", "/api/map", "/api/picture/3", "/thumb/3", "/large/3")  # fmt: skip
WRITES = ("/api/edit", "/api/undo", "/api/redo", "/api/search", "/api/export")
HOSTS = (
    None, "", "evil.com", f"evil.com:{PORT}", f"localhost.evil.com:{PORT}", f"127.0.0.1.evil.com:{PORT}",
    "127.0.0.1", "localhost", f"127.0.0.1:{PORT + 1}", f"0.0.0.0:{PORT}", f"[::ffff:127.0.0.1]:{PORT}",
    f"LOCALHOST:{PORT}", f"localhost :{PORT}", f"localhost:{PORT}\t", f" 127.0.0.1:{PORT}",
    f"127.0.0.1:{PORT}.evil.com",
    f"user@127.0.0.1:{PORT}", f"127.1:{PORT}", f"2130706433:{PORT}", f"127.0.0.1:0{PORT}", "\xff", ":", f":{PORT}",
)  # fmt: skip
RENAME = {"rev": 0, "op": "rename", "cluster": 0, "name": "taken"}


def store(door: Door) -> str:
    """A hash of the whole run folder."""
    files = sorted(path for path in door.session.editor.folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(str(path).encode() + path.read_bytes() for path in files)).hexdigest()


def tells_nothing(door: Door, body: bytes) -> bool:
    return not any(word in body for word in (b"cat", b"disc", b"drawings", door.access.token.encode()))


@pytest.mark.parametrize("host", HOSTS, ids=repr)
def test_another_name_is_refused_on_every_route(door: Door, host: str | None) -> None:
    for path in (*READS, *WRITES, f"/?t={door.access.ticket}"):
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            answer = door.ask(method, path, [JSON, SAME], json.dumps(RENAME).encode(), host=host)
            assert answer.status == 403
            assert tells_nothing(door, answer.body)
    assert door.access.ticket, "nobody spent it"


def test_two_names_are_refused(door: Door) -> None:
    for second in (OWN, "evil.com"):
        assert door.ask("GET", "/api/run", [("host", second)]).status == 403


@pytest.mark.parametrize(
    "target",
    [f"http://{OWN}/api/run", "http://evil.com/api/run", "*", "evil.com:80", "//evil.com/api/run", "/" + "a" * MAX_URL],
)
def test_other_forms_of_address_are_refused(door: Door, target: str) -> None:
    assert door.get(target).status in (400, 404)


def test_upgrades_are_refused(door: Door) -> None:
    assert door.ask("GET", "/api/run", [("upgrade", "websocket"), ("connection", "upgrade")]).status == 400


@pytest.mark.parametrize("token", ["", "wrong", "é" * 43, "a" * 10_000])
def test_without_the_token_nothing_is_told(door: Door, token: str) -> None:
    ways = [
        ("cookie", f"kindfold-{PORT}={token}"),
        ("x-kindfold-token", token),
        ("cookie", f"other={door.access.token}"),
    ]
    for path in (*READS, *WRITES):
        for way in ways:
            for method in ("GET", "POST"):
                answer = door.ask(method, path, [way, JSON, SAME], json.dumps(RENAME).encode(), token=False)
                assert answer.status == (200 if path == "/healthz" and method == "GET" else answer.status)
                if path != "/healthz":
                    assert answer.status == 403
                assert tells_nothing(door, answer.body)


def test_the_ticket_buys_the_cookie_once(door: Door) -> None:
    ticket = door.access.ticket
    assert door.ask("GET", "/?t=wrong", token=False).status == 403
    first = door.ask("GET", f"/?t={ticket}", token=False)
    assert (first.status, first.headers["location"]) == (303, "./")
    assert first.headers["set-cookie"] == (f"kindfold-{PORT}={door.access.token}; HttpOnly; SameSite=Strict; Path=/")
    assert ticket not in first.headers["set-cookie"]
    assert door.ask("GET", f"/?t={ticket}", token=False).status == 403
    assert door.ask("GET", "/?t=", token=False).status == 403
    assert door.get(f"/?t={ticket}").status == 303, "who has the cookie gets to the page"


def test_a_person_who_comes_too_late_reads_a_sentence_and_a_script_reads_json(door: Door) -> None:
    browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]
    for target in ("/", "/?t=spent"):
        page = door.ask("GET", target, browser, token=False)
        assert (page.status, page.headers["content-type"]) == (403, "text/html; charset=utf-8")
        assert b"<h1>" in page.body
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert "error" in door.ask("GET", target, token=False).json
    assert "error" in door.ask("GET", "/api/run", browser, token=False).json


def test_a_browser_that_comes_from_a_file_gets_a_second_request(door: Door) -> None:
    answer = door.ask("GET", f"/?t={door.access.ticket}", [("sec-fetch-site", "cross-site")], token=False)
    assert answer.status == 200
    assert b'http-equiv="refresh"' in answer.body
    assert "set-cookie" in answer.headers


def test_a_guess_of_a_secret_takes_as_many_bits_as_it_has() -> None:
    one, two = Access("127.0.0.1", PORT), Access("127.0.0.1", PORT)
    assert len({one.ticket, one.token, two.ticket, two.token}) == 4
    assert min(len(one.ticket), len(one.token)) >= 43  # 256 bits in base 64
    assert one.token not in repr(one)
    assert one.ticket not in repr(one)


ORIGINS: dict[str, list[tuple[str, str]]] = {
    "none": [],
    "null": [("origin", "null")],
    "foreign": [("origin", "http://evil.com")],
    "scheme": [("origin", f"https://{OWN}")],
    "port": [("origin", "http://127.0.0.1:3000")],
    "name": [("origin", f"http://localhost:{PORT}")],
    "two": [("origin", f"http://{OWN}"), ("origin", "http://evil.com")],
    "cross-site": [("sec-fetch-site", "cross-site")],
    "same-site": [("sec-fetch-site", "same-site")],
    "same-site and own": [("sec-fetch-site", "same-site"), ("origin", f"http://{OWN}")],
    "same-origin and foreign": [("sec-fetch-site", "same-origin"), ("origin", "http://evil.com")],
    "twice": [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
}
TYPES = ("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "",
         "text/json", "application/jsonx", "application/octet-stream")  # fmt: skip


@pytest.mark.parametrize("origin", ORIGINS)
def test_no_other_page_changes_anything(door: Door, origin: str) -> None:
    before = store(door)
    for media in TYPES:
        for method in ("POST", "PUT", "DELETE", "PATCH", "GET", "HEAD", "OPTIONS"):
            for path in WRITES:
                answer = door.ask(
                    method, path, [("content-type", media), *ORIGINS[origin]], json.dumps(RENAME).encode()
                )
                assert answer.status in (403, 405, 415)
                assert "access-control-allow-origin" not in answer.headers
    assert store(door) == before


@pytest.mark.parametrize("media", [media for media in TYPES if media != "application/json"])
def test_no_form_changes_anything(door: Door, media: str) -> None:
    before = store(door)
    for path in WRITES:
        answer = door.ask("POST", path, [("content-type", media), SAME], json.dumps(RENAME).encode())
        assert answer.status == (400 if path == "/api/search" and media.endswith("octet-stream") else 415)
    assert store(door) == before


@pytest.mark.parametrize(
    "proof", [[SAME], [("sec-fetch-site", "none")], [("origin", f"http://{OWN}")], [SAME, ("origin", f"http://{OWN}")]]
)
def test_the_page_itself_may(door: Door, proof: list[tuple[str, str]]) -> None:
    answer = door.ask(
        "POST", "/api/edit", [("content-type", "application/json; charset=utf-8"), *proof], json.dumps(RENAME).encode()
    )
    assert answer.status == 200


def test_a_program_may_with_the_token_in_a_header(door: Door) -> None:
    header = ("x-kindfold-token", door.access.token)
    assert door.ask("POST", "/api/edit", [JSON, header], json.dumps(RENAME).encode(), token=False).status == 200
    assert door.ask("POST", "/api/edit", [JSON, header, header], b"{}", token=False).status == 403


def test_pictures_are_not_shown_in_other_pages(door: Door) -> None:
    for site in ("cross-site", "same-site"):
        for path in ("/thumb/3", "/api/labels", "/app.js"):
            assert door.ask("GET", path, [("sec-fetch-site", site)]).status == 403


def test_reading_changes_nothing(door: Door) -> None:
    door.session.layout.compute()
    before = store(door)
    for path in READS:
        door.get(path)
        door.ask("HEAD", path)
    assert store(door) == before


def test_every_answer_forbids_what_a_page_could_do(door: Door) -> None:
    for path in (*READS, "/nothing", "/?t=x", "/thumb/99999"):
        for token in (True, False):
            headers = door.ask("GET", path, token=token).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
            assert "unsafe" not in policy and "http" not in policy and "*" not in policy
            assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert "access-control-allow-origin" not in headers


def test_long_bodies_are_not_read(door: Door) -> None:
    told = ("content-length", str(MAX_JSON + 1))
    assert door.ask("POST", "/api/edit", [JSON, SAME, told], b"{}").status == 413
    assert door.ask("POST", "/api/edit", [JSON, SAME, ("content-length", "x")], b"{}").status == 413
    assert door.ask("POST", "/api/edit", [JSON, SAME], b" " * (MAX_JSON + 1)).status == 413
    assert door.ask("GET", "/api/run", [], b"a body").status == 200, "nobody reads it"


def test_ranges_cost_nothing(door: Door) -> None:
    many = [("range", "bytes=" + ",".join(f"{i}-{i}" for i in range(n))) for n in (1_000, 10_000)]
    assert [door.ask("GET", "/thumb/3", [header]).status for header in many] == [200, 400]


def test_opened_to_the_network_it_answers_to_addresses_only() -> None:
    access = Access("0.0.0.0", PORT)
    for host in ("192.168.1.7", "127.0.0.1", "localhost", "[fe80::1]"):
        assert access.knows(f"{host}:{PORT}".encode())
    for host in ("evil.com", "localhost.evil.com", "127.1", ""):
        assert not access.knows(f"{host}:{PORT}".encode())
    assert not access.is_local()
    assert (
        Access("127.0.0.1", PORT).is_local() and Access("::1", PORT).is_local() and Access("localhost", PORT).is_local()
    )


def test_hostile_names_are_shown_and_do_nothing(door: Door) -> None:
    name = "</script><img src=x onerror=alert(1)>\u202e\x1b[31m"
    door.edit("rename", cluster=0, name=name)
    body = door.get("/api/clusters").body
    assert body.isascii()
    assert b"\\x1b" in body and b"\\u202e" not in body.replace(b"\\\\u202e", b"")
    assert b"\x1b" not in body


def test_a_picture_exchanged_for_a_link_is_not_sent(door: Door, tmp_path: Path, pictures: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes((pictures / door.session.run.ids[0]).read_bytes())
    root = tmp_path / "copy"
    for id in door.session.run.ids:
        (root / id).parent.mkdir(parents=True, exist_ok=True)
        (root / id).write_bytes((pictures / id).read_bytes())
    from kindfold.viewer.pictures import Pictures

    shown = door.session.pictures = Pictures(replace(door.session.run, source=str(root)))
    assert door.get("/thumb/0").status == 200  # it is listed now
    one = root / door.session.run.ids[5]
    one.unlink()
    one.symlink_to(secret)
    assert door.get("/thumb/5").status == 404
    folder = root / door.session.run.ids[20]
    aside = folder.parent.rename(tmp_path / "aside")
    folder.parent.symlink_to(aside, target_is_directory=True)
    assert door.get("/thumb/20").status == 404, "the same file, but it leads out of the folder now"
    pipe = root / door.session.run.ids[6]
    pipe.unlink(missing_ok=True)
    assert shown is door.session.pictures
    assert door.get("/thumb/6").status == 404
