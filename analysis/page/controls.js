// SPDX-License-Identifier: Apache-2.0
// Pointer and keys on the map. A mouse, a pen and fingers are pointers; two of them zoom.
import { byId } from "./dom.js";

const CLICK = 4; // pixels that a click may move
const STEP = 80; // pixels of an arrow key
const KEY_ZOOM = 1.5;

export class Pointers {
  // `actions`: hover(x, y), leave(), click(x, y), lassoed(line), redraw().
  constructor(canvas, camera, actions) {
    Object.assign(this, { canvas, camera, actions, line: null, drawing: false, moved: 0 });
    this.down = new Map();
    const on = (type, handler) => canvas.addEventListener(type, handler, { passive: false });
    on("pointerdown", (event) => this.pressed(event));
    on("pointermove", (event) => this.movedTo(event));
    on("pointerup", (event) => this.released(event));
    on("pointercancel", (event) => this.released(event, true));
    on("pointerleave", () => actions.leave());
    on("wheel", (event) => this.wheeled(event));
    on("dblclick", (event) => camera.zoomAt(event.clientX, event.clientY, 2));
  }

  setLasso(on) {
    this.drawing = on;
    this.line = null;
    byId("lasso").setAttribute("aria-pressed", on);
    this.canvas.classList.toggle("drawing", on);
    this.actions.redraw();
  }

  pressed(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, [event.clientX, event.clientY]);
    this.moved = this.down.size > 1 ? Infinity : 0;
    this.line = (this.drawing || event.shiftKey) && this.down.size === 1 ? [[event.clientX, event.clientY]] : null;
    this.actions.leave();
  }

  movedTo(event) {
    const [x, y] = [event.clientX, event.clientY];
    const before = this.down.get(event.pointerId);
    if (!before) return this.actions.hover(x, y);
    this.moved += Math.hypot(x - before[0], y - before[1]);
    const other = [...this.down].find(([id]) => id !== event.pointerId)?.[1];
    this.down.set(event.pointerId, [x, y]);
    if (this.line) {
      this.line.push([x, y]);
      this.actions.redraw();
    } else if (other) {
      const [far, near] = [[x, y], before].map(([px, py]) => Math.hypot(px - other[0], py - other[1]));
      this.camera.zoomAt((x + other[0]) / 2, (y + other[1]) / 2, far / Math.max(1, near));
      this.camera.pan((x - before[0]) / 2, (y - before[1]) / 2);
    } else if (this.moved > CLICK) {
      this.camera.pan(x - before[0], y - before[1]);
    }
  }

  released(event, cancelled = false) {
    if (!this.down.delete(event.pointerId) || this.down.size > 0) return;
    const line = this.line;
    this.line = null;
    if (line && line.length > 2 && !cancelled) this.actions.lassoed(line);
    else if (this.moved <= CLICK && !cancelled) this.actions.click(event.clientX, event.clientY);
    this.actions.redraw();
  }

  wheeled(event) {
    event.preventDefault();
    const pixels = event.deltaY * [1, 16, 400][event.deltaMode];
    this.camera.zoomAt(event.clientX, event.clientY, Math.exp(-Math.max(-300, Math.min(300, pixels)) * 0.002));
  }
}

// Keys work on the whole page, but not those that the field or the panel with the focus needs itself.
export function listenToKeys(camera, actions) {
  const [pan, zoom] = [(x, y) => () => camera.pan(x, y), (factor) => () => camera.zoomAt(...camera.middle, factor)];
  const keys = { ArrowLeft: pan(STEP, 0), ArrowRight: pan(-STEP, 0), ArrowUp: pan(0, STEP), ArrowDown: pan(0, -STEP),
    "+": zoom(KEY_ZOOM), "=": zoom(KEY_ZOOM), "-": zoom(1 / KEY_ZOOM), 0: () => camera.home(), "/": actions.search,
    l: actions.lasso };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") return actions.escape();
    const busy = event.target.closest(event.key.startsWith("Arrow") ? "aside" : 'input[type="search"], select');
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

