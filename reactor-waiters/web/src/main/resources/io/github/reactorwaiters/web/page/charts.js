// SPDX-License-Identifier: Apache-2.0
// The last five minutes: how late the ends of transitions were seen, and calls against the budget.

import {byId, colour, count, fit, span} from "./dom.js";

const WINDOW = 300_000;
const BUCKET = 5_000;
const HEIGHT = 116;
const AXIS = 46;
const SHORTEST = 60_000;

export class Charts {
  #delays = [];
  #points = [];
  #begun = Date.now();

  constructor() {
    new ResizeObserver(() => this.draw()).observe(byId("chart-delay").parentElement);
  }

  delay(millis) {
    this.#delays.push({at: Date.now(), millis});
  }

  /** Takes a stats frame; calls a second are told by what each pool gave since the one before. */
  stats(frame) {
    this.#points.push({at: Date.now(), server: Date.parse(frame.at), pools: frame.pools});
    const oldest = Date.now() - WINDOW;
    this.#points = this.#points.filter(point => point.at >= oldest);
    this.#delays = this.#delays.filter(delay => delay.at >= oldest);
    this.draw();
  }

  /** After a reconnection counters may have begun anew. */
  restart() {
    this.#points = [];
  }

  /** Calls a second of all pools, over the last seconds; null if not known yet. */
  callsPerSecond() {
    const last = this.#points.at(-1);
    const earlier = this.#points.at(-4) ?? this.#points[0];
    if (!last || last === earlier) return null;
    return last.pools.reduce((sum, pool, i) => sum + rate(earlier, last, i), 0);
  }

  /** Median and 95th percentile of the last minute, null if nothing ended. */
  recentDelay() {
    const recent = this.#delays.filter(delay => delay.at > Date.now() - 60_000);
    return recent.length === 0 ? null : {median: percentile(recent, 0.5), most: percentile(recent, 0.95)};
  }

  draw() {
    this.#drawDelay();
    this.#drawPool(0, "chart-read", "read-note");
    this.#drawPool(1, "chart-control", "control-note");
  }

  #drawDelay() {
    const median = percentile(this.#delays, 0.5);
    byId("delay-note").textContent = median === null
      ? "no transition ended yet"
      : `median ${span(median)}, 95% within ${span(percentile(this.#delays, 0.95))}`;
    const buckets = this.#buckets();
    const highest = nice(Math.max(1_000, ...buckets.map(bucket => bucket.p95)));
    const area = this.#frame("chart-delay", highest, axisSpan);
    area.line(buckets.map(bucket => ({at: bucket.at, value: bucket.p95})), colour("line-2"), false);
    area.line(buckets.map(bucket => ({at: bucket.at, value: bucket.p50})), colour("accent"), true);
  }

  /** The time axis grows to five minutes with what there is. */
  #frame(id, highest, text) {
    const reach = Math.min(WINDOW, Math.max(SHORTEST, Date.now() - this.#begun));
    return frame(id, highest, text, reach);
  }

  #buckets() {
    const groups = new Map();
    for (const delay of this.#delays) {
      const key = Math.floor(delay.at / BUCKET);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(delay);
    }
    return [...groups].map(([key, delays]) => ({
      at: (key + 0.5) * BUCKET,
      p50: percentile(delays, 0.5),
      p95: percentile(delays, 0.95),
    }));
  }

  #drawPool(i, canvas, note) {
    const last = this.#points.at(-1)?.pools[i];
    const calls = [];
    const allowed = [];
    for (let k = 1; k < this.#points.length; k++) {
      const point = this.#points[k];
      const earlier = this.#points[Math.max(0, k - 3)];
      calls.push({at: point.at, value: rate(earlier, point, i)});
      allowed.push({at: point.at, value: point.pools[i]?.rate ?? 0});
    }
    if (last) {
      const now = calls.at(-1)?.value ?? 0;
      byId(note).textContent = `${now.toFixed(now < 10 ? 1 : 0)} of ${last.rate.toFixed(last.rate < 20 ? 1 : 0)} a second`
        + (last.rate < last.ceiling ? `, slowed from ${count(last.ceiling)}` : "");
    }
    const highest = nice(Math.max(last?.ceiling ?? 1, ...calls.map(point => point.value)) * 1.05);
    const area = this.#frame(canvas, highest, value => String(Math.round(10 * value) / 10));
    area.line(calls, colour("accent"), true);
    area.line(allowed, colour("line-2"), false, [4, 4]);
  }
}

/** Halves of a round span are no round minutes: up to 10 min in seconds. */
function axisSpan(millis) {
  return millis >= 100_000 && millis < 600_000 ? `${millis / 1_000} s` : span(millis);
}

function rate(from, to, pool) {
  const seconds = (to.server - from.server) / 1_000;
  const given = (to.pools[pool]?.acquired ?? 0) - (from.pools[pool]?.acquired ?? 0);
  return seconds > 0 && given >= 0 ? given / seconds : 0;
}

function percentile(delays, share) {
  if (delays.length === 0) return null;
  const sorted = delays.map(delay => delay.millis).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

/** The next round number. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 6, 8, 10].map(step => step * power).find(step => step >= value);
}

/** Axes, and a pen for lines in them. */
function frame(id, highest, text, reach) {
  const {pen, width, height} = fit(byId(id), HEIGHT);
  const now = Date.now();
  const bottom = height - 16;
  const x = at => AXIS + (width - AXIS) * (1 - (now - at) / reach);
  const y = value => bottom - (bottom - 8) * Math.min(1, value / highest);
  pen.clearRect(0, 0, width, height);
  pen.font = "11px system-ui, sans-serif";
  pen.fillStyle = colour("muted");
  pen.strokeStyle = colour("line");
  pen.lineWidth = 1;
  for (const value of [0, highest / 2, highest]) {
    const level = Math.round(y(value)) + 0.5;
    pen.beginPath();
    pen.moveTo(AXIS, level);
    pen.lineTo(width, level);
    pen.stroke();
    pen.textAlign = "right";
    pen.fillText(text(value), AXIS - 6, level + 3.5);
  }
  pen.textAlign = "left";
  pen.fillText(`${span(reach)} ago`, AXIS, height - 2);
  pen.textAlign = "right";
  pen.fillText("now", width, height - 2);
  return {line: (points, ink, filled, dash = []) => line(pen, points, {x, y, bottom, left: AXIS}, ink, filled, dash)};
}

function line(pen, points, place, ink, filled, dash) {
  const seen = points.filter(point => place.x(point.at) >= place.left);
  if (seen.length === 0) return;
  const path = new Path2D();
  seen.forEach((point, i) => path[i === 0 ? "moveTo" : "lineTo"](place.x(point.at), place.y(point.value)));
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = 1.6;
  pen.lineJoin = "round";
  pen.setLineDash(dash);
  pen.stroke(path);
  pen.setLineDash([]);
  if (seen.length === 1) pen.fillRect(place.x(seen[0].at) - 2, place.y(seen[0].value) - 2, 4, 4);
  if (filled) {
    path.lineTo(place.x(seen.at(-1).at), place.bottom);
    path.lineTo(place.x(seen[0].at), place.bottom);
    path.closePath();
    pen.globalAlpha = 0.14;
    pen.fillStyle = ink;
    pen.fill(path);
    pen.globalAlpha = 1;
  }
}
