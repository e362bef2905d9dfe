// SPDX-License-Identifier: Apache-2.0
// Rollouts that run: a bar each, gone a while after the end.

import {byId, count, element, span} from "./dom.js";

const FAREWELL = 30_000;
const ENDS = new Map([
  ["COMPLETE", "Rollout complete"],
  ["INCOMPLETE", "Rollout ended, not all is done"],
  ["STOPPED", "Rollout stopped"],
]);

export class Rollouts {
  #panel = byId("rollouts");
  #bars = new Map();

  /** What runs is told anew after each connection; what ended meanwhile is not. */
  clear() {
    for (const number of [...this.#bars.keys()]) this.#remove(number);
  }

  take(frame) {
    let bar = this.#bars.get(frame.rollout);
    if (!bar) this.#bars.set(frame.rollout, bar = this.#add());
    bar.root.dataset.status = frame.status;
    bar.title.textContent = title(frame);
    bar.note.textContent = note(frame);
    const share = functions => `${frame.total ? (100 * functions) / frame.total : 0}%`;
    bar.done.style.width = share(frame.done - frame.failed);
    bar.failed.style.width = share(frame.failed);
    bar.running.style.width = share(frame.running);
    bar.track.setAttribute("aria-valuemax", frame.total);
    bar.track.setAttribute("aria-valuenow", frame.done);
    bar.why.textContent = frame.message ?? "";
    bar.why.hidden = !frame.message;
    if (ENDS.has(frame.status)) setTimeout(() => this.#bars.get(frame.rollout) === bar && this.#remove(frame.rollout), FAREWELL);
  }

  #add() {
    const title = element("h2", "");
    const note = element("p", "note");
    note.setAttribute("role", "status");
    const done = element("i", "done");
    const failed = element("i", "failed");
    const running = element("i", "running");
    const track = element("div", "track", done, failed, running);
    track.setAttribute("role", "progressbar");
    track.setAttribute("aria-label", "Functions done");
    track.setAttribute("aria-valuemin", 0);
    const why = element("p", "why");
    const root = element("article", "panel rollout", element("div", "head", title, note), track, why);
    this.#panel.append(root);
    this.#panel.hidden = false;
    return {root, title, note, done, failed, running, track, why};
  }

  #remove(number) {
    this.#bars.get(number).root.remove();
    this.#bars.delete(number);
    this.#panel.hidden = this.#bars.size === 0;
  }
}

function title(frame) {
  if (ENDS.has(frame.status)) return ENDS.get(frame.status);
  const halted = frame.status === "HALTED" ? "Rollout halted" : "Rollout";
  return frame.waves > 1 ? `${halted}, wave ${frame.wave} of ${frame.waves}` : halted;
}

function note(frame) {
  const parts = [`${count(frame.done)} of ${count(frame.total)} done`];
  if (frame.running) parts.push(`${count(frame.running)} running`);
  if (frame.failed) parts.push(`${count(frame.failed)} failed`);
  if (frame.etaSeconds && frame.status === "RUNNING") parts.push(`about ${span(1_000 * frame.etaSeconds)} to go`);
  return parts.join(", ");
}
