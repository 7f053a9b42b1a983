// One sentence at a time, for the eye and for a screen reader; silent ones, which the eye sees elsewhere, for the latter.
import { signal } from "@preact/signals";

const SECONDS = 7;
const PATIENCE = 400; // milliseconds
export const said = signal(null); // {text, undoable, wrong, silent}
let timer;

export function tell(text, { undoable = false, wrong = false, silent = false, lasts = false } = {}) {
  clearTimeout(timer);
  said.value = { text, undoable, wrong, silent };
  if (!lasts) timer = setTimeout(() => (said.value = null), 1000 * SECONDS);
}

/** Say that it is being worked on, if it takes long enough to be noticed. */
export async function patiently(promise) {
  const slow = setTimeout(() => tell("Working …", { lasts: true }), PATIENCE);
  try {
    return await promise;
  } finally {
    clearTimeout(slow);
  }
}

export const warn = (text) => tell(text, { wrong: true });
