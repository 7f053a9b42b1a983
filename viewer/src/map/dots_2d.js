// The same dots on a plain canvas, for browsers without WebGL 2.
const ALPHA = [0.16, 0.9, 1];

export function dotsByCanvas(canvas) {
  const context = canvas.getContext("2d");
  let held = { points: new Float32Array(0), colour: new Uint8Array(0), state: new Uint8Array(0) };
  return {
    kind: "canvas",
    put: (columns) => (held = columns),
    putState: (state) => (held = { ...held, state }),
    paint({ camera, width, height, scale, size, ratio, ring }) {
      const { points, colour, state } = held;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      for (const pass of [0, 1]) {
        for (let row = 0; row < state.length; row++) {
          if ((state[row] === 2) !== (pass === 1)) continue;
          const x = width / 2 + (points[2 * row] - camera.x) * scale;
          const y = height / 2 - (points[2 * row + 1] - camera.y) * scale;
          if (x < -size || y < -size || x > width + size || y > height + size) continue;
          context.globalAlpha = ALPHA[state[row]];
          context.fillStyle = `rgb(${colour[3 * row]} ${colour[3 * row + 1]} ${colour[3 * row + 2]})`;
          context.beginPath();
          context.arc(x, y, pass ? 0.75 * size + 1 : size / 2, 0, 2 * Math.PI);
          context.fill();
          if (!pass) continue;
          context.strokeStyle = `rgb(${ring.map((part) => 255 * part).join(" ")})`;
          context.lineWidth = 2;
          context.stroke();
        }
      }
      context.globalAlpha = 1;
    },
    close() {},
  };
}
