// The dialog that is open, if one is.
import { html } from "htm/preact";

import { dialog } from "../state.js";
import { ExportDialog } from "./export.js";
import { HelpDialog } from "./help.js";
import { LevelDialog } from "./level.js";
import { MergeDialog } from "./merge.js";
import { MoveDialog } from "./move.js";
import { RenameDialog } from "./rename.js";
import { SplitDialog } from "./split.js";

const DIALOGS = {
  export: ExportDialog,
  help: HelpDialog,
  level: LevelDialog,
  merge: MergeDialog,
  move: MoveDialog,
  rename: RenameDialog,
  split: SplitDialog,
};

export function Dialogs() {
  const open = dialog.value;
  return open && html`<${DIALOGS[open.name]} />`;
}
