"""Pictures are decoded in a bounded room."""

import io
import threading

import numpy as np
from PIL import Image

from kindfold.embedding.reader import cost_of
from kindfold.viewer.pictures import ROOM, Room


def test_decoders_never_share_more_than_the_room_and_all_get_their_turn() -> None:
    room, used, most, lock, done = Room(10), 0, 0, threading.Lock(), []

    def decode(cost: int) -> None:
        nonlocal used, most
        with room.for_(cost):
            with lock:
                used += min(cost, 10)
                most = max(most, used)
            threading.Event().wait(0.002)
            with lock:
                used -= min(cost, 10)
                done.append(cost)

    costs = [3, 4, 50, 1, 10, 0, 7, 7, 2, 5] * 3
    threads = [threading.Thread(target=decode, args=(cost,)) for cost in costs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 10
    assert sorted(done) == sorted(costs)


def encoded(kind: str, side: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (side, side)).save(stream, kind)
    return stream.getvalue()


def test_the_cost_of_a_picture_grows_with_its_pixels_and_is_less_where_a_jpeg_is_drafted() -> None:
    assert cost_of(encoded("PNG", 2000)) > 4 * cost_of(encoded("PNG", 900))
    assert cost_of(encoded("JPEG", 2000), side=200) < cost_of(encoded("JPEG", 2000)) / 8
    assert cost_of(np.zeros((10, 10, 3), np.uint8)) >= 300
    assert cost_of(b"no picture") == 0


def test_two_of_the_largest_pictures_do_not_fit_at_once() -> None:
    assert 2 * cost_of(encoded("PNG", 9000)) > ROOM
