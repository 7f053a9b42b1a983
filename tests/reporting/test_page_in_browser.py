"""What a real browser makes of the page."""

import re
import socket
import threading

import pytest

from kindfold.reporting import render


@pytest.fixture
def canary():
    """A server's address and the connections made to it."""
    visits: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    visitor, _ = server.accept()
                except TimeoutError:
                    continue
                with visitor:
                    visits.append(str(visitor.getpeername()))

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", visits
        stop.set()
        thread.join()


def attack(address: str) -> str:
    act = "document.documentElement.lang='taken'"
    return (
        f"</script></style></title>'\"><script>{act}</script><img src=x onerror={act}><img src={address}/img>"
        f"<svg onload={act}><link rel=stylesheet href={address}/css><style>@import '{address}/import';</style>\u2028"
        f'<iframe srcdoc="<script>parent.{act}</script>"></iframe><base href={address}>'
    )


def test_the_traps_spring_on_an_unprotected_page(browse, canary):
    address, visits = canary
    assert 'lang="taken"' in browse(f"<!DOCTYPE html><html lang=en><body>{attack(address)}")
    assert visits


def test_hostile_names_run_nothing_and_fetch_nothing(browse, canary, page):
    address, visits = canary
    seen = browse(render(page(text=lambda name: attack(address) + name)))
    assert 'lang="en"' in seen
    assert "<iframe" not in seen
    assert not visits


def test_the_policy_alone_would_stop_them(browse, canary, page):
    address, visits = canary
    seen = browse(
        render(page()).replace("<main", attack(address).removeprefix("</script></style></title>'\">") + "<main")
    )
    assert "<iframe" in seen
    assert 'lang="en"' in seen
    assert not visits


def test_the_page_s_own_script_runs(browse, page):
    seen = browse(render(page(5)))
    assert not re.search(r'<div class="tools"[^>]*hidden', seen)
    assert not re.search(r'<label class="filter"[^>]*hidden', seen)
