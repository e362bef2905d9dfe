// SPDX-License-Identifier: Apache-2.0
// One function: how it is, and what was seen of it.

import {byId, clock, colour, element, fit, span} from "./dom.js";
import {kinds, label, look, reason} from "./states.js";

const STRIP = 26;

export class Timeline {
  #dialog = byId("timeline");
  #model;
  #connection;
  #name = null;
  #changes = [];

  constructor(model, connection) {
    this.#model = model;
    this.#connection = connection;
    byId("timeline-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => { this.#name = null; });
    this.#dialog.addEventListener("click", event => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    setInterval(() => this.refresh(), 1_000);
  }

  async open(name) {
    this.#name = name;
    this.#changes = [];
    byId("timeline-note").textContent = "";
    if (!this.#dialog.open) this.#dialog.showModal();
    this.refresh();
    await this.reload();
  }

  /** Reads the recent changes that the server keeps. */
  async reload() {
    const name = this.#name;
    if (name === null) return;
    try {
      const answer = await this.#connection.get(`api/timeline?function=${encodeURIComponent(name)}`);
      if (name !== this.#name) return;
      const later = this.#changes.filter(change => change.seq > (answer.changes.at(-1)?.seq ?? -1));
      this.#changes = [...answer.changes, ...later];
      const whole = this.#changes.some(change => change.before === null);
      byId("timeline-note").textContent = whole ? "" : "What is older is no longer kept by the server.";
    } catch {
      byId("timeline-note").textContent = "The server does not answer; what was seen here follows.";
    }
    this.refresh();
  }

  /** The server begins anew, and its numbers with it. */
  restart() {
    this.#changes = [];
    this.reload();
  }

  add(change) {
    if (change.function === this.#name) {
      this.#changes.push(change);
      this.refresh();
    }
  }

  refresh() {
    if (this.#name === null) return;
    const row = this.#model.rows.get(this.#name);
    byId("timeline-name").textContent = this.#name;
    byId("timeline-now").replaceChildren(...(row ? now(row) : [element("p", "note", "It is not there any more.")]));
    const steps = this.#changes.map((change, i) => step(change, this.#changes[i - 1])).reverse();
    byId("timeline-list").replaceChildren(...steps);
    this.#strip();
  }

  /** States over the time that the changes cover, the latest one up to now. */
  #strip() {
    const canvas = byId("timeline-strip");
    canvas.hidden = this.#changes.length === 0;
    if (canvas.hidden) return;
    const {pen, width} = fit(canvas, STRIP);
    const times = this.#changes.map(change => Date.parse(change.at));
    const from = times[0];
    const to = Math.max(Date.now(), times.at(-1) + 1_000);
    const x = time => (width * (time - from)) / (to - from);
    pen.clearRect(0, 0, width, STRIP);
    this.#changes.forEach((change, i) => {
      const left = x(times[i]);
      const right = i + 1 < times.length ? x(times[i + 1]) : width;
      pen.fillStyle = colour(look(label(change.after)).colour);
      pen.fillRect(left, 0, Math.max(1.5, right - left), STRIP - 12);
    });
    pen.fillStyle = colour("muted");
    pen.font = "11px system-ui, sans-serif";
    pen.textAlign = "left";
    pen.fillText(clock(from), 0, STRIP - 1);
    pen.textAlign = "right";
    pen.fillText("now", width, STRIP - 1);
  }
}

function now(row) {
  const why = reason(row.after);
  const facts = [
    ["Seen", `${span(Date.now() - row.at)} ago, at ${clock(row.at)}`],
    ["Version", row.after.version],
    ["Last modified", row.after.lastModified],
    ["Code", row.after.codeSha256],
    ["Revision", row.after.revisionId],
  ].filter(([, value]) => value);
  const list = element("dl", "facts");
  for (const [name, value] of facts) list.append(element("div", "", element("dt", "", name), element("dd", "", value)));
  return [
    element("p", "standing", element("i", `swatch ${look(row.label).colour}`), look(row.label).words),
    why ? element("p", "why", why) : null,
    list,
  ].filter(Boolean);
}

function step(change, earlier) {
  const at = Date.parse(change.at);
  const why = reason(change.after);
  const window = change.before ? `seen within ${span(at - Date.parse(change.notBefore))}` : "first reading";
  const since = earlier ? `, ${span(at - Date.parse(earlier.at))} after the one before` : "";
  const skipped = change.skipped ? `, ${change.skipped} merged into it` : "";
  return element("li", "",
    element("i", `swatch ${look(label(change.after)).colour}`),
    element("div", "",
      element("p", "", element("time", "", clock(at)), " ", element("b", "", kinds(change))),
      why ? element("p", "why", why) : null,
      element("p", "note", window + since + skipped)));
}
