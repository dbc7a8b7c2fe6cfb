/* Colours, and charts that follow the colour scheme, the width and the printer. */

/* Okabe and Ito's palette, which all kinds of colour vision tell apart; symbols differ too. */
const METHODS = {
  target: { light: "#000000", dark: "#f2f2f2", symbol: "diamond" },
  sd: { light: "#0072b2", dark: "#56a8dc", symbol: "circle" },
  fsd: { light: "#b87900", dark: "#e69f00", symbol: "rect" },
  "psd-e": { light: "#b5508c", dark: "#dd8fbd", symbol: "roundRect" },
  "psd-a": { light: "#00805c", dark: "#1fc498", symbol: "triangle" },
  "psd-f": { light: "#d55e00", dark: "#f0803c", symbol: "path://M0,0L10,0L5,9Z" },
  auto: { light: "#5b3fa8", dark: "#b7a4f5", symbol: "path://M5,0L6.5,3.5L10,3.8L7.4,6.2L8.2,10L5,8L1.8,10L2.6,6.2L0,3.8L3.5,3.5Z" },
};
const LEVELS = {
  draft: { light: "#0072b2", dark: "#56a8dc", line: "dotted" },
  qualifier: { light: "#b87900", dark: "#e69f00", line: "dashed" },
  target: { light: "#000000", dark: "#f2f2f2", line: "solid" },
};

const darkQuery = matchMedia("(prefers-color-scheme: dark)");
let printing = false;
const isDark = () => darkQuery.matches && !printing;
const shade = entry => entry ? entry[isDark() ? "dark" : "light"] : isDark() ? "#aaaaaa" : "#666666";
const methodColor = method => shade(METHODS[method]);
const methodSymbol = method => METHODS[method] ? METHODS[method].symbol : "circle";

/** Colours of the page's own. */
function ink() {
  return isDark()
    ? { text: "#e6e8ea", soft: "#a3adb8", line: "#363d47", panel: "#1b2027" }
    : { text: "#1d2329", soft: "#59636e", line: "#e2e0d9", panel: "#ffffff" };
}

const charts = [];
const isNarrow = () => document.documentElement.clientWidth < 640;

/** A figure with a chart that is drawn anew when colours or width change. */
function chart(figure, title, caption, height, describe, option, table, onClick) {
  const box = h("div", { class: "chart", role: "img", "aria-label": title + ". " + describe });
  figure.append(h("figcaption", {}, h("b", {}, title), caption), box, table);
  const entry = { box, option, height, onClick, instance: null, width: 0 };
  charts.push(entry);
  return figure;
}

function draw(entry, width) {
  const height = typeof entry.height === "function" ? entry.height() : entry.height;
  if (!entry.instance) {
    entry.instance = echarts.init(entry.box, null, { renderer: "svg", width, height });
    if (entry.onClick) entry.instance.on("click", entry.onClick);
  } else {
    entry.instance.resize({ width, height });
  }
  entry.width = width;
  entry.box.style.height = height + "px";
  const c = ink();
  entry.instance.setOption({
    animation: false,
    backgroundColor: "transparent",
    textStyle: { color: c.text, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 },
    ...entry.option(c, width),
  }, true);
}

function drawAll() {
  const paper = entry => entry.box.parentElement.matches(".wide, #standings") ? 930 : 440;
  for (const entry of charts) draw(entry, printing ? paper(entry) : Math.max(240, entry.box.parentElement.clientWidth - (isNarrow() ? 16 : 34)));
}

let pending = 0;
addEventListener("resize", () => {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(() => { if (!printing) drawAll(); });
});
darkQuery.addEventListener("change", drawAll);
addEventListener("beforeprint", () => { printing = true; drawAll(); });
addEventListener("afterprint", () => { printing = false; drawAll(); });

/** An axis in the page's colours; names stand along it, so that they are never cut off. */
function axis(c, name, more) {
  const { axisLabel, ...rest } = more || {};
  return {
    name, nameLocation: "middle", nameGap: 30,
    nameTextStyle: { color: c.text },
    axisLine: { show: true, onZero: false, lineStyle: { color: c.soft } },
    axisTick: { lineStyle: { color: c.soft } },
    axisLabel: { color: c.soft, hideOverlap: true, ...axisLabel },
    splitLine: { lineStyle: { color: c.line } },
    ...rest,
  };
}

const tooltip = (c, formatter) => ({
  trigger: "item", confine: true, backgroundColor: c.panel, borderColor: c.soft, textStyle: { color: c.text }, formatter,
});

/** Lines of a tooltip, as text. */
const tip = lines => h("div", { class: "tip" }, lines.filter(Boolean).map((line, i) => h("div", {}, i ? line : h("b", {}, line))));

/** Whiskers from low to high, at values [x, y, low, high]. */
function whiskers(color, vertical, opacity) {
  return {
    type: "custom", silent: true, z: 1, tooltip: { show: false }, encode: { x: vertical ? 0 : [0, 2, 3], y: vertical ? [1, 2, 3] : 1 },
    renderItem(_, api) {
      const low = api.coord(vertical ? [api.value(0), api.value(2)] : [api.value(2), api.value(1)]);
      const high = api.coord(vertical ? [api.value(0), api.value(3)] : [api.value(3), api.value(1)]);
      const end = vertical ? [3, 0] : [0, 3];
      const line = (a, b) => ({
        type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: color, lineWidth: 1.2, opacity },
      });
      return {
        type: "group",
        children: [line(low, high), ...[low, high].map(p => line([p[0] - end[0], p[1] - end[1]], [p[0] + end[0], p[1] + end[1]]))],
      };
    },
  };
}
