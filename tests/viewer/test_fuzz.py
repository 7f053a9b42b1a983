"""Twenty thousand addresses: no answer is an error of the server, none holds a byte from outside the folder."""

import random
import sys
from pathlib import Path

import pytest
from doors import JSON, SAME, Door, folder_of

N_REQUESTS = 20_000
CANARY = b"the canary sings"
WORDS = (
    "..", "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "....//", "//etc/passwd",
    "/etc/passwd", "%c0%ae%c0%ae/", "%e0%80%ae", "%00", "\x00", "%0d%0aX: y", "file:///etc/passwd", "thumb", "large",
    "api", "picture", "run", "labels", "ids", "map", "clusters", "edit", "3", "-1", "0", "99999999999999999999", "1e3",
    "0x1", "٣", "%d9%a3", "a" * 500, "root-evil", "canary.txt", "canary.jpg", "..;/", "~root", "%2F", "?", "&", "#",
    "=", "from", "to", "v", "t", ";", ":", "*", "|", "%", "%zz", "\udcff", "é", "💥", "static/app.js", ".git/config",
    "index.html", "healthz", "\r\n", " ", "//", "/./", "[", "]", "{row}", "{row:int}", "null", "NaN",
)  # fmt: skip
STEMS = (
    "/",
    "/thumb/",
    "/large/",
    "/api/",
    "/api/picture/",
    "/api/ids?from=",
    "/api/ids?from=0&to=",
    "/app.js/",
    "/?t=",
    "",
)

opened: list[str] | None = None


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if opened is not None and event == "open" and isinstance(arguments[0], str):
        opened.append(arguments[0])


sys.addaudithook(watch)


def address(rng: random.Random) -> bytes:
    text = rng.choice(STEMS) + rng.choice(("", "/", "?", "&")).join(rng.choice(WORDS) for _ in range(rng.randint(0, 5)))
    raw = bytearray(text.encode("utf-8", "surrogateescape"))
    for _ in range(rng.choice((0, 0, 1, 3))):
        raw.insert(rng.randint(0, len(raw)), rng.randint(0, 255))
    return bytes(raw)


@pytest.fixture
def beside(pictures: Path, tmp_path: Path) -> Path:
    """A folder of pictures with forbidden neighbours."""
    root = tmp_path / "root"
    for path in pictures.rglob("*.jpg"):
        target = root / path.relative_to(pictures)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    (tmp_path / "root-evil").mkdir()
    for name in ("canary.txt", "root-evil/canary.jpg"):
        (tmp_path / name).write_bytes(CANARY)
    return root


def test_no_address_leads_out(beside: Path, tmp_path: Path) -> None:
    global opened
    door = Door(folder_of(beside, tmp_path / "fuzzed.kindfold"))
    door.session.layout.compute()
    door.get("/thumb/3")
    rng, statuses = random.Random(0), dict[int, int]()
    opened = []
    try:
        for _ in range(N_REQUESTS):
            method = rng.choice(("GET", "GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "BREW"))
            answer = door.ask(method, address(rng), [JSON, SAME] if method == "POST" else [], b'{"rev":0}')
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
            assert answer.status < 500
            assert CANARY not in answer.body
        touched = {str(Path(path).resolve()) for path in opened}
    finally:
        opened = None
        door.close()
    assert {200, 400, 404, 405} <= statuses.keys(), "the addresses reach the routes"
    static = Path(sys.modules["kindfold.viewer.app"].__file__ or "").parent / "static"
    outside = [
        path
        for path in touched
        if not path.startswith((str(beside) + "/", str(static), str(door.session.editor.folder)))
    ]
    assert not [path for path in outside if not path.endswith((".py", ".pyc"))]
