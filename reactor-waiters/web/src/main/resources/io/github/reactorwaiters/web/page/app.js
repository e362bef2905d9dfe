// SPDX-License-Identifier: Apache-2.0
// Puts the page together: frames come in, the model takes them, the parts draw it.

import {Charts} from "./charts.js";
import {Connection} from "./connection.js";
import {byId, count, element, onScheme, span} from "./dom.js";
import {Feed} from "./feed.js";
import {Grid} from "./grid.js";
import {Model} from "./model.js";
import {delay, inOrder, inTransition, look} from "./states.js";
import {Rollouts} from "./rollouts.js";
import {Timeline} from "./timeline.js";

const HEALTH = {HEALTHY: "Healthy", THROTTLED: "Throttled", DEGRADED: "Degraded", CLOSED: "Closed"};

const model = new Model();
const charts = new Charts();
const rollouts = new Rollouts();
const connection = new Connection({frame, state, unauthorized, opened: () => rollouts.clear()});
const timeline = new Timeline(model, connection);
const grid = new Grid(model, name => timeline.open(name));
const feed = new Feed(model, name => timeline.open(name));
const chips = new Map();
let stream = null;

function frame(frame) {
  switch (frame.type) {
    case "snapshot": return takeSnapshot(frame);
    case "change": return takeChange(frame.change);
    case "rollout": return rollouts.take(frame);
    case "stats": return takeStats(frame);
  }
}

function takeSnapshot(frame) {
  if (!model.snapshot(frame)) return;
  if (stream !== null && stream !== frame.stream) {
    charts.restart();
    timeline.restart();
  }
  stream = frame.stream;
  drawCounts();
}

function takeChange(change) {
  const row = model.change(change);
  if (row === null) return;
  const late = delay(change);
  if (late !== null) charts.delay(late);
  feed.add(change);
  timeline.add(change);
  grid.refresh();
}

function takeStats(frame) {
  charts.stats(frame);
  byId("figure-transition").textContent = count([...model.counts]
    .reduce((sum, [name, n]) => sum + (inTransition(name) ? n : 0), 0));
  const calls = charts.callsPerSecond();
  const allowed = frame.pools.reduce((sum, pool) => sum + pool.rate, 0);
  figure("figure-calls", calls === null ? "–" : calls.toFixed(0), `of ${allowed.toFixed(0)}`);
  const share = frame.engine.calls ? (100 * frame.engine.throttled) / frame.engine.calls : 0;
  figure("figure-throttled", count(frame.engine.throttled), `${share.toFixed(share < 10 ? 2 : 0)}%`);
  const late = charts.recentDelay();
  figure("figure-delay", late ? span(late.median) : "–", late ? `p95 ${span(late.most)}` : "");
  byId("figure-health").textContent = HEALTH[frame.status] ?? frame.status;
  byId("figure-health").dataset.status = frame.status;
  const alert = byId("alert");
  alert.hidden = !frame.cause;
  alert.textContent = frame.cause ? `${HEALTH[frame.status] ?? frame.status}: ${frame.cause}` : "";
}

function figure(id, value, note) {
  byId(id).replaceChildren(value, element("small", "", note));
}

/** Counts by state, a button each; the cells and the feed follow them. */
function drawCounts() {
  const names = inOrder(new Set([...model.counts.keys(), ...model.states]));
  for (const [name, chip] of chips) {
    if (!names.includes(name)) {
      chip.remove();
      chips.delete(name);
    }
  }
  names.forEach((name, i) => {
    const chip = chips.get(name) ?? newChip(name);
    if (byId("states").children[i] !== chip) byId("states").insertBefore(chip, byId("states").children[i] ?? null);
    chip.querySelector("b").textContent = count(model.counts.get(name) ?? 0);
    chip.setAttribute("aria-pressed", String(model.states.has(name)));
  });
  const shown = model.shown().length;
  byId("figure-functions").textContent = count(model.rows.size);
  byId("shown").textContent = model.isFiltered() ? `${count(shown)} of ${count(model.rows.size)}` : count(shown);
  byId("clear").hidden = !model.isFiltered();
  byId("empty").hidden = shown > 0;
  byId("empty").textContent = model.isFiltered() ? "No function matches." : "No functions yet.";
  grid.refresh();
}

function newChip(name) {
  const chip = element("button", "chip", element("i", `swatch ${look(name).colour} ${look(name).mark}`),
    element("b", ""), element("span", "", look(name).words));
  chip.type = "button";
  chip.dataset.state = name;
  chip.addEventListener("click", () => {
    model.toggle(name);
    filtered();
  });
  chips.set(name, chip);
  return chip;
}

function filtered() {
  drawCounts();
  feed.refresh();
}

function state(name, since) {
  const link = byId("link");
  document.body.classList.toggle("stale", name !== "live");
  link.dataset.state = name;
  if (name === "live") link.textContent = "Live";
  else if (!since) link.textContent = "Connecting";
  else link.textContent = `${name === "lost" ? "Reconnecting" : "Silent"}, stale for ${span(performance.now() - since)}`;
}

function unauthorized(wasWrong) {
  byId("ask-note").textContent = wasWrong ? "That was not it. It is kept in this tab only." : "It is kept in this tab only.";
  if (!byId("ask").open) byId("ask").showModal();
}

byId("ask-form").addEventListener("submit", () => {
  connection.useToken(byId("token").value);
  byId("token").value = "";
});
byId("ask").addEventListener("cancel", event => event.preventDefault());
byId("search").addEventListener("input", event => {
  model.search(event.target.value);
  filtered();
});
byId("clear").addEventListener("click", () => {
  model.clear();
  byId("search").value = "";
  filtered();
});
document.addEventListener("keydown", event => {
  const typing = event.target instanceof HTMLInputElement;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "Escape" && typing && event.target.value) {
    event.target.value = "";
    event.target.dispatchEvent(new Event("input"));
  }
});
onScheme(() => {
  grid.refresh();
  charts.draw();
  timeline.refresh();
});
setInterval(drawCounts, 250);
connection.open();
