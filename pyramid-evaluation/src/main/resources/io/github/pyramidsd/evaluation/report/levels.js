/* What the levels did: acceptance by place, entropies, deviation against rejections. */

const BIN = 0.25; // nats

function acceptanceByPlace(task) {
  const rows = task.placesOf.map(label => rowsOf(task).find(row => row.label === label)).filter(Boolean);
  return ["target", "qualifier"].map(levelName => {
    const lines = rows.flatMap(row => row.levels
      .filter(level => level.level === levelName && level.verifiedAt.some(n => n > 0))
      .map(level => ({ row, level })));
    if (!lines.length) return null;
    const places = Math.max(...lines.map(line => line.level.verifiedAt.length));
    const share = (level, i) => level.verifiedAt[i] > 0 ? level.acceptedAt[i] / level.verifiedAt[i] : null;
    const option = (c, width) => ({
      grid: { left: 58, right: 20, top: width > 480 ? 56 : 84, bottom: 48 },
      legend: { top: 0, textStyle: { color: c.text }, data: lines.map(line => methodName(line.row.method)) },
      tooltip: tooltip(c, p => tip([short(p.data.row.label), "place " + (p.data.place + 1) + ": " + percent(p.data.share), p.data.accepted + " of " + p.data.verified + " accepted", "press to see the runs"])),
      xAxis: axis(c, "place in the block", { type: "category", data: Array.from({ length: places }, (_, i) => i + 1), splitLine: { show: false } }),
      yAxis: axis(c, "accepted", { type: "value", min: 0, max: 100, nameGap: 42, axisLabel: { formatter: "{value} %" } }),
      series: lines.map(({ row, level }) => ({
        name: methodName(row.method), type: "line", symbol: methodSymbol(row.method), symbolSize: 9, color: methodColor(row.method),
        lineStyle: { width: 2 }, connectNulls: true,
        data: level.verifiedAt.map((n, i) => n > 0
          ? { value: 100 * share(level, i), row, place: i, share: share(level, i), verified: n, accepted: level.acceptedAt[i], symbolSize: n < 30 ? 5 : 9 }
          : { value: null, row, place: i }),
      })),
    });
    return chart(h("figure", {}), "Acceptance by place, at the " + levelName,
      "Of the proposals that were looked at there, those accepted. Small marks are of fewer than 30. One configuration a method: " + lines.map(line => short(line.row.label)).join("; ") + ".",
      340, "The table below has the numbers.", option,
      alternative(["configuration", ...Array.from({ length: places }, (_, i) => "place " + (i + 1))],
        lines.map(({ row, level }) => [row.label, ...level.verifiedAt.map((n, i) => percent(share(level, i)) + " of " + n)])),
      p => p.data && p.data.row && trace(p.data.row.label, task.name, "levels: passes, accepted/proposed"));
  }).filter(Boolean);
}

function entropies(task) {
  const row = rowsOf(task).find(one => one.label === task.entropyOf);
  if (!row) return null;
  const levels = row.levels.filter(level => level.histogram.some(n => n > 0));
  const total = level => level.histogram.reduce((a, b) => a + b, 0);
  const bins = Math.max(...levels.map(level => level.histogram.findLastIndex(n => n > 0))) + 2;
  const option = (c, width) => ({
    grid: { left: 58, right: 20, top: width > 480 ? 34 : 76, bottom: 48 },
    legend: { top: 0, textStyle: { color: c.text }, itemWidth: 34 },
    tooltip: tooltip(c, p => tip([p.seriesName, percent(p.data.value[1] / 100) + " of predictions at " + nats(p.data.value[0]) + " to " + nats(p.data.value[0] + BIN) + " nats"])),
    xAxis: axis(c, "entropy of a prediction, in nats", { type: "value", min: 0, max: bins * BIN }),
    yAxis: axis(c, "predictions", { type: "value", min: 0, nameGap: 42, axisLabel: { formatter: "{value} %" } }),
    series: levels.map(level => {
      const color = shade(LEVELS[level.level]);
      return {
        name: level.level + ", mean " + nats(level.entropy[0]), type: "line", step: "end", symbol: "circle", symbolSize: 3, color,
        lineStyle: { width: 2.2, type: LEVELS[level.level] ? LEVELS[level.level].line : "solid" }, areaStyle: { color, opacity: 0.06 },
        markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color, width: 1.2, type: LEVELS[level.level] ? LEVELS[level.level].line : "solid" }, data: [{ xAxis: level.entropy[0] }] },
        data: Array.from({ length: bins + 1 }, (_, i) => ({ value: [i * BIN, 100 * (level.histogram[i] || 0) / total(level)] })),
      };
    }),
  });
  return chart(h("figure", {}), "How unsure each level is",
    "Entropies of the predictions of each level of " + short(row.label) + "; upright lines are means. A gradient from the draft to the target is what pyramids build on.",
    340, levels.map(level => level.level + " " + nats(level.entropy[0]) + " nats on average").join(", ") + ".", option,
    alternative(["level", "model", "mean (nats)", "95 % CI", "predictions"], levels.map(level => [level.level, level.model, nats(level.entropy[0]), range(level.entropy, nats), num(total(level))])));
}

