// Where the page gets its data: a running server, or the files beside a page that was exported.
import { exported } from "./exported.js";
import { served } from "./served.js";

const kind = document.querySelector("meta[name=kindfold]").content;

export const api = kind === "static" ? exported("data/") : served();
