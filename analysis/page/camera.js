// SPDX-License-Identifier: Apache-2.0
// Which part of the map is seen. The map is the unit square, y upwards; the screen has CSS pixels, y downwards.

const MARGIN = 0.94; // share of the screen that the map fills at first
const MOST_ZOOM = 600;
const FLIGHT = 350; // milliseconds

export class Camera {
  constructor(home, changed) {
    this.homeBox = home;
    this.changed = changed;
    [this.x, this.y, this.scale] = [0.5, 0.5, 1];
    [this.width, this.height] = [1, 1];
    this.inset = 0;
    this.flight = 0;
  }

  // `inset`: pixels at the left that a panel covers; the view is centred in what is left.
  resize(width, height, inset) {
    [this.width, this.height, this.inset] = [Math.max(1, width), Math.max(1, height), inset];
    this.changed();
  }

  get homeScale() {
    const [x0, y0, x1, y1] = this.homeBox;
    const room = Math.max(50, this.width - this.inset);
    return MARGIN * Math.min(room / Math.max(x1 - x0, 1e-4), this.height / Math.max(y1 - y0, 1e-4));
  }

  get zoom() {
    return this.scale / this.homeScale;
  }

  get middle() {
    return [this.inset + (this.width - this.inset) / 2, this.height / 2];
  }

  toScreen(x, y) {
    const [middleX, middleY] = this.middle;
    return [middleX + (x - this.x) * this.scale, middleY - (y - this.y) * this.scale];
  }

  toMap(screenX, screenY) {
    const [middleX, middleY] = this.middle;
    return [this.x + (screenX - middleX) / this.scale, this.y - (screenY - middleY) / this.scale];
  }

  // [x0, y0, x1, y1] of the map that is seen.
  get view() {
    const [[x0, y1], [x1, y0]] = [this.toMap(this.inset, 0), this.toMap(this.width, this.height)];
    return [x0, y0, x1, y1];
  }

  show(x, y, zoom) {
    cancelAnimationFrame(this.flight);
    this.scale = this.homeScale * Math.min(MOST_ZOOM, Math.max(0.4, zoom));
    [this.x, this.y] = [Math.min(1.1, Math.max(-0.1, x)), Math.min(1.1, Math.max(-0.1, y))];
    this.changed();
  }

  home() {
    const [x0, y0, x1, y1] = this.homeBox;
    this.flyTo((x0 + x1) / 2, (y0 + y1) / 2, 1);
  }

  pan(dx, dy) {
    this.show(this.x - dx / this.scale, this.y + dy / this.scale, this.zoom);
  }

  // The place under the pointer stays there.
  zoomAt(screenX, screenY, factor) {
    const [x, y] = this.toMap(screenX, screenY);
    this.show(this.x, this.y, this.zoom * factor);
    const [nowX, nowY] = this.toMap(screenX, screenY);
    this.show(this.x + x - nowX, this.y + y - nowY, this.zoom);
  }

  flyTo(x, y, zoom) {
    cancelAnimationFrame(this.flight);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.show(x, y, zoom);
    const [fromX, fromY, fromZoom, start] = [this.x, this.y, this.zoom, performance.now()];
    const step = (now) => {
      const t = Math.min(1, Math.max(0, (now - start) / FLIGHT));
      const eased = t * t * (3 - 2 * t);
      this.show(fromX + (x - fromX) * eased, fromY + (y - fromY) * eased, fromZoom * (zoom / fromZoom) ** eased);
      if (t < 1) this.flight = requestAnimationFrame(step);
    };
    this.flight = requestAnimationFrame(step);
  }
}
