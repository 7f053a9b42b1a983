// Search by words, or by a picture that is dropped, pasted or opened.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { searchPicture, searchWords } from "./actions.js";
import { Icon } from "./icons.js";
import { warn } from "./saying.js";
import { hits, readonly, run } from "./state.js";

const LARGEST = 32 * 2 ** 20; // bytes of a picture that is worth sending

export function Search() {
  const [words, setWords] = useState("");
  const file = useRef(null);
  useEffect(() => void (hits.value === null && setWords("")), [hits.value]);
  if (readonly.value) return null;
  const can = run.value?.can_search_words;
  const send = (event) => {
    event.preventDefault();
    if (words.trim()) searchWords(words.trim());
    else hits.value = null;
  };
  return html`<form class="search" role="search" onSubmit=${send}>
    <${Icon} name="search" />
    <input
      id="words"
      type="search"
      disabled=${!can}
      value=${words}
      placeholder=${can ? "Search by words" : "This encoder knows no words"}
      aria-label="Search by words"
      aria-keyshortcuts="/"
      maxlength="300"
      onInput=${(event) => setWords(event.target.value)}
    />
    <button type="button" class="plain" title="Search by a picture (or drop one anywhere)" aria-label="Search by a picture" onClick=${() => file.current.click()}>
      <${Icon} name="picture" />
    </button>
    <input ref=${file} type="file" accept="image/*" hidden aria-hidden="true" onChange=${(event) => searchFile(event.target.files[0])} />
  </form>`;
}

/** Take a picture that is dropped on the page or pasted into it; `over` hears whether one hangs above it. */
export function listenToPictures(over) {
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over(!readonly.value);
  });
  document.addEventListener("dragleave", (event) => !event.relatedTarget && over(false));
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over(false);
    searchFile(event.dataTransfer.files[0]);
  });
  document.addEventListener("paste", (event) => searchFile(event.clipboardData?.files[0]));
}

function searchFile(file) {
  if (!file || readonly.value) return;
  if (file.size > LARGEST) warn("This file is too large for a search.");
  else searchPicture(file);
}
