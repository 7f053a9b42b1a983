// Numbers and nouns as a person reads them.
const grouped = new Intl.NumberFormat("en-GB");

export const count = (n) => grouped.format(n);
export const counted = (n, noun, plural = `${noun}s`) => `${count(n)} ${n === 1 ? noun : plural}`;
export const percent = (p) => (p > 0 && p < 0.005 ? "< 1 %" : `${Math.round(100 * p)} %`);
