// The virtual grid: only the cells that can be seen exist, however many pictures there are.
import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { Cell } from "./cell.js";
import { Heading } from "./heading.js";
import { layout, neighbour, placeOf, visible } from "./layout.js";
import { listing } from "./listing.js";
import { pick } from "./selection.js";
import { cellSize, panel, shown } from "./state.js";

const CAPTION = 22;
const AHEAD = 300; // pixels drawn above and below what can be seen
const SETTLED = 90; // milliseconds without a leap, after which pictures are fetched
const LEAP = 900; // pixels between two frames: nobody sees these pictures

export function Grid() {
  const list = listing.value;
  const box = useRef(null);
  const { width, height, top, still } = useViewport(box);
  const plan = useMemo(
    () => layout(list.sections, width, { cell: cellSize.value, caption: list.captions ? CAPTION : 0 }),
    [list, width, cellSize.value],
  );
  useSameplace(box, plan, list);
  const { headings, cells } = width ? visible(plan, top - AHEAD, top + height + AHEAD) : { headings: [], cells: [] };

  const onKeyDown = (event) => {
    if (!/^(Arrow|Page|Home|End|Enter| )/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (!list.rows.length) return;
    const index = list.rows.indexOf(shown.value);
    if (event.key === "Enter") panel.value = true;
    else if (event.key === " ") pick(list.rows[Math.max(index, 0)], { toggle: true });
    else {
      const next = index < 0 && event.key !== "End" ? 0 : neighbour(plan, Math.max(index, 0), event.key);
      pick(list.rows[next], { range: event.shiftKey });
    }
    reveal(box.current, plan, list.rows.indexOf(shown.value));
  };

  return html`<div
    class="grid"
    ref=${box}
    id="pictures"
    role="listbox"
    tabindex="0"
    aria-label="Pictures"
    aria-multiselectable="true"
    aria-activedescendant=${shown.value === null ? undefined : `picture-${shown.value}`}
    onKeyDown=${onKeyDown}
  >
    <div class="sheet" role="presentation" style=${{ height: `${plan.height}px` }}>
      ${headings.map((block) => html`<${Heading} key=${`kind ${block.cluster}`} block=${block} />`)}
      ${cells.map(
        ({ index, left, top: y }) =>
          html`<${Cell}
            key=${list.rows[index]}
            row=${list.rows[index]}
            index=${index}
            left=${left}
            top=${y}
            size=${plan.size}
            list=${list}
            still=${still}
          />`,
      )}
    </div>
  </div>`;
}

/** The size of the box, how far it is scrolled, and whether it stands still enough to fetch pictures. */
function useViewport(box) {
  const [view, setView] = useState({ width: 0, height: 0, top: 0, still: true });
  useLayoutEffect(() => {
    const element = box.current;
    let timer;
    const measure = () => {
      const style = getComputedStyle(element);
      const width = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      setView((old) => ({ ...old, width, height: element.clientHeight, top: element.scrollTop }));
    };
    const scroll = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setView((old) => ({ ...old, still: true })), SETTLED);
      setView((old) => {
        const leap = Math.abs(element.scrollTop - old.top) > LEAP;
        return { ...old, top: element.scrollTop, still: old.still ? !leap : false };
      });
    };
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    element.addEventListener("scroll", scroll, { passive: true });
    return () => {
      watcher.disconnect();
      element.removeEventListener("scroll", scroll);
      clearTimeout(timer);
    };
  }, []);
  return view;
}

/** Start a new list at its top, but keep the shown picture in sight when only its neighbours or the width changed. */
function useSameplace(box, plan, list) {
  const former = useRef(null);
  useEffect(() => {
    const same = former.current?.note === list.note && former.current?.sections.length === list.sections.length;
    const index = list.rows.indexOf(shown.value);
    if (index >= 0) reveal(box.current, plan, index);
    else if (!same) box.current.scrollTop = 0;
    former.current = list;
  }, [plan]);
}

function reveal(element, plan, index) {
  if (index < 0) return;
  const { top } = placeOf(plan, index);
  const margin = 60;
  if (top - margin < element.scrollTop) element.scrollTop = top - margin;
  const bottom = top + plan.size + plan.caption + margin;
  if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
}
