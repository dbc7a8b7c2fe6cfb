/* Speed against quality, and methods against plain decoding. */

const rowsOf = task => data.rows.filter(row => row.task === task.name);
const methodsOf = rows => Object.keys(METHODS).filter(m => rows.some(row => row.method === m));

/** What a task's chart has upwards: its main score, the excess distance, or quality against plain decoding. */
function qualityOf(task, row) {
  if (task.name === "*") {
    if (row.label === data.facts.plain) return [0, 0, 0];
    return row.plain ? row.plain.quality : [null, null, null];
  }
  if (task.distribution) {
    const last = row.ngrams[row.ngrams.length - 1];
    return last ? [last.distance - last.floor, null, null] : [null, null, null];
  }
  return row.score ? row.score.mean : [null, null, null];
}

function qualityName(task) {
  if (task.name === "*") return "quality against plain, in points";
  if (task.distribution) return "3-gram distance above the floor, in %, less is better";
  return task.score + (task.points ? ", in %" : "") + (task.lowerIsBetter ? " (less is better)" : "");
}

function speedAgainstQuality(task) {
  const rows = rowsOf(task).filter(row => row.metrics.tokensPerSecond && isNumber(qualityOf(task, row)[0]));
  if (rows.length < 2) return null;
  const factor = task.name === "*" || task.points ? 100 : 1;
  const format = task.name === "*" ? points : scoreFormat(task);
  const speed = row => row.metrics.tokensPerSecond.mean;
  const marked = new Set([data.facts.plain, task.bestLossless, task.bestLossy, ...task.front.toReversed()].filter(Boolean));
  const up = row => qualityOf(task, row).map(x => isNumber(x) ? factor * x : x);
  const full = row => [speed(row)[0], up(row)[0]];
  const limits = (values, floor) => {
    const known = values.filter(isNumber);
    const low = Math.min(...known), high = Math.max(...known), pad = 0.05 * (high - low || Math.abs(high) || 1);
    return { min: Math.max(floor, low - pad), max: high + pad };
  };
  /* Names of the marked ones, in one series, so that those that would overlap an earlier one are left out. */
  const names = (c, width, some) => ({
    type: "scatter", silent: true, symbolSize: 16, z: 5, itemStyle: { opacity: 0 }, tooltip: { show: false }, labelLayout: { hideOverlap: true },
    data: some.map(row => ({
      value: full(row),
      label: {
        show: true, position: full(row)[0] > middle ? "left" : "right", distance: 4, offset: [0, -9], color: c.text, fontSize: 11, lineHeight: 14,
        textBorderColor: c.panel, textBorderWidth: 3, opacity: 1,
        formatter: (row.label === task.bestLossless ? "best lossless:\n" : row.label === task.bestLossy ? "best lossy:\n" : "") + short(row.label),
        ...(width > 560 ? {} : { width: 120, overflow: "break" }),
      },
    })),
  });
  const middle = Math.max(...rows.map(row => speed(row)[0])) * 0.7;
  const text = row => tip([short(row.label),
    num(speed(row)[0]) + " tokens/s (" + range(speed(row), num) + ")",
    qualityName(task) + ": " + format(qualityOf(task, row)[0]) + (isNumber(up(row)[1]) ? " (" + range(qualityOf(task, row), format) + ")" : ""),
    row.metrics.timeToAnswer && "answer in " + seconds(row.metrics.timeToAnswer.mean[0]),
    "press to see the " + row.runs + " runs"]);
  const option = (c, width) => {
    const series = [];
    for (const method of methodsOf(rows)) {
      const color = methodColor(method);
      const of = rows.filter(row => row.method === method);
      const faint = rows.length > 25 ? 0.3 : 0.6;
      const whiskerRows = of.filter(row => isNumber(up(row)[1]));
      series.push({ ...whiskers(color, true, faint), data: whiskerRows.map(row => [...full(row), up(row)[1], up(row)[2]]) });
      series.push({ ...whiskers(color, false, faint), data: of.filter(row => isNumber(speed(row)[1])).map(row => [...full(row), speed(row)[1], speed(row)[2]]) });
      series.push({
        name: methodName(method), type: "scatter", symbol: methodSymbol(method), symbolSize: 12, z: 3,
        itemStyle: { color, borderColor: c.panel, borderWidth: 1 },
        data: of.map(row => ({
          value: full(row), row,
          symbolSize: marked.has(row.label) ? 16 : 11,
        })),
      });
    }
    const front = task.front.map(label => rows.find(row => row.label === label)).filter(Boolean);
    series.push({ name: "Pareto front", type: "line", step: "end", symbol: "none", z: 2, silent: true, color: c.soft, lineStyle: { color: c.soft, type: "dashed", width: 1.5 }, data: front.map(full) });
    series.push(names(c, width, [...marked].slice(0, width > 560 ? 99 : 3).map(label => rows.find(row => row.label === label)).filter(Boolean)));
    return {
      grid: { left: width > 560 ? 64 : 56, right: 20, top: width > 560 ? 40 : 70, bottom: 48 },
      legend: { top: 0, textStyle: { color: c.text }, itemWidth: 16, itemHeight: 11, data: [...methodsOf(rows).map(methodName), "Pareto front"] },
      tooltip: tooltip(c, p => p.data.row ? text(p.data.row) : ""),
      xAxis: axis(c, "tokens per second", { type: "value", ...limits(rows.flatMap(speed), 0), axisLabel: { formatter: num, showMinLabel: false, showMaxLabel: false } }),
      yAxis: axis(c, qualityName(task), { type: "value", inverse: task.lowerIsBetter, nameGap: 44, ...limits(rows.flatMap(up), -Infinity), axisLabel: { formatter: num, showMinLabel: false, showMaxLabel: false } }),
      series,
    };
  };
  const table = alternative(["configuration", "tokens/s", "95 % CI", qualityName(task), "95 % CI", "on the front"],
    rows.map(row => [row.label, num(speed(row)[0]), range(speed(row), num), format(qualityOf(task, row)[0]), range(qualityOf(task, row), format), task.front.includes(row.label) ? "yes" : ""]));
  return chart(h("figure", { class: "wide" }), "Speed against quality",
    "Up and to the right is better. Whiskers are 95 % confidence intervals; the dashed line is the Pareto front: nothing is both faster and better than what lies on it.",
    () => isNarrow() ? 420 : 520, rows.length + " configurations; the table below has their numbers.", option, table,
    p => p.data && p.data.row && trace(p.data.row.label, task.name, "tokens/s"));
}

