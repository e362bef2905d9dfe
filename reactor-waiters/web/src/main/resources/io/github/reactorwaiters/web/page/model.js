// SPDX-License-Identifier: Apache-2.0
// What the page knows: each function's latest state, and which functions are to be shown.

import {label} from "./states.js";

/** How long a deleted function's cell stays. */
const FAREWELL = 4_000;

export class Model {
  rows = new Map();
  counts = new Map();
  states = new Set();
  words = "";
  #names = null;
  #shown = null;
  #loading = null;

  /** Takes a part of a snapshot; true once it is whole. */
  snapshot(frame) {
    if (frame.first) this.#loading = new Map();
    for (const row of frame.functions) this.#loading.set(row.function, rowOf(row, row.after));
    if (!frame.last) return false;
    this.rows = this.#loading;
    this.#loading = null;
    this.counts = new Map();
    for (const row of this.rows.values()) this.#count(row.label, 1);
    this.#forget();
    return true;
  }

  /** Takes a change; its row, or null if it is older than what is known. A function's row stays the same object. */
  change(change) {
    const known = this.rows.get(change.function);
    if (known && known.seq >= change.seq) return null;
    const before = known?.label;
    const row = Object.assign(known ?? {}, rowOf(change, change.after));
    row.changed = change.before ? performance.now() : 0;
    row.gone = change.after.presence === "ABSENT" && change.kinds.includes("DELETED");
    if (known) this.#count(before, -1);
    this.#count(row.label, 1);
    if (!known) this.rows.set(change.function, row);
    if (row.gone) setTimeout(() => this.#remove(row, change.seq), FAREWELL);
    if (!known) this.#names = null;
    if (before !== row.label) this.#shown = null;
    return row;
  }

  /** The functions to show, by name. */
  shown() {
    this.#names ??= [...this.rows.keys()].sort();
    this.#shown ??= this.#names.map(name => this.rows.get(name)).filter(row => this.shows(row));
    return this.#shown;
  }

  shows(row) {
    return (this.states.size === 0 || this.states.has(row.label)) && row.function.toLowerCase().includes(this.words);
  }

  isFiltered() {
    return this.states.size > 0 || this.words !== "";
  }

  toggle(state) {
    if (!this.states.delete(state)) this.states.add(state);
    this.#shown = null;
  }

  search(words) {
    this.words = words.trim().toLowerCase();
    this.#shown = null;
  }

  clear() {
    this.states.clear();
    this.search("");
  }

  /** Unless it has changed since. */
  #remove(row, seq) {
    if (this.rows.get(row.function) !== row || row.seq !== seq) return;
    this.rows.delete(row.function);
    this.#count(row.label, -1);
    this.#forget();
  }

  #forget() {
    this.#names = null;
    this.#shown = null;
  }

  #count(state, by) {
    const sum = (this.counts.get(state) ?? 0) + by;
    if (sum > 0) this.counts.set(state, sum);
    else this.counts.delete(state);
  }
}

function rowOf(source, after) {
  return {
    function: source.function,
    seq: source.seq,
    at: Date.parse(source.at),
    after,
    label: label(after),
    changed: 0,
    gone: false,
  };
}
