// SPDX-License-Identifier: Apache-2.0
// Elements, numbers and times as text. What comes from the server is set as text only, never as markup.

export const byId = id => document.getElementById(id);

/** An element of a class, with text or children. */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

const WHOLE = new Intl.NumberFormat("en");
export const count = number => WHOLE.format(number);

/** A span of time in as few characters as tell it: 340 ms, 4.2 s, 3 min, 5 h, 12 d. */
export function span(millis) {
  if (millis < 1_000) return `${Math.max(0, Math.round(millis))} ms`;
  if (millis < 10_000) return `${(millis / 1_000).toFixed(1)} s`;
  if (millis < 100_000) return `${Math.round(millis / 1_000)} s`;
  if (millis < 6_000_000) return `${Math.round(millis / 60_000)} min`;
  if (millis < 172_800_000) return `${Math.round(millis / 3_600_000)} h`;
  return `${Math.round(millis / 86_400_000)} d`;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", {hour: "2-digit", minute: "2-digit", second: "2-digit"});
export const clock = millis => CLOCK.format(millis);

/** Fits a canvas to its box and the screen's pixels; its context is in CSS pixels, width and height likewise. */
export function fit(canvas, height) {
  const scale = window.devicePixelRatio || 1;
  const width = Math.floor(canvas.parentElement.clientWidth - padding(canvas.parentElement));
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  return {pen, width, height};
}

function padding(box) {
  const style = getComputedStyle(box);
  return parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
}

/** Colours of the style sheet, looked up once per colour scheme. */
let palette = new Map();
export function colour(name) {
  if (!palette.has(name)) {
    palette.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  }
  return palette.get(name);
}

/** Calls back when the colour scheme changes. */
export function onScheme(redraw) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    palette = new Map();
    redraw();
  });
}
