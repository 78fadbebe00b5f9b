// SPDX-License-Identifier: Apache-2.0
// The drawing above the points: the chosen paper and its neighbours, the paper under the pointer, the lasso. Names are
// written on it too (labels.js).

const TURN = 2 * Math.PI;

export class Overlay {
  constructor(canvas, papers) {
    [this.canvas, this.papers] = [canvas, papers];
    this.context = canvas.getContext("2d");
  }

  begin(camera, ratio) {
    const { canvas, context } = this;
    const [width, height] = [camera.width * ratio, camera.height * ratio].map(Math.round);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
  }

  placeOf(paper, camera) {
    return camera.toScreen(this.papers.x[paper] / 65535, this.papers.y[paper] / 65535);
  }

  drawNeighbours(camera, colours, paper) {
    if (paper < 0) return;
    const { context } = this;
    const from = this.placeOf(paper, camera);
    for (const other of this.papers.neighboursOf(paper)) {
      const to = this.placeOf(other, camera);
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...to);
      Object.assign(context, { strokeStyle: colours.ink, lineWidth: 0.8, globalAlpha: 0.6 });
      context.stroke();
      context.globalAlpha = 1;
      this.ring(to, 5.5, 1.8, colours);
    }
  }

  drawMarks(camera, colours, paper, hovered) {
    if (paper >= 0) this.ring(this.placeOf(paper, camera), 9, 3, colours);
    if (hovered >= 0 && hovered !== paper) this.ring(this.placeOf(hovered, camera), 7, 2, colours);
  }

  ring([x, y], radius, width, colours) {
    const { context } = this;
    for (const [lineWidth, strokeStyle] of [[width + 2.5, colours.halo], [width, colours.ink]]) {
      Object.assign(context, { lineWidth, strokeStyle });
      context.beginPath();
      context.arc(x, y, radius, 0, TURN);
      context.stroke();
    }
  }

  drawLine(colours, line) {
    if (!line) return;
    const { context } = this;
    context.beginPath();
    for (const [x, y] of line) context.lineTo(x, y);
    Object.assign(context, { lineWidth: 2, strokeStyle: colours.accent, fillStyle: colours.accent });
    context.stroke();
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 1;
  }
}
