"""What a real browser makes of the page."""

import re
import socket
import threading
from dataclasses import replace

import numpy as np
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


def test_filter_leaves_the_kinds_that_bear_the_word(drive, page):
    shown = drive(
        render(page(5)),
        """
        const input = document.getElementById("filter");
        input.value = " KIND 3 "; input.dispatchEvent(new Event("input"));
        return [...document.querySelectorAll(".card")].filter((card) => !card.hidden).map((card) => card.id);
        """,
    )
    assert shown == ["kind-3"]


def test_link_to_a_kind_that_the_filter_hides_shows_it(drive, page):
    shown = drive(
        render(page(5)),
        """
        const input = document.getElementById("filter");
        input.value = "kind 3"; input.dispatchEvent(new Event("input"));
        document.querySelector(".legend a[href='#kind-1']").click();
        return [location.hash, input.value, document.getElementById("kind-1").hidden];
        """,
    )
    assert shown == ["#kind-1", "", False]


@pytest.fixture
def bare(page):
    """Three kinds without thumbnails, one dot each: left, in the middle, right."""
    points = np.array([[0.0, 0.5], [0.5, 0.5], [1.0, 0.5]])
    return replace(page(3, thumbnails=False), points=points, point_clusters=np.arange(3), point_ids=["l", "m", "r"])


FIND = """
    const canvas = document.getElementById("map-canvas"), ratio = canvas.width / canvas.clientWidth;
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const inked = [];
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 150) inked.push(i / 4);
    if (!inked.length) return undefined;  // not drawn yet
    const xs = inked.map((i) => (i % canvas.width) / ratio);
    const ys = inked.map((i) => Math.floor(i / canvas.width) / ratio);
"""


def test_every_dot_of_the_map_is_drawn_in_the_colour_of_its_kind(drive, bare):
    seen = drive(
        render(bare),
        FIND
        + """
        const dots = [...document.querySelectorAll(".legend circle")].map((circle) => circle.getAttribute("fill"));
        const hex = (i) => "#" + [0, 1, 2].map((c) => pixels[4 * i + c].toString(16).padStart(2, "0")).join("");
        const found = [...new Set(inked.map(hex))];
        return { dots, found, left: Math.min(...xs), right: Math.max(...xs), width: canvas.clientWidth };
        """,
    )
    rgb = [np.array([list(bytes.fromhex(code[1:])) for code in seen[key]], dtype=int) for key in ("dots", "found")]
    nearest = np.abs(rgb[1][:, None] - rgb[0][None]).max(axis=2)  # (found, dots)
    assert (nearest.min(axis=0) < 12).all()
    assert 0 < seen["left"] < 0.1 * seen["width"]
    assert 0.9 * seen["width"] < seen["right"] < seen["width"]


def test_pointing_at_a_dot_names_it_and_a_click_goes_to_its_kind(drive, bare):
    seen = drive(
        render(bare),
        FIND
        + """
        const box = canvas.getBoundingClientRect();
        const at = { pointerType: "mouse", clientX: box.left + Math.max(...xs) - 2, clientY: box.top + ys[0] + 2 };
        const fire = (name) => canvas.dispatchEvent(new PointerEvent(name, at));
        fire("pointermove");
        const tip = document.getElementById("tip");
        const told = [tip.hidden, tip.children[1].textContent, tip.children[2].textContent];
        fire("pointerdown"); fire("pointerup");
        return [told, location.hash];
        """,
    )
    assert seen == [[False, "kind 2", "r"], "#kind-2"]