/** Each method at its best, against the baseline. */
function standings(figure) {
  const all = data.standings;
  if (!all.length) { figure.remove(); return; }
  const baseline = methodName(all[0].other);
  const name = s => methodName(s.method);
  const inverse = interval => [1 / interval[0], isNumber(interval[2]) ? 1 / interval[2] : null, isNumber(interval[1]) ? 1 / interval[1] : null];
  const option = (c, width) => {
    const line = (interval, place) => [interval[0], place, interval[1], interval[2]];
    const ends = all.flatMap(s => [...s.speed, ...inverse(s.time)]).filter(isNumber);
    const series = [];
    all.forEach((s, i) => {
      const color = methodColor(s.method);
      const place = all.length - 1 - i;
      series.push({ ...whiskers(color, false, 1), data: [line(s.speed, place + 0.14), line(inverse(s.time), place - 0.14)] });
      series.push({ name: "tokens per second", type: "scatter", symbol: "circle", symbolSize: 12, itemStyle: { color }, data: [{ value: [s.speed[0], place + 0.14], s, interval: s.speed, what: "tokens/s" }] });
      series.push({ name: "answers per second", type: "scatter", symbol: "circle", symbolSize: 10, itemStyle: { color: c.panel, borderColor: color, borderWidth: 2.5 }, data: [{ value: [inverse(s.time)[0], place - 0.14], s, interval: inverse(s.time), what: "answers in a time" }] });
    });
    series.push({ type: "line", silent: true, symbol: "none", data: [], markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: c.text, type: "solid", width: 1.3 }, data: [{ xAxis: 1 }] } });
    return {
      grid: { left: width > 500 ? 120 : 96, right: 24, top: 12, bottom: 48 },
      tooltip: tooltip(c, p => p.data.s ? tip([name(p.data.s) + " against " + baseline, p.data.what + ": " + times(p.data.interval[0]), "95 % CI " + range(p.data.interval, times), "quality " + points(p.data.s.quality[0]) + " points", p.data.s.configurations.map(short).join("; ")]) : ""),
      xAxis: axis(c, "times " + baseline, { type: "value", min: Math.min(0.9, Math.floor(10 * Math.min(...ends) - 0.5) / 10), max: Math.max(1.1, Math.ceil(10 * Math.max(...ends) + 0.5) / 10), axisLabel: { formatter: times } }),
      yAxis: axis(c, "", { type: "value", min: -0.6, max: all.length - 0.4, interval: 1, splitLine: { show: false }, axisTick: { show: false },
        axisLabel: { show: false } }),
      graphic: [],
      series: [...series, {
        type: "custom", silent: true, tooltip: { show: false }, data: all.map((s, i) => [0, all.length - 1 - i]), clip: false, encode: { x: -1, y: 1 },
        renderItem(params, api) {
          const y = api.coord([1, api.value(1)])[1];
          return { type: "text", style: { text: name(all[params.dataIndex]), x: params.coordSys.x - 10, y, align: "right", verticalAlign: "middle", fill: c.text, fontSize: 13 } };
        },
      }],
    };
  };
  chart(figure, "Each method at its best, against " + baseline,
    "Filled: tokens per second. Hollow: answers in the same time, which lengths of answers enter too. Right of the line is faster; whiskers are 95 % confidence intervals. "
      + "A method is represented by its best configuration within the loss of quality, chosen on other items than it is measured on.",
    () => 70 + 48 * all.length, "The table below has the numbers.", option,
    alternative(["method", "tokens/s", "95 % CI", "p", "time to answer", "95 % CI", "p", "quality (points)", "95 % CI", "p", "configurations"],
      all.map(s => [name(s), times(s.speed[0]), range(s.speed, times), num(s.speedP), times(s.time[0]), range(s.time, times), num(s.timeP), points(s.quality[0]), range(s.quality, points), num(s.qualityP), s.configurations.join("; ")])));
}
