"""The viewer in a real browser: what a person does there is what the run on the disk then says."""

import base64
import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from served import make_run, served

from kindfold.data.run import Run
from kindfold.data.tables import read_table
from kindfold.pipeline.search import search

ROOT = Path(__file__).parents[2]
VIEWER = ROOT / "viewer"
NODE, CHROMIUM = shutil.which("node"), shutil.which("chromium") or shutil.which("google-chrome")
ATTACK = "<img src=x onerror=document.documentElement.lang='taken'><script>alert(1)</script>"

# What the scenes share: the page is ready, a card by its name, the cards as [name, size], a sentence was said.
SHARED = """
const ready = () => page.locator(".cell img").first().waitFor();
const card = (name) => page.getByRole("option", { name: new RegExp(`^${name}, `) });
const cards = () => page.locator(".card").evaluateAll((all) => all.map((one) =>
  [one.querySelector("h3").textContent, Number(one.querySelector(".size").textContent.replace(",", ""))]));
const told = (words) => page.locator("[role=status].unseen", { hasText: words }).waitFor({ state: "attached" });
const cell = (row) => page.locator(`#picture-${row}`);
"""

Play = Callable[..., Any]


class Theatre:
    """One node process with one browser, for all scenes."""

    def __init__(self) -> None:
        command = [str(NODE), str(VIEWER / "play.mjs"), str(CHROMIUM)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def play(self, url: str, script: str, **options: Any) -> Any:
        """The value of a scene in which nothing went wrong."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"url": url, "script": SHARED + script, **options}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline() or '{"error": "the browser did not start"}')
        assert "error" not in told, told["error"]
        assert told["problems"] == []
        return told["value"]

    def close(self) -> None:
        self._process.communicate(timeout=20)


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    if NODE is None:
        pytest.skip("node is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    if not (VIEWER / "node_modules" / "playwright-core").is_dir():
        pytest.skip("playwright-core is missing: run `npm ci` in viewer/")
    theatre = Theatre()
    yield theatre.play
    theatre.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("many"), 10_000, 12)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    return make_run(tmp_path, 60, 5)


def test_ten_thousand_pictures_scroll_and_few_cells_exist(play: Play, many: Path) -> None:
    with served(many) as url:
        most, last, shown = play(
            url,
            """
            await ready();
            const grid = page.locator("#pictures");
            let most = 0;
            for (let step = 0; step <= 40; step++) {
              await grid.evaluate((box, share) => (box.scrollTop = share * box.scrollHeight), step / 40);
              most = Math.max(most, await page.locator(".cell").count());
            }
            await page.locator("[aria-posinset='10000'] img").evaluate((image) => image.decode());
            await grid.evaluate((box) => (box.scrollTop = 0));
            await page.locator("[aria-posinset='1'] img").waitFor();
            await grid.focus();
            await page.keyboard.press("End");
            await page.locator("[aria-posinset='10000'].shown").waitFor();
            const shown = await page.locator(".detail .file").textContent();
            return [most, await page.locator(".shown").getAttribute("id"), shown];
            """,
        )
    order = {row["path"]: row for row in read_table(many / "labels.csv")}
    assert most < 150
    assert last == f"picture-{int(shown.removesuffix('.jpg'))}"
    assert shown in order


def test_corrections_by_keys_alone_reach_the_disk(play: Play, few: Path) -> None:
    with served(few) as url:
        seen, again = play(
            url,
            """
            await ready();
            const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
            await page.locator("#kinds").focus();
            await press("ArrowDown", "Enter", "r");
            await page.keyboard.type("apple");
            await press("Enter");
            await told("Renamed");

            await page.locator("#kinds").focus();
            await press("ArrowDown", " ", "ArrowDown", " ", "m", "Tab");
            await page.getByRole("button", { name: "Merge 2 kinds" }).press("Enter");
            await told("Merged");

            await page.locator("#kinds").focus();
            await press("Home", "ArrowDown", "Enter", "s");
            await page.getByRole("button", { name: "Split", exact: true }).last().press("Enter");
            await told("Split");

            await press("z");
            await told("Undone");
            await press("Z");
            await told("Done again");

            await page.locator("#kinds").focus();
            await press("Home", "Enter");
            await page.locator("#pictures").focus();
            await press("Home", "Shift+ArrowRight", "Shift+ArrowRight", "x");
            await told("Rejected");
            await press("Home", "v");
            await page.getByRole("searchbox", { name: "Find a kind" }).waitFor();
            await page.getByRole("radio", { name: "A new kind" }).press(" ");
            await page.getByRole("textbox", { name: "Name of the new kind" }).fill("odd one");
            await press("Enter");
            await told("Moved");

            const state = async () => [await cards(), await page.locator(".everything .size").textContent()];
            const seen = await state();
            await page.reload();
            await ready();
            return [seen, await state()];
            """,
        )
    assert again == seen
    run = Run.load(few)
    table = list(read_table(few / "labels.csv"))
    on_disk = {run.clustering.name_of(c): int(run.clustering.sizes[c]) for c in run.clustering.numbers}
    assert dict(map(tuple, seen[0])) == on_disk
    assert {name: sum(row["name"] == name for row in table) for name in on_disk} == on_disk
    assert on_disk["odd one"] == 1
    assert int(run.rejected.sum()) == 3
    assert sum(on_disk.values()) == 60


def test_a_lasso_holds_the_pictures_within_and_moves_them(play: Play, few: Path) -> None:
    angles = 2 * np.pi * np.arange(5) / 5
    centres = 0.8 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = centres[np.arange(60) % 5] + np.random.default_rng(0).normal(size=(60, 2)) * 0.03
    with served(few, points) as url:
        bar = play(url, LASSO)
    assert bar == "12 pictures selected"
    assert Run.load(few).clustering.name_of(int(Run.load(few).clustering.labels[0])) == "ringed"
    assert int(np.bincount(Run.load(few).clustering.labels)[-1]) == 12


def test_without_webgl_the_map_takes_the_same_lasso(play: Play, few: Path) -> None:
    points = np.tile([[0.8, 0.0], [-0.5, 0.5], [-0.5, -0.5], [0, 0.9], [0, -0.9]], (12, 1))
    blind = "const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = "
    blind += "function (kind, ...rest) { return kind === 'webgl2' ? null : get.call(this, kind, ...rest); };"
    with served(few, points) as url:
        assert play(url, LASSO, before=blind, given="canvas") == "12 pictures selected"


# Rings the dots around (0.8, 0) on the map and moves them into a new kind.
LASSO = """
await ready();
await page.keyboard.press("p");
const map = page.locator("#map");
await page.locator(`#map[data-painter=${given ?? "webgl"}]`).waitFor();
const box = await map.boundingBox();
const unit = 0.9 * Math.min(box.width, box.height) / 2;
const at = (x, y) => [box.x + box.width / 2 + unit * x, box.y + box.height / 2 - unit * y];
await page.keyboard.down("Shift");
await page.mouse.move(...at(0.95, 0.2));
await page.mouse.down();
const round = [[0.65, 0.2], [0.65, -0.2], [0.95, -0.2], [0.95, 0.1]];
for (const [x, y] of round) await page.mouse.move(...at(x, y), { steps: 4 });
await page.mouse.up();
await page.keyboard.up("Shift");
const bar = await page.locator(".actions > span").textContent();
await page.keyboard.press("v");
await page.getByRole("radio", { name: "A new kind" }).check();
await page.getByRole("textbox", { name: "Name of the new kind" }).fill("ringed");
await page.keyboard.press("Enter");
await told("Moved");
return bar;
"""


def test_pictures_are_dragged_onto_a_card(play: Play, few: Path) -> None:
    with served(few) as url:
        script = """
        await ready();
        const dragged = await page.locator(".cell").first().getAttribute("id");
        const dataTransfer = await page.evaluateHandle(() => new DataTransfer());
        await page.locator(".cell").first().dispatchEvent("dragstart", { dataTransfer });
        await card("kind c").dispatchEvent("dragover", { dataTransfer });
        await card("kind c").dispatchEvent("drop", { dataTransfer });
        await told("Moved");
        return Number(dragged.slice(8));
        """
        row = play(url, script)
    clustering = Run.load(few).clustering
    assert clustering.name_of(int(clustering.labels[row])) == "kind c"
    assert int(clustering.sizes.max()) == 13


def test_a_picture_that_is_gone_says_so_and_stops_nothing(play: Play, few: Path) -> None:
    (few.parent / "pictures" / "00000.jpg").unlink()
    with served(few) as url:
        said, others = play(
            url,
            """
            await ready();
            await page.locator("#picture-0 .gone").waitFor();
            await page.locator("#picture-0").click();
            await page.locator(".detail .gone").waitFor();
            await page.locator(".detail .top").waitFor();
            const others = await page.locator(".cell:not(#picture-0) .gone").count();
            return [await page.locator("#picture-0 .gone").textContent(), others];
            """,
        )
    assert said == "cannot be read"
    assert others == 0


def test_unsure_pictures_are_decided_one_after_the_other(play: Play, few: Path) -> None:
    confidence = Run.load(few).clustering.confidence
    with served(few) as url:
        first, second, left = play(
            url,
            """
            await ready();
            await page.keyboard.press("u");
            await page.locator("#pictures").focus();
            await page.keyboard.press("Home");
            const shown = async () => Number((await page.locator(".shown").getAttribute("id")).slice(8));
            const first = await shown();
            await page.keyboard.press("1");
            await told("Confirmed");
            return [first, await shown(), await page.locator(".cell").first().getAttribute("aria-setsize")];
            """,
        )
    assert first == 2  # fits no kind well
    assert second == next(row for row in np.argsort(confidence) if row != 2)
    assert left == "59"


def test_repeated_pictures_stand_side_by_side(play: Play, few: Path) -> None:
    with served(few) as url:
        script = """
        await ready();
        await page.getByRole("tab", { name: "Repeated" }).click();
        await page.getByRole("button", { name: "Select the copies" }).click();
        return page.locator(".cell").evaluateAll((all) => all.map((one) => [one.id, one.ariaSelected]));
        """
        assert play(url, script) == [["picture-0", "false"], ["picture-5", "true"]]


def test_a_coarser_level_is_taken_and_given_back(play: Play, few: Path) -> None:
    with served(few) as url:
        coarse, back = play(
            url,
            """
            await ready();
            await page.keyboard.press("[");
            await page.getByText("2 kinds", { exact: true }).first().waitFor();
            const coarse = (await cards()).length;
            await page.getByRole("button", { name: "Back to the 5" }).click();
            await page.getByRole("heading", { name: "5 kinds" }).waitFor();
            return [coarse, (await cards()).length];
            """,
        )
    assert (coarse, back) == (2, 5)


def test_another_level_asks_before_corrections_stay_behind(play: Play, few: Path) -> None:
    with served(few) as url:
        asked, kept, taken = play(
            url,
            """
            await ready();
            await card("kind a").click();
            await page.keyboard.press("r");
            await page.locator("dialog input").first().fill("mine");
            await page.keyboard.press("Enter");
            await told("Renamed");
            await page.keyboard.press("[");
            const asked = await page.locator("dialog p").first().textContent();
            await page.keyboard.press("Escape");
            await page.locator("dialog").waitFor({ state: "detached" });
            const kept = (await cards()).length;
            await page.keyboard.press("[");
            await page.getByRole("button", { name: "Take 2 kinds" }).click();
            await page.getByRole("heading", { name: "2 kinds" }).waitFor();
            return [asked, kept, (await cards()).length];
            """,
        )
    assert asked.startswith("1 correction that you made stays behind")
    assert (kept, taken) == (5, 2)


def test_a_name_that_is_taken_offers_to_merge(play: Play, few: Path) -> None:
    with served(few) as url:
        remark, left = play(
            url,
            """
            await ready();
            await card("kind a").click();
            await page.keyboard.press("r");
            await page.locator("dialog input").first().fill("Kind B");
            const remark = await page.locator("dialog .remark p").textContent();
            await page.getByRole("button", { name: "Merge the two" }).click();
            await told("Merged");
            return [remark, await cards()];
            """,
        )
    assert remark == "Another kind has this name, with 12 pictures."
    assert len(left) == 4
    assert ["Kind B", 24] in left


def test_rejected_pictures_have_a_list_from_which_they_come_back(play: Play, few: Path) -> None:
    with served(few) as url:
        listed, left, empty = play(
            url,
            """
            await ready();
            const first = await page.locator(".cell").evaluateAll((all) => all.slice(0, 2).map((one) => one.id));
            for (const id of first) await page.locator(`#${id} .tick`).click();
            await page.keyboard.press("x");
            await told("Rejected");
            await page.getByRole("tab", { name: "Rejected" }).click();
            await page.locator(".note", { hasText: "2 pictures" }).waitFor();
            const rows = () => page.locator(".cell").evaluateAll((all) => all.map((one) => Number(one.id.slice(8))));
            const listed = await rows();
            await cell(listed[0]).click();
            await page.keyboard.press("x");
            await told("Restored");
            const left = await rows();
            await page.getByRole("button", { name: "Restore all" }).click();
            await page.locator(".nothing").waitFor();
            return [listed, left, await page.locator(".cell").count()];
            """,
        )
    assert len(listed) == 2
    assert left == listed[1:]
    assert empty == 0
    assert not Run.load(few).rejected.any()


def test_the_unsure_list_begins_at_its_top_wherever_one_was(play: Play, many: Path) -> None:
    with served(many) as url:
        script = """
        await ready();
        await page.locator("#pictures").focus();
        await page.keyboard.press("End");
        await page.keyboard.press("u");
        await page.locator("[aria-posinset='1'].shown").waitFor();
        return page.locator("#pictures").evaluate((box) => box.scrollTop);
        """
        assert play(url, script) == 0


def test_a_selection_alone_is_exported(play: Play, few: Path) -> None:
    before = set(few.parent.iterdir())
    with served(few) as url:
        script = """
        await ready();
        for (const i of [0, 1, 2]) await page.locator(".cell .tick").nth(i).click();
        await page.keyboard.press("e");
        await page.getByRole("checkbox", { name: "Only the 3 pictures selected" }).waitFor();
        await page.getByRole("button", { name: "Export" }).last().click();
        await page.locator(".toast", { hasText: "Exported 3 pictures" }).waitFor();
        """
        play(url, script)
    (made,) = set(few.parent.iterdir()) - before
    assert len(list(read_table(made))) == 3


def test_an_export_is_written_beside_the_run(play: Play, few: Path) -> None:
    before = set(few.parent.iterdir())
    with served(few) as url:
        script = """
        await ready();
        await page.keyboard.press("e");
        await page.getByRole("radio", { name: /Folders/ }).check();
        await page.getByRole("combobox", { name: "Filled with" }).selectOption("copy");
        await page.getByRole("button", { name: "Export" }).last().click();
        await page.locator(".toast").waitFor();
        return page.locator(".toast").textContent();
        """
        said = play(url, script)
    (made,) = set(few.parent.iterdir()) - before
    assert made.name in said
    assert len(list(made.rglob("*.jpg"))) == 60


def test_search_lists_what_the_command_finds(play: Play, tmp_path: Path) -> None:
    folder = make_run(tmp_path, 20, 2, encoder="builtin")
    words, picture = "orange fruit", (tmp_path / "pictures" / "00007.jpg").read_bytes()
    with served(folder) as url:
        by_words, by_picture = play(
            url,
            """
            await ready();
            const found = async (words) => {
              await page.getByRole("heading", { level: 1, name: words }).waitFor();
              return page.locator(".cell").evaluateAll((all) => all.map((one) => Number(one.id.slice(8))));
            };
            await page.keyboard.press("/");
            await page.keyboard.type(given.words);
            await page.keyboard.press("Enter");
            const byWords = await found(given.words);
            await page.keyboard.press("Tab");
            await page.locator("input[type=file]").setInputFiles(
              { name: "query.jpg", mimeType: "image/jpeg", buffer: Buffer.from(given.picture, "base64") });
            return [byWords, await found("your picture")];
            """,
            given={"words": words, "picture": base64.b64encode(picture).decode()},
        )
    run = Run.load(folder)
    assert by_words == [hit.row for hit in search(run, words, top=20, cache=False)]
    assert by_picture[0] == 7
    assert sorted(by_picture) == list(range(20))


def test_a_window_that_is_behind_is_told_and_brought_up_to_date(play: Play, few: Path) -> None:
    with served(few) as url:
        script = """
        await ready();
        const other = await page.context().newPage();
        await other.goto(new URL("/", page.url()).href);
        await other.locator(".card").first().waitFor();
        const rename = async (window, name) => {
          await window.locator(".card").first().click();
          await window.keyboard.press("r");
          await window.locator("dialog input").first().fill(name);
          await window.keyboard.press("Enter");
        };
        await rename(page, "first");
        await told("Renamed");
        await other.evaluate(() => window.removeEventListener("focus", () => {}));
        await rename(other, "second");
        await other.locator(".toast", { hasText: /Another window|Renamed/ }).waitFor();
        await other.waitForFunction(() => document.querySelector(".card h3").textContent !== "kind a");
        return other.locator(".card h3").first().textContent();
        """
        assert play(url, script) in {"first", "second"}
    assert Run.load(few).clustering.name_of(0) in {"first", "second"}


def test_hostile_names_are_read_and_run_nothing(play: Play, tmp_path: Path) -> None:
    ids = [f"{row}{ATTACK.replace('/', '∕')}.jpg" for row in range(12)]
    folder = make_run(tmp_path, 12, 3, ids=ids, names=[ATTACK, f"a\u202e{ATTACK}", "{{7*7}}${7*7}"])
    with served(folder, np.random.default_rng(0).uniform(-1, 1, (12, 2))) as url:
        lang, names, file = play(
            url,
            """
            await ready();
            const names = (await cards()).map(([name]) => name);
            await page.locator(".card").first().click();
            await page.locator(".cell").first().click();
            const file = await page.locator(".detail .file").textContent();
            for (const key of ["u", "d", "p", "g"]) await page.keyboard.press(key);
            for (const key of ["v", "m", "r", "?"]) {
              await page.keyboard.press(key);
              await page.locator("dialog").waitFor();
              if (key === "r") {
                await page.locator("dialog input").first().fill(given);
                await page.keyboard.press("Enter");
                await told("Renamed");
              } else await page.keyboard.press("Escape");
              await page.locator("dialog").waitFor({ state: "detached" });
            }
            await page.waitForTimeout(200);
            return [await page.evaluate(() => document.documentElement.lang), names, file];
            """,
            given=ATTACK + " 2",
        )
    assert lang == "en"
    assert ATTACK in names
    assert any("\\u202e" in name for name in names)
    assert "onerror" in file
    assert ATTACK + " 2" in {Run.load(folder).clustering.name_of(c) for c in range(3)}


def test_a_phone_shows_cards_grid_and_details_without_sideways_scrolling(play: Play, few: Path) -> None:
    with served(few) as url:
        width, smallest, name = play(
            url,
            """
            await ready();
            await page.locator(".cell").first().tap();
            await page.locator(".detail.uncovered .file").waitFor();
            const name = await page.locator(".detail .file").textContent();
            await page.getByRole("button", { name: "Close" }).tap();
            await page.locator(".cell .tick").nth(1).tap();
            await page.locator(".actions").waitFor();
            const buttons = await page.locator(".actions button, .tabs button").evaluateAll((all) =>
              all.map((one) => Math.min(one.offsetHeight, one.offsetWidth)));
            return [await page.evaluate(() => document.scrollingElement.scrollWidth), Math.min(...buttons), name];
            """,
            width=390,
            height=844,
            touch=True,
        )
    assert width <= 390
    assert smallest >= 24  # WCAG 2.2, target size
    assert name.endswith(".jpg")


def test_a_narrow_window_shows_details_after_one_click(play: Play, few: Path) -> None:
    with served(few) as url:
        name, covered, about = play(
            url,
            """
            await ready();
            await page.locator(".cell").nth(1).click();
            const name = await page.locator(".detail.uncovered .file").textContent();
            const covered = await page.locator(".cell").first().evaluate((one) => {
              const { left, top } = one.getBoundingClientRect();
              return !one.contains(document.elementFromPoint(left + 9, top + 9));
            });
            await page.getByRole("button", { name: "Close" }).click();
            await card("kind b").click();
            await page.getByRole("button", { name: "About this kind" }).click();
            return [name, covered, await page.locator(".detail.uncovered h2").textContent()];
            """,
            width=900,
            height=700,
        )
    assert name.endswith(".jpg")
    assert (covered, about) == (False, "kind b")


# Fingers on the map, by the protocol that a touch screen's events come through.
FINGERS = """
await ready();
await page.getByRole("tab", { name: "Map" }).tap();
await page.locator("#map[data-painter]").waitFor();
const box = await page.locator("#map").boundingBox();
const unit = 0.9 * Math.min(box.width, box.height) / 2;
const at = (x, y) => ({ x: box.x + box.width / 2 + unit * x, y: box.y + box.height / 2 - unit * y });
const wire = await page.context().newCDPSession(page);
const touch = (type, ...places) => wire.send("Input.dispatchTouchEvent",
  { type, touchPoints: places.map(([x, y], id) => ({ ...at(x, y), id })) });
"""


def test_a_finger_draws_a_lasso(play: Play, few: Path) -> None:
    points = np.tile([[0.8, 0.0], [-0.5, 0.5], [-0.5, -0.5], [0, 0.9], [0, -0.9]], (12, 1))
    with served(few, points) as url:
        script = """
        await page.getByRole("button", { name: "Lasso" }).tap();
        await touch("touchStart", [0.95, 0.2]);
        const round = [[0.65, 0.2], [0.65, 0], [0.65, -0.2], [0.95, -0.2], [0.95, 0.1]];
        for (const place of round) await touch("touchMove", place);
        await touch("touchEnd");
        return page.locator(".actions > span").textContent();
        """
        told = play(url, FINGERS + script, width=390, height=844, touch=True)
    assert told == "12 pictures selected"


def test_two_fingers_bring_the_map_closer_and_one_takes_a_picture(play: Play, few: Path) -> None:
    points = np.zeros((60, 2))
    points[:, 0] = np.linspace(-0.04, 0.04, 60)
    with served(few, points) as url:
        script = """
        const take = async () => {
          await touch("touchStart", [0.3, 0]);
          await touch("touchEnd");
          return page.locator(".detail.uncovered").count();
        };
        const before = await take();
        await touch("touchStart", [-0.05, 0], [0.05, 0]);
        for (let i = 1; i <= 10; i++) await touch("touchMove", [-0.05 - 0.05 * i, 0], [0.05 + 0.05 * i, 0]);
        await touch("touchEnd");
        await take();
        await page.locator(".detail.uncovered .file").waitFor();
        return [before, await page.locator(".detail .file").textContent()];
        """
        before, taken = play(url, FINGERS + script, width=390, height=844, touch=True)
    assert before == 0, "nothing lies there while the map is whole"
    assert int(taken.removesuffix(".jpg")) > 30, "what was right of the middle has moved under the finger"


def test_a_screen_reader_finds_names_for_everything(play: Play, few: Path) -> None:
    with served(few) as url:
        nameless, lost = play(
            url,
            """
            await ready();
            const named = ["button", "input:not([hidden])", "[role=listbox]", "[role=tabpanel]"].join(", ");
            const nameless = await page.locator(named).evaluateAll((all) => all.filter((one) =>
              !one.ariaLabel && !one.hasAttribute("aria-labelledby") && !one.labels?.length && !one.textContent.trim()
            ).map((one) => one.outerHTML));
            await page.locator("#pictures").focus();
            const lost = [];
            for (const key of ["Home", "ArrowDown", "End", "PageUp"]) {
              await page.keyboard.press(key);
              await page.waitForTimeout(50);
              lost.push(await page.locator("#pictures").evaluate((box) =>
                document.getElementById(box.getAttribute("aria-activedescendant"))?.ariaLabel ?? "nothing"));
            }
            return [nameless, lost];
            """,
        )
    assert nameless == []
    assert all(label.startswith("picture ") for label in lost)


def test_exported_page_shows_the_same_and_changes_nothing(play: Play, few: Path, tmp_path: Path) -> None:
    exported = pytest.importorskip("kindfold.viewer.exported")
    exported.export_site(few, tmp_path / "site")
    handler = partial(Quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        script = """
        await ready();
        await page.locator(".cell").first().click();
        await page.locator(".detail .top").waitFor();
        const detail = await page.locator(".detail .file").textContent();
        for (const key of ["r", "m", "s", "x", "v", "e"]) await page.keyboard.press(key);
        const dialogs = await page.locator("dialog").count();
        await page.keyboard.press("p");
        await page.locator("#map").waitFor();
        const names = (await cards()).map(([name]) => name);
        return [names, detail, dialogs, await page.getByRole("button", { name: /Merge|Undo|Export|Move/ }).count()];
        """
        names, detail, dialogs, buttons = play(f"http://127.0.0.1:{server.server_port}/index.html", script)
        server.shutdown()
    assert sorted(names) == [f"kind {letter}" for letter in "abcde"]
    assert detail.endswith(".jpg")
    assert (dialogs, buttons) == (0, 0)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain file server that writes no log."""

    def log_message(self, *_: object) -> None:
        pass
