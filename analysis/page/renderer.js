// SPDX-License-Identifier: Apache-2.0
// Draws all papers as points with WebGL 2. Papers are kept in a shuffled order: no topic lies on top of another, and
// while the map moves a slow machine draws a first part only, which looks like the whole.

const VERTEX = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec3 colour;
layout(location = 2) in float shown;
uniform vec2 centre, zoom;
uniform float size, pass, alpha;
uniform vec3 faint;
out vec4 tint;
void main() {
  bool mine = (shown > 0.5) == (pass > 0.5);
  gl_Position = mine ? vec4((place - centre) * zoom, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = size;
  tint = vec4(pass > 0.5 ? colour : faint, alpha);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in vec4 tint;
uniform float size;
out vec4 pixel;
void main() {
  float outside = length(gl_PointCoord - 0.5) * size - (size - 1.0) / 2.0;
  float cover = size < 2.5 ? 1.0 : clamp(1.0 - outside, 0.0, 1.0);
  pixel = vec4(tint.rgb, tint.a * cover);
}`;
const FRAME = 24; // milliseconds of a frame that is still smooth
const MOST_GROWTH = 2.6; // of the points when few are shown
const FIRST_PAPERS = 250000; // that are drawn while the map moves for the first time, and the fewest
const LEAST_PAPERS = 50000;

export class Renderer {
  constructor(canvas, papers) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, powerPreference: "high-performance" });
    if (!gl) throw new Error("this browser does not offer WebGL 2, which the map is drawn with");
    [this.canvas, this.gl, this.count] = [canvas, gl, papers.count];
    this.order = shuffled(papers.count);
    this.rgb = new Uint8Array(3 * papers.count);
    this.mask = new Uint8Array(papers.count).fill(255);
    this.share = Math.min(1, FIRST_PAPERS / papers.count);
    this.background = this.faint = [1, 1, 1];
    this.papers = papers;
    this.prepare();
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => this.prepare());
  }

  prepare() {
    const { gl, count, order, papers } = this;
    const places = new Uint16Array(2 * count);
    for (let i = 0; i < count; i++) {
      places[2 * i] = papers.x[order[i]];
      places[2 * i + 1] = papers.y[order[i]];
    }
    this.program = linked(gl);
    this.uniforms = {};
    for (const name of ["centre", "zoom", "size", "pass", "alpha", "faint"]) {
      this.uniforms[name] = gl.getUniformLocation(this.program, name);
    }
    this.buffers = [places, this.rgb, this.mask].map((data, location) => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
      const [size, type] = [[2, gl.UNSIGNED_SHORT], [3, gl.UNSIGNED_BYTE], [1, gl.UNSIGNED_BYTE]][location];
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, type, true, 0, 0);
      return buffer;
    });
  }

  // palette: bytes r, g, b of every code; codes: the code of each paper.
  setColours(palette, codes) {
    for (let i = 0; i < this.count; i++) {
      const code = 3 * codes[this.order[i]];
      for (let part = 0; part < 3; part++) this.rgb[3 * i + part] = palette[code + part];
    }
    this.upload(1, this.rgb);
  }

  setShown(shown, count) {
    for (let i = 0; i < this.count; i++) this.mask[i] = shown[this.order[i]] ? 255 : 0;
    this.shownCount = count;
    this.upload(2, this.mask);
  }

  upload(location, data) {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffers[location]);
    this.gl.bufferSubData(this.gl.ARRAY_BUFFER, 0, data);
  }

  // The share of papers that is drawn while the map moves follows the time since the frame before.
  adapt(milliseconds) {
    const factor = milliseconds > FRAME ? Math.max(0.5, FRAME / milliseconds) : 1.15;
    this.share = Math.min(1, Math.max(LEAST_PAPERS / this.count, this.share * factor));
  }

  // Pixels across a point, and how opaque it is: by the room that a paper has.
  appearance(camera, count) {
    const room = camera.scale * Math.sqrt(0.4 / Math.max(1, count));
    const size = Math.min(11, Math.max(1.4, 0.95 * room));
    return [size, Math.min(0.88, 0.3 + 0.4 * (room / 1.4))];
  }

  draw(camera, ratio, moving) {
    const { gl, uniforms } = this;
    const [width, height] = [camera.width * ratio, camera.height * ratio].map(Math.round);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.clearColor(...this.background, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    const zoom = [(2 * camera.scale) / camera.width, (2 * camera.scale) / camera.height];
    gl.uniform2f(uniforms.zoom, ...zoom);
    gl.uniform2f(uniforms.centre, ...camera.toMap(camera.width / 2, camera.height / 2));
    gl.uniform3f(uniforms.faint, ...this.faint);
    const share = moving ? this.share : 1;
    if (this.shownCount < this.count) this.drawPass(0, ...this.appearance(camera, this.count), ratio, share);
    const [size, alpha] = this.appearance(camera, this.shownCount);
    this.drawPass(1, Math.min(size, MOST_GROWTH * this.appearance(camera, this.count)[0]), alpha, ratio, share);
  }

  drawPass(pass, size, alpha, ratio, share) {
    const { gl, uniforms } = this;
    gl.uniform1f(uniforms.size, Math.max(1, size * ratio * (pass ? 1 : 0.8)));
    gl.uniform1f(uniforms.alpha, pass ? Math.min(0.95, alpha / Math.sqrt(share)) : 0.3 * alpha);
    gl.uniform1f(uniforms.pass, pass);
    gl.drawArrays(gl.POINTS, 0, Math.ceil(this.count * share));
  }
}

function linked(gl) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`the map cannot be drawn: ${gl.getProgramInfoLog(program)}`);
  }
  return program;
}

// The same order every time.
function shuffled(count) {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  let state = 12345;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 4294967296) * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}
