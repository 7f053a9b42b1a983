import base64
import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import numpy as np
import pytest

import kindfold.reporting
from kindfold.data.display import display_name
from kindfold.reporting import render

HOSTILE = [
    "<script>document.title=1</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'',
    "</style></title></textarea><svg onload=alert(1)>",
    "--><!--<![CDATA[",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "a\u2028b\u2029c\u202egnp.exe\u2066\u200f",
    "\x1b[31mred\x07\x00\r\nnew line",
    "caf\udce9 \ud83d",
    "&lt;b&gt;&amp;",
    "تصاویر خانوادگی",
    "x" * 3000,
]


class Structure(HTMLParser):
    """Which elements, attributes and texts a document has."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.values: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self.open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.values += [(tag, name, value or "") for name, value in attrs]
        self.open = tag

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.open in {"style", "script"}:
            self.raw[self.open] = data  # the last script is the one that runs

    def of(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.values if attribute == name]


def test_same_page_gives_same_bytes(page):
    assert render(page()) == render(page())


@pytest.mark.parametrize("k", [1, 2, 200])
def test_every_kind_has_one_card_which_its_links_reach(page, k):
    found = Structure(render(page(k)))
    ids = Counter(found.of("id"))
    assert max(ids.values()) == 1
    assert {f"kind-{c}" for c in range(k)} < ids.keys()
    assert all(link[1:] in ids for link in found.of("href") if link.startswith("#"))


def test_nothing_is_loaded_from_outside(page):
    found = Structure(render(page()))
    addresses = found.of("src") + found.of("href")
    assert addresses
    assert all(address.startswith(("data:image/", "#")) for address in addresses)
    assert not {"iframe", "object", "embed", "form", "base"} & found.tags
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", render(page()))


def test_policy_admits_only_its_own_style_and_script(page):
    found = Structure(render(page()))
    policy = found.of("content")[0]
    for element in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(found.raw[element].encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_add_no_element_and_no_attribute(page, hostile):
    benign, found = Structure(render(page())), Structure(render(page(text=lambda name: f"{hostile} {name}")))
    assert found.tags == benign.tags
    assert found.attributes == benign.attributes
    assert found.raw == benign.raw
    assert not any(name == "style" or name.startswith("on") for _, name in found.attributes)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_stay_readable(page, hostile):
    found = Structure(render(page(text=lambda name: f"{hostile}{name}")))
    assert display_name(f"{hostile}kind 1") in found.texts
    assert display_name(f"{hostile}album/007.jpg") in found.of("alt")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_acting_character_reaches_the_page(page, hostile):
    html = render(page(text=lambda name: f"{hostile}{name}"))
    html.encode("utf-8")
    acting = {c for c in html if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert acting <= {"\n", "\u200c"}


def test_sources_of_the_page_have_no_way_around_escaping():
    room = Path(kindfold.reporting.__file__).parent
    sources = [path for folder in ("templates", "static") for path in (room / folder).iterdir()]
    assert len(sources) > 5
    for path in sources:
        assert not re.search(
            r"\|\s*safe|autoescape|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", path.read_text()
        )


def test_every_picture_has_a_text_in_its_place(page):
    html = render(page())
    assert html.count("<img") == len(re.findall(r"<img[^>]* alt=", html))


def test_page_without_thumbnails_shows_names_instead(page):
    html = render(page(thumbnails=False))
    assert "data:image/jpeg" not in html
    assert "<bdi>000.jpg</bdi>" in html


def test_sections_without_content_are_left_out(page):
    html = render(page(curve=[], levels=[], truth=None, outliers=[], uncertain=[], duplicates=[]))
    for section in ("levels", "truth", "outliers", "uncertain", "duplicates"):
        assert f'id="{section}"' not in html
        assert f"#{section}" not in html


def test_one_picture_makes_no_map(page):
    bare = page(1)
    html = render(replace(bare, points=bare.points[:1], point_clusters=bare.point_clusters[:1], point_ids=["a.jpg"]))
    assert 'id="map"' not in html
    assert "#map" not in html
    assert 'id="map"' in render(bare)


def test_number_of_groups_is_that_of_the_run_not_of_the_page(page):
    bare = page()
    html = render(replace(bare, summary=dict(bare.summary) | {"n_duplicates": 70, "n_duplicate_groups": 40}))
    assert re.search(r"70 pictures repeat another one, in 40 groups;\s+here are the largest 1\.", html)


def test_table_of_folders_is_titled_both_ways(page):
    html = render(page())
    assert re.search(r"<th[^>]*>Your folders</th>", html)
    assert re.search(r"<th[^>]*>Kinds found</th>", html)


@pytest.mark.parametrize(("levels", "example"), [((2, 3, 7), 7), ((2, 3), 2), ((3,), None)])
def test_level_offered_is_the_next_finer_or_the_next_coarser(page, levels, example):
    cuts = [{"n_clusters": k, "stability": 0.9, "scale": 1.0, "space": "raw"} for k in levels]
    offered = re.findall(r"<code>-k (\d+)</code>", render(page(3, levels=cuts)))
    assert offered == ([] if example is None else [str(example)])


def test_page_speaks_no_jargon_outside_its_settings(page):
    text = " ".join(Structure(render(page()).split('<section id="settings"')[0]).texts).lower()
    assert not re.search(r"whiten|t-sne|\bpca\b|stability|plausible|cohesion|posterior|embedd|hyperparameter", text)


def test_run_without_errors_says_so(page):
    bare = page(errors=[])
    html = render(replace(bare, summary=dict(bare.summary) | {"n_found": 18, "n_skipped": 0}))
    assert "every picture that was found was read" in html


def test_long_list_of_errors_is_cut_and_says_where_the_rest_is(page):
    bare = page()
    html = render(replace(bare, errors=list(bare.errors) * 600))
    assert "200 more are listed in errors.csv" in html


def test_labels_need_not_count_from_nought(page):
    bare = page(2)
    cards = [replace(card, number=10 * card.number + 7) for card in bare.clusters]
    pictures = [picture._replace(cluster=17) for picture in bare.uncertain]
    html = render(
        replace(bare, clusters=cards, point_clusters=bare.point_clusters * 10 + 7, uncertain=pictures, outliers=[])
    )
    assert html.count('href="#kind-1"') >= 1 + len(pictures)


def test_missing_value_is_an_error_not_a_hole(page):
    bare = page()
    with pytest.raises(jinja2.UndefinedError, match="trust"):
        render(replace(bare, summary={k: v for k, v in bare.summary.items() if k != "trust"}))


def test_shares_short_of_all_are_not_shown_as_all(page):
    bare = page(2)
    cards = [replace(bare.clusters[0], size=99_999), replace(bare.clusters[1], size=1)]
    html = render(replace(bare, clusters=cards))
    assert "&gt; 99.9\u00a0%" in html
    assert "&lt; 0.1\u00a0%" in html


def test_ten_thousand_points_cost_little_room(page):
    n = 10_000
    bare = page()
    many = replace(
        bare,
        points=np.random.default_rng(1).random((n, 2)),
        point_clusters=np.arange(n) % 3,
        point_ids=[f"{i:05d}.jpg" for i in range(n)],
    )
    assert len(render(many)) - len(render(bare)) < 25 * n
