// Where the cells of a grid lie: arithmetic on sections, so that 10^5 pictures cost as much as ten.
const HEADING = 44;
const GAP = 6;

/** Lay sections out in lines of square cells that fill the width. */
export function layout(sections, width, { cell, caption = 0, headings = true }) {
  const columns = Math.max(1, Math.floor((width + GAP) / (cell + GAP)));
  const size = (width - GAP * (columns - 1)) / columns;
  const pitch = size + caption + GAP;
  let top = 0;
  const blocks = sections.map((section) => {
    const heading = headings && section.cluster !== null ? HEADING : 0;
    const lines = Math.ceil(section.count / columns);
    const block = { ...section, top, heading, lines, height: heading + lines * pitch };
    top += block.height;
    return block;
  });
  return { blocks, columns, size, pitch, caption, gap: GAP, height: top };
}

/** What can be seen between two heights: headings, and cells as {index, left, top}. */
export function visible(plan, from, to) {
  const headings = [];
  const cells = [];
  for (let b = firstBlock(plan, from); b < plan.blocks.length && plan.blocks[b].top < to; b++) {
    const block = plan.blocks[b];
    if (block.heading) headings.push(block);
    const body = block.top + block.heading;
    const first = Math.max(0, Math.floor((from - body) / plan.pitch));
    const last = Math.min(block.lines, Math.ceil((to - body) / plan.pitch));
    const end = Math.min(block.count, last * plan.columns);
    for (let i = first * plan.columns; i < end; i++) cells.push({ index: block.start + i, ...cellAt(plan, block, i) });
  }
  return { headings, cells };
}

/** Where one cell lies. */
export function placeOf(plan, index) {
  const block = plan.blocks.find(({ start, count }) => index >= start && index < start + count);
  return block ? cellAt(plan, block, index - block.start) : { left: 0, top: 0 };
}

/** The cell that an arrow key leads to. */
export function neighbour(plan, index, key) {
  const n = plan.blocks.reduce((sum, block) => sum + block.count, 0);
  const clamp = (i) => Math.min(Math.max(i, 0), n - 1);
  const page = plan.columns * 4;
  const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -page, PageDown: page, Home: -n, End: n };
  if (key in steps) return clamp(index + steps[key]);
  return clamp(key === "ArrowDown" ? below(plan, index) : above(plan, index));
}

function below(plan, index) {
  const { block, b, line, column } = locate(plan, index);
  if (line + 1 < block.lines) return Math.min(index + plan.columns, block.start + block.count - 1);
  const next = plan.blocks.slice(b + 1).find(({ count }) => count > 0);
  return next ? next.start + Math.min(column, next.count - 1) : index;
}

function above(plan, index) {
  const { b, line, column } = locate(plan, index);
  if (line > 0) return index - plan.columns;
  const former = plan.blocks.slice(0, b).findLast(({ count }) => count > 0);
  return former ? former.start + Math.min((former.lines - 1) * plan.columns + column, former.count - 1) : index;
}

function locate(plan, index) {
  const b = plan.blocks.findIndex(({ start, count }) => index >= start && index < start + count);
  const block = plan.blocks[b];
  const i = index - block.start;
  return { block, b, line: Math.floor(i / plan.columns), column: i % plan.columns };
}

function cellAt(plan, block, i) {
  const line = Math.floor(i / plan.columns);
  return {
    left: (i % plan.columns) * (plan.size + plan.gap),
    top: block.top + block.heading + line * plan.pitch,
  };
}

/** The last block that begins at or above a height, by bisection. */
function firstBlock({ blocks }, height) {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].top <= height) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
