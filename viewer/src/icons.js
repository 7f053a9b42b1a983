// The few drawings of the page, 20 by 20, in the colour of the text.
import { html } from "htm/preact";

const PATHS = {
  undo: "M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8h-2",
  redo: "m12 5 4 4-4 4M16 9H8a4 4 0 0 0 0 8h2",
  export: "M10 12V3m-4 4 4-4 4 4M4 12v4h12v-4",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 2.6v.1",
  info: "M10 9.2v4.6m0-7.4v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15Z",
  search: "M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10Zm3.6-1.4L17 17",
  picture: "M3 5h14v10H3zM3 13l4-4 3 3 2.5-2.5L17 14",
  close: "m5 5 10 10M15 5 5 15",
  check: "m5 10.5 3.5 3.5L15 6.5",
  lasso: "M10 4c4 0 7 1.8 7 4.2S14 12.5 10 12.5 3 10.700 3 8.200 6 4 10 4ZM6 12c-1.500 1-1 3 .5 3S8 17 7 18",
  fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  more: "M10 4v12M4 10h12",
  less: "M4 10h12",
};

export const Icon = ({ name }) =>
  html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
