// SPDX-License-Identifier: Apache-2.0
// All functions on a canvas, one cell each.

import {byId, clock, colour, element, fit, span} from "./dom.js";
import {inTransition, look, reason} from "./states.js";

const SMALLEST = 5;
const LARGEST = 26;
const FLASH = 1_200;
/** Room for the outline of the outermost cells. */
const EDGE = 2;
const FRAME = 1_000 / 20;

export class Grid {
  #canvas = byId("grid");
  #tip = byId("tip");
  #model;
  #open;
  #rows = [];
  #size = LARGEST;
  #columns = 1;
  #gap = 2;
  #pointed = null;
  #cursor = null;
  #dirty = true;
  #drawn = 0;
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(model, open) {
    this.#model = model;
    this.#open = open;
    this.#canvas.addEventListener("pointermove", event => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#hide());
    this.#canvas.addEventListener("click", event => this.#choose(this.#at(event)));
    this.#canvas.addEventListener("keydown", event => this.#key(event));
    this.#canvas.addEventListener("blur", () => this.#move(null));
    new ResizeObserver(() => this.refresh()).observe(this.#canvas.parentElement);
    requestAnimationFrame(now => this.#tick(now));
  }

  /** Draws anew, soon. */
  refresh() {
    this.#dirty = true;
  }

  #tick(now) {
    requestAnimationFrame(next => this.#tick(next));
    if (now - this.#drawn < FRAME) return;
    const lively = this.#rows.some(row => now - row.changed < FLASH + FRAME)
      || (!this.#still.matches && this.#rows.some(row => inTransition(row.label)));
    if (this.#dirty || lively) {
      this.#drawn = now;
      this.#draw(now);
    }
  }

  #draw(now) {
    this.#dirty = false;
    this.#rows = this.#model.shown();
    const width = fit(this.#canvas, this.#canvas.clientHeight || 1).width;
    const height = this.#layOut(width - 2 * EDGE) + 2 * EDGE;
    const {pen} = fit(this.#canvas, height);
    pen.clearRect(0, 0, width, height);
    this.#rows.forEach((row, i) => this.#cell(pen, row, i, now));
    this.#ring(pen, this.#cursor ?? this.#pointed);
    this.#canvas.hidden = this.#rows.length === 0;
  }

  /** The largest cells with which all of them fit; on small screens the grid grows downwards instead. */
  #layOut(width) {
    const room = Math.max(260, Math.min(430, window.innerHeight * 0.5));
    const n = Math.max(1, this.#rows.length);
    let size = Math.min(LARGEST, Math.floor(Math.sqrt(width * room / n)) + 1);
    while (size > SMALLEST && Math.ceil(n / Math.floor(width / size)) * size > room) size--;
    this.#size = Math.max(SMALLEST, size);
    this.#gap = this.#size > 14 ? 3 : this.#size > 7 ? 2 : 1;
    this.#columns = Math.max(1, Math.floor((width + this.#gap) / this.#size));
    return Math.ceil(n / this.#columns) * this.#size;
  }

  #cell(pen, row, i, now) {
    const {x, y, side} = this.#place(i);
    const shape = look(row.label);
    const ink = colour(shape.colour);
    pen.globalAlpha = row.gone ? 0.35 : shape.mark === "pulse" ? this.#pulse(now, i) : 1;
    pen.beginPath();
    pen.roundRect(x, y, side, side, side > 8 ? 2.5 : 1);
    if (shape.mark === "hollow") {
      pen.lineWidth = 1.2;
      pen.strokeStyle = ink;
      pen.stroke();
    } else {
      pen.fillStyle = ink;
      pen.fill();
    }
    if (side >= 6) mark(pen, shape.mark, x, y, side);
    pen.globalAlpha = 1;
    const age = now - row.changed;
    if (row.changed && age < FLASH) {
      pen.globalAlpha = 1 - age / FLASH;
      outline(pen, x, y, side, "text", 1.4);
      pen.globalAlpha = 1;
    }
  }

  #pulse(now, i) {
    return this.#still.matches ? 1 : 0.8 + 0.2 * Math.sin(now / 320 + i * 2.4);
  }

  #ring(pen, i) {
    if (i === null || i >= this.#rows.length) return;
    const {x, y, side} = this.#place(i);
    outline(pen, x, y, side, "accent", 2.4);
  }

  #place(i) {
    const side = this.#size - this.#gap;
    return {x: EDGE + (i % this.#columns) * this.#size, y: EDGE + Math.floor(i / this.#columns) * this.#size, side};
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - EDGE) / this.#size);
    const i = Math.floor((event.clientY - box.top - EDGE) / this.#size) * this.#columns + column;
    return column < this.#columns && column >= 0 && i >= 0 && i < this.#rows.length ? i : null;
  }

  #point(event) {
    const i = this.#at(event);
    this.#pointed = i;
    this.#canvas.style.cursor = i === null ? "default" : "pointer";
    this.refresh();
    if (i === null) return this.#hide();
    this.#tell(this.#rows[i], event.clientX, event.clientY);
  }

  #key(event) {
    const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.#columns, ArrowUp: -this.#columns}[event.key];
    const last = this.#rows.length - 1;
    if (step !== undefined) this.#move(Math.min(last, Math.max(0, (this.#cursor ?? -step) + step)));
    else if (event.key === "Home") this.#move(0);
    else if (event.key === "End") this.#move(last);
    else if (event.key === "Enter" || event.key === " ") this.#choose(this.#cursor);
    else return;
    event.preventDefault();
  }

  #move(i) {
    this.#cursor = i !== null && i >= 0 ? i : null;
    this.refresh();
    if (this.#cursor === null) return this.#hide();
    const row = this.#rows[this.#cursor];
    const {x, y, side} = this.#place(this.#cursor);
    const box = this.#canvas.getBoundingClientRect();
    this.#tell(row, box.left + x + side, box.top + y);
    byId("spoken").textContent = `${row.function}, ${look(row.label).words}`;
  }

  #choose(i) {
    if (i === null) return;
    this.#hide();
    this.#open(this.#rows[i].function);
  }

  #tell(row, x, y) {
    const why = reason(row.after);
    const swatch = element("i", `swatch ${look(row.label).colour}`);
    this.#tip.replaceChildren(
      element("strong", "name", row.function),
      element("span", "tip-state", swatch, `${look(row.label).words} for at least ${span(Date.now() - row.at)}`),
      ...(why ? [element("span", "tip-reason", why)] : []),
      element("span", "note", `version ${row.after.version ?? "unknown"}, seen at ${clock(row.at)}`));
    this.#tip.hidden = false;
    const left = Math.min(x + 14, document.documentElement.clientWidth - this.#tip.offsetWidth - 8);
    const below = y + 16 + this.#tip.offsetHeight < window.innerHeight;
    this.#tip.style.left = `${Math.max(8, left)}px`;
    this.#tip.style.top = `${below ? y + 16 : y - this.#tip.offsetHeight - 12}px`;
  }

  #hide() {
    this.#pointed = null;
    this.#tip.hidden = true;
    this.refresh();
  }
}

function outline(pen, x, y, side, ink, wide) {
  pen.lineWidth = wide;
  pen.strokeStyle = colour(ink);
  pen.beginPath();
  pen.roundRect(x - 0.6, y - 0.6, side + 1.2, side + 1.2, side > 8 ? 3 : 1.5);
  pen.stroke();
}

function mark(pen, kind, x, y, side) {
  if (kind !== "cross" && kind !== "slash" && kind !== "dot") return;
  pen.strokeStyle = pen.fillStyle = colour("panel");
  pen.lineWidth = Math.max(1, side / 7);
  const inset = side * 0.26;
  pen.beginPath();
  if (kind === "dot") {
    pen.arc(x + side / 2, y + side / 2, side / 5, 0, 2 * Math.PI);
    pen.fill();
    return;
  }
  pen.moveTo(x + inset, y + side - inset);
  pen.lineTo(x + side - inset, y + inset);
  if (kind === "cross") {
    pen.moveTo(x + inset, y + inset);
    pen.lineTo(x + side - inset, y + side - inset);
  }
  pen.stroke();
}
