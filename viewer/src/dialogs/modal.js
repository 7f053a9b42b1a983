// A dialog of the browser's own kind: it holds the focus, closes on Escape, and gives the focus back.
import { html } from "htm/preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { Icon } from "../icons.js";
import { dialog } from "../state.js";

export const close = () => (dialog.value = null);

/** `act` is done when the form is sent; without it the dialog only tells. */
export function Modal({ title, children, act, verb, can = true, wide = false }) {
  const box = useRef(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current.showModal();
    return () => before?.isConnected && before.focus();
  }, []);
  const onSubmit = (event) => {
    event.preventDefault();
    if (!can) return;
    close();
    act?.();
  };
  return html`<dialog
    ref=${box}
    class=${wide ? "wide" : ""}
    aria-labelledby="dialog-title"
    onClose=${close}
    onClick=${(event) => event.target === box.current && close()}
  >
    <form onSubmit=${onSubmit}>
      <header>
        <h2 id="dialog-title">${title}</h2>
        <button type="button" class="plain" onClick=${close} aria-label="Close"><${Icon} name="close" /></button>
      </header>
      ${children}
      ${act &&
      html`<footer>
        <button type="button" class="plain" onClick=${close}>Cancel</button>
        <button type="submit" class="strong" disabled=${!can}>${verb}</button>
      </footer>`}
    </form>
  </dialog>`;
}
