// Dots by WebGL 2: all of them in two draw calls, the second for those that are picked.
const VERTEX = `#version 300 es
in vec2 place;
in vec3 colour;
in float state;  // 0 dimmed, 1 plain, 2 picked
uniform vec2 scale, centre;
uniform float size, pass;
out vec4 tint;
void main() {
  bool picked = state > 1.5;
  gl_Position = vec4((place - centre) * scale, picked == (pass > 0.5) ? 0.0 : 2.0, 1.0);
  gl_PointSize = picked ? size * 1.5 + 2.0 : size;
  tint = vec4(colour, state < 0.5 ? 0.16 : 0.9);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec4 tint;
uniform float pass, size;
uniform vec3 ring;
out vec4 shown;
void main() {
  float r = length(gl_PointCoord - 0.5) * 2.0;
  float edge = 2.0 / size;
  float alpha = tint.a * (1.0 - smoothstep(1.0 - edge, 1.0, r));
  vec3 inner = pass > 0.5 ? mix(tint.rgb, ring, smoothstep(0.55, 0.65, r)) : tint.rgb;
  shown = vec4(inner * alpha, alpha);
}`;

/** A painter of dots on a canvas, or null where WebGL 2 is missing. */
export function dotsByGl(canvas) {
  const gl = canvas.getContext("webgl2", { premultipliedAlpha: true, antialias: false });
  if (!gl) return null;
  const program = linked(gl);
  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const uniform = (name) => gl.getUniformLocation(program, name);
  const places = column(gl, program, "place", 2, gl.FLOAT, false);
  const colours = column(gl, program, "colour", 3, gl.UNSIGNED_BYTE, true);
  const states = column(gl, program, "state", 1, gl.UNSIGNED_BYTE, false);
  let n = 0;
  return {
    kind: "webgl",
    put({ points, colour, state }) {
      n = state.length;
      places(points);
      colours(colour);
      states(state);
    },
    putState: states,
    paint({ camera, width, height, scale, size, ratio, ring }) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(uniform("scale"), (2 * scale) / width, (2 * scale) / height);
      gl.uniform2f(uniform("centre"), camera.x, camera.y);
      gl.uniform1f(uniform("size"), size * ratio);
      gl.uniform3fv(uniform("ring"), ring);
      for (const pass of [0, 1]) {
        gl.uniform1f(uniform("pass"), pass);
        gl.drawArrays(gl.POINTS, 0, n);
      }
    },
    close: () => gl.getExtension("WEBGL_lose_context")?.loseContext(),
  };
}

function linked(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  return program;
}

/** An attribute with its buffer: a function that fills it. */
function column(gl, program, name, width, type, normalised) {
  const buffer = gl.createBuffer();
  const at = gl.getAttribLocation(program, name);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, width, type, normalised, 0, 0);
  return (values) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
  };
}
