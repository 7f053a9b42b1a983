// How much room there is.

/** The details cover what is beside them: the widths are those of narrow.css. */
export const narrow = () => matchMedia("(max-width: 62rem)").matches;