function deviationAgainstRejections(task) {
  const dots = rowsOf(task).flatMap(row => row.levels.filter(level => level.deviation > 0 || level.saved > 0).map(level => ({ row, level })));
  if (!dots.length) return null;
  const most = 1.08 * Math.max(...dots.flatMap(dot => [dot.level.deviation, dot.level.saved]));
  const names = [...new Set(dots.map(dot => methodName(dot.row.method) + ", " + dot.level.level))];
  const option = (c, width) => ({
    grid: { left: 62, right: 24, top: width > 480 ? 56 : 100, bottom: 48 },
    legend: { top: 0, textStyle: { color: c.text } },
    tooltip: tooltip(c, p => p.data.dot ? tip([short(p.data.dot.row.label) + ", " + p.data.dot.level.level, "spent " + num(p.data.dot.level.deviation) + " an answer", "saved " + num(p.data.dot.level.saved) + " rejections", "press to see the runs"]) : ""),
    xAxis: axis(c, "total variation spent, per answer", { type: "value", min: 0, max: most, axisLabel: { formatter: num, showMaxLabel: false } }),
    yAxis: axis(c, "rejections saved, per answer", { type: "value", min: 0, max: most, nameGap: 44, axisLabel: { formatter: num, showMaxLabel: false } }),
    series: [
      ...names.map(name => {
        const of = dots.filter(dot => methodName(dot.row.method) + ", " + dot.level.level === name);
        const color = methodColor(of[0].row.method);
        const hollow = of[0].level.level !== "target";
        return {
          name, type: "scatter", symbol: methodSymbol(of[0].row.method), symbolSize: 11,
          itemStyle: hollow ? { color: c.panel, borderColor: color, borderWidth: 2 } : { color, borderColor: c.panel, borderWidth: 1 },
          data: of.map(dot => ({ value: [dot.level.deviation, dot.level.saved], dot })),
        };
      }),
      { name: "theory: one for one", type: "line", silent: true, symbol: "none", color: c.text, lineStyle: { color: c.text, width: 1.3, type: "dashed" }, data: [[0, 0], [most, most]] },
    ],
  });
  return chart(h("figure", {}), "What lossiness costs and buys",
    "Each unit of total variation spent by accepting unseen saves one expected rejection: points should lie near the line. Above it lie levels whose savings were redrafted, as a charge on a token that was taken back is forgotten and its saving is not.",
    400, "The table below has the numbers.", option,
    alternative(["configuration", "level", "spent", "saved"], dots.map(dot => [dot.row.label, dot.level.level, num(dot.level.deviation), num(dot.level.saved)])),
    p => p.data && p.data.dot && trace(p.data.dot.row.label, task.name, "deviation"));
}

function distances(task) {
  const rows = rowsOf(task).filter(row => row.ngrams.length);
  if (!task.distribution || !rows.length) return null;
  return h("div", {}, h("h3", {}, "Distance from plain decoding, by n-grams"),
    h("p", { class: "note" }, "Total variation between the n-grams of all samples, a mean over prompts. The floor is what it would be if both had one law: finite samples always differ. p is of a test that shuffles samples."),
    h("div", { class: "scroll", tabindex: "0" }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col", class: "name" }, "configuration"), rows[0].ngrams.flatMap(n => [n.order + "-grams", "floor", "p"].map(t => h("th", { scope: "col" }, t))))),
      h("tbody", {}, rows.map(row => h("tr", {},
        h("th", { scope: "row", class: "name" }, short(row.label), row.ngrams[0].plainAgainstPlain ? h("span", { class: "low" }, "one half of its seeds against the other") : null),
        row.ngrams.flatMap(n => [traced(n.distance.toFixed(3), row, "answer"), n.floor.toFixed(3), num(n.p) + (n.p < 0.05 ? " *" : "")].map(t => h("td", {}, t)))))))));
}
