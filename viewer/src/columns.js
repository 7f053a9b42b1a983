// Binary answers of the server: one column after the other, little endian.
export const OUTLIER = 1;
export const REJECTED = 2;
export const MOVED = 4;

const BYTES_A_ROW = 4 + 4 + 4 + 1;

export function readLabels(buffer) {
  const n = buffer.byteLength / BYTES_A_ROW;
  return {
    n,
    cluster: new Int32Array(buffer, 0, n),
    confidence: new Float32Array(buffer, 4 * n, n),
    duplicateOf: new Int32Array(buffer, 8 * n, n),
    flags: new Uint8Array(buffer, 12 * n, n),
  };
}

export const readMap = (buffer) => new Float32Array(buffer);
