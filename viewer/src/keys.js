// Keys that work everywhere on the page, unless a person is typing or has switched them off.
import { commandOf } from "./commands.js";
import { dialog, singleKeys } from "./state.js";

const TYPED_IN = "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

const TRAVEL = /^(Arrow\w+|Page\w+|Home|End| )$/;

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || dialog.value) return;
    if (event.ctrlKey || event.metaKey) return withControl(event);
    if (event.target.matches(TYPED_IN)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.target === document.body && TRAVEL.test(event.key)) return toPictures(event);
    if (event.key.length === 1 && !singleKeys.value) return;
    if (event.key === "Enter" && event.target.matches("button, a, summary")) return;
    obey(event, event.key);
  });
}

/** Keys that nothing holds go to the pictures. */
function toPictures(event) {
  const place = document.getElementById("pictures") ?? document.getElementById("map");
  if (!place) return;
  event.preventDefault();
  place.focus();
  place.dispatchEvent(new KeyboardEvent("keydown", event));
}

function withControl(event) {
  if (event.target.matches(TYPED_IN)) return;
  const key = event.key.toLowerCase();
  if (key === "z") obey(event, event.shiftKey ? "Z" : "z");
  else if (key === "y") obey(event, "Z");
  else if (key === "a") obey(event, "a");
}

function obey(event, key) {
  const command = commandOf.get(key);
  if (!command?.can()) return;
  event.preventDefault();
  command.run();
}
