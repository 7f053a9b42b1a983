// Pointer, wheel and touch on the map, told as: drag, zoom, lasso, point, take.

/** Listen on an element; `lassoing()` says whether a drag draws an outline. Returns what stops listening. */
export function gestures(element, { drag, zoom, point, take, lasso, lassoing, leave }) {
  const down = new Map(); // pointers that touch the map
  let outline = null;
  let travelled = 0;
  const at = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  const onDown = (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, at(event));
    travelled = 0;
    outline = down.size === 1 && (event.shiftKey || lassoing()) ? [at(event)] : null;
  };
  const onMove = (event) => {
    const place = at(event);
    const former = down.get(event.pointerId);
    if (!former) return point(place);
    travelled += Math.hypot(place[0] - former[0], place[1] - former[1]);
    if (outline) {
      outline.push(place);
      lasso(outline, false, event);
    } else if (down.size === 2) pinch(event.pointerId, former, place);
    else drag(place[0] - former[0], place[1] - former[1]);
    down.set(event.pointerId, place);
  };
  const onUp = (event) => {
    if (!down.delete(event.pointerId)) return;
    if (outline && travelled > 8) lasso(outline, true, event);
    else if (travelled < 5) take(at(event), event);
    outline = null;
  };
  const onCancel = (event) => {
    down.delete(event.pointerId);
    if (outline) lasso([], false, event);
    outline = null;
  };
  const pinch = (id, former, place) => {
    const [, other] = [...down].find(([key]) => key !== id);
    const apart = ([x, y]) => Math.hypot(x - other[0], y - other[1]);
    const middle = [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2];
    zoom(apart(place) / Math.max(apart(former), 1), ...middle);
    drag((place[0] - former[0]) / 2, (place[1] - former[1]) / 2);
  };
  const onWheel = (event) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    zoom(Math.exp(-pixels / (event.ctrlKey ? 100 : 400)), ...at(event));
  };
  const onDouble = (event) => zoom(2, ...at(event));

  const listeners = {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: onCancel,
    pointerleave: leave,
    dblclick: onDouble,
    wheel: onWheel,
  };
  for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener, { passive: false });
  return () => {
    for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
  };
}
