"use strict";
/* Numbers and elements. Texts of the data only ever become text nodes. */

const data = JSON.parse(document.getElementById("data").textContent);

/** Makes an element; a property that is a function is a listener. */
function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const isNumber = x => typeof x === "number" && Number.isFinite(x);
const MISSING = "–";

/** Three digits that mean something, or the whole number. */
function num(x) {
  if (!isNumber(x)) return MISSING;
  const size = Math.abs(x);
  if (size >= 100) return Math.round(x).toLocaleString("en-GB").replaceAll(",", "\u202f").replace("-", "−");
  return x.toFixed(size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 3).replace("-", "−");
}
const percent = x => isNumber(x) ? (100 * x).toFixed(1).replace("-", "−") + " %" : MISSING;
const points = x => isNumber(x) ? (x > 0 ? "+" : "") + (100 * x).toFixed(1).replace("-", "−") : MISSING;
const times = x => isNumber(x) ? num(x) + "×" : MISSING;
const seconds = x => !isNumber(x) ? MISSING : x < 0.9995 ? num(1000 * x) + " ms" : num(x) + " s";
const nats = x => isNumber(x) ? x.toFixed(2) : MISSING;
const megabytes = x => isNumber(x) ? num(x / 1048576) + " MiB" : MISSING;
const scoreFormat = task => task.points ? percent : num;

/** An interval in words. */
const range = (interval, format) =>
  interval && isNumber(interval[1]) ? format(interval[1]) + " to " + format(interval[2]) : "";

const taskTitle = task => task.name === "*" ? "All tasks together" : task.name;
const methodName = m => ({ target: "plain (target)", fsd: "FSD", sd: "SD", "psd-a": "PSD_A", "psd-f": "PSD_F", "psd-e": "PSD_E" })[m] || m;

/** A label with its knobs as formulas. */
function short(label) {
  return label
    .replace(/draft-length=/g, "ℓ_D\u00a0").replace(/block-length=/g, "ℓ_Q\u00a0")
    .replace(/tau-q=/g, "τ_Q\u00a0").replace(/tau-t=/g, "τ_T\u00a0")
    .replace(/max-deviation=/g, "ε\u00a0");
}

/** A table for those who cannot see a chart, or want its numbers. */
function alternative(head, rows) {
  return h("details", {}, h("summary", {}, "The numbers as a table"),
    h("div", { class: "scroll", tabindex: "0" },
      h("table", {},
        h("thead", {}, h("tr", {}, head.map((t, i) => h("th", { scope: "col", class: i ? null : "name" }, t)))),
        h("tbody", {}, rows.map(row => h("tr", {},
          row.map((t, i) => h(i ? "td" : "th", i ? {} : { scope: "row", class: "name" }, String(t)))))))));
}
