// One sentence at a time, for the eye and for a screen reader; silent ones, which the eye sees elsewhere, for the latter.
import { signal } from "@preact/signals";

const SECONDS = 7;
export const said = signal(null); // {text, undoable, wrong, silent}
let timer;

export function tell(text, { undoable = false, wrong = false, silent = false } = {}) {
  clearTimeout(timer);
  said.value = { text, undoable, wrong, silent };
  timer = setTimeout(() => (said.value = null), 1000 * SECONDS);
}

export const warn = (text) => tell(text, { wrong: true });
