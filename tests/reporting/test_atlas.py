import base64
import json

import numpy as np

from kindfold.reporting.atlas import FULL, centres, pack


def unpack(text: str) -> tuple[np.ndarray, np.ndarray, dict]:
    data = json.loads(text)
    points, kinds = (np.frombuffer(base64.b64decode(data[key]), dtype="<u2") for key in ("points", "kinds"))
    return points.reshape(-1, 2) / FULL, kinds, data


def test_points_survive_packing_to_a_screen_s_precision():
    points = np.random.default_rng(0).random((50, 2))
    kinds = np.arange(50) % 300
    found, found_kinds, _ = unpack(pack(points, kinds, ["x"] * 50, ["#000000"]))
    assert np.abs(found - points).max() < 1e-4
    assert (found_kinds == kinds).all()


def test_nothing_in_the_names_can_end_the_script_element():
    names = ["</script><!--", "a&b", "\u2028", "é\udcff"]
    text = pack(np.zeros((4, 2)), np.zeros(4, int), names, [])
    assert text.isascii()
    assert not set("<>&") & set(text)
    assert unpack(text)[2]["ids"] == ["</script><!--", "a&b", r"\u2028", r"é\xff"]


def test_centres_are_means_and_empty_kinds_lie_in_the_middle():
    found = centres(np.array([[0.0, 0.2], [1.0, 0.4]]), np.array([0, 0]), 2)
    np.testing.assert_allclose(found, [[0.5, 0.3], [0.5, 0.5]])
