// SPDX-License-Identifier: Apache-2.0
// The latest changes, newest first. Stands still while it is pointed at or has the focus.

import {byId, clock, element} from "./dom.js";
import {kinds, label, look} from "./states.js";

const KEPT = 400;
const SHOWN = 80;

export class Feed {
  #list = byId("feed");
  #note = byId("feed-note");
  #model;
  #open;
  #changes = [];
  #held = false;
  #dirty = false;

  constructor(model, open) {
    this.#model = model;
    this.#open = open;
    const hold = held => () => {
      this.#held = held;
      this.#note.textContent = held ? "held while you look" : "as they are seen";
    };
    this.#list.addEventListener("pointerenter", hold(true));
    this.#list.addEventListener("pointerleave", hold(false));
    this.#list.addEventListener("focusin", hold(true));
    this.#list.addEventListener("focusout", hold(false));
    setInterval(() => this.#draw(), 250);
  }

  add(change) {
    this.#changes.unshift(change);
    this.#changes.length = Math.min(this.#changes.length, KEPT);
    this.#dirty = true;
  }

  refresh() {
    this.#dirty = true;
    this.#held = false;
  }

  #draw() {
    if (!this.#dirty || this.#held) return;
    this.#dirty = false;
    const shown = this.#changes.filter(change => this.#matches(change)).slice(0, SHOWN);
    this.#list.replaceChildren(...shown.map(change => this.#entry(change)));
    if (shown.length === 0) {
      this.#list.append(element("li", "empty", this.#model.isFiltered() ? "No change of these yet" : "No change yet"));
    }
  }

  #matches(change) {
    const row = state => ({function: change.function, label: state});
    return this.#model.shows(row(label(change.after)))
      || (change.before !== null && this.#model.shows(row(label(change.before))));
  }

  #entry(change) {
    const entry = element("button", "entry",
      element("time", "", clock(Date.parse(change.at))),
      element("i", `swatch ${look(label(change.after)).colour}`),
      element("span", "name", change.function),
      element("span", "what", kinds(change)));
    entry.type = "button";
    entry.addEventListener("click", () => this.#open(change.function));
    return element("li", "", entry);
  }
}
