/* The summary table of a task. */

const LETTERS = { draft: "D", qualifier: "Q", target: "T" };
const star = p => isNumber(p) && p < 0.05 ? " *" : "";

function summaryColumns(task) {
  const format = scoreFormat(task);
  const metric = name => row => row.metrics[name];
  const estimate = (get, show, column) => ({
    value: row => get(row) ? get(row).mean[0] : null,
    cell: row => {
      const one = get(row);
      return one ? [traced(show(one.mean[0]), row, column), h("span", { class: "low" }, range(one.mean, show))] : [MISSING];
    },
  });
  const against = (base, name, p, show, column) => ({
    value: row => row[base] ? row[base][name][0] : null,
    cell: row => row[base] ? [traced(show(row[base][name][0]), row, column), star(row[base][p]), h("span", { class: "low" }, range(row[base][name], show))] : [MISSING],
  });
  const levels = (get, show, skip) => ({
    value: row => { const top = row.levels[row.levels.length - 1]; return top ? get(top)[0] : null; },
    cell: row => row.levels.filter(level => isNumber(get(level)[0]) && !(skip && skip(row, level))).toReversed()
      .map(level => h("div", { title: level.level + ", 95 % CI " + range(get(level), show) }, (LETTERS[level.level] || level.level) + " ", traced(show(get(level)[0]), row, "levels: passes, accepted/proposed"))),
  });
  const isScored = task.name !== "*" && !task.distribution;
  return [
    { name: "tokens/s", ...estimate(metric("tokensPerSecond"), num, "tokens/s") },
    { name: "× plain", ...against("plain", "speed", "speedP", times, "tokens/s") },
    { name: "× best SD", ...against("sd", "speed", "speedP", times, "tokens/s") },
    { name: "time to answer", ascending: true, ...estimate(metric("timeToAnswer"), seconds, "time to answer (s)") },
    { name: "time × plain", ascending: true, ...against("plain", "time", "timeP", times, "time to answer (s)") },
    { name: "first token", ascending: true, ...estimate(metric("timeToFirstToken"), seconds, "first token (s)") },
    { name: "tokens", ...estimate(metric("answerTokens"), num, "tokens") },
    isScored && { name: task.score, ascending: task.lowerIsBetter, ...estimate(row => row.score, format, "score") },
    isScored && {
      name: "± over seeds", ascending: true, value: row => row.score ? row.score.seedDeviation : null,
      cell: row => [row.score ? traced(task.points ? points(row.score.seedDeviation).replace("+", "") : num(row.score.seedDeviation), row, "score") : MISSING],
    },
    !task.distribution && { name: "quality − plain, points", ...against("plain", "quality", "qualityP", points, "score") },
    { name: "accepted", ...levels(level => level.acceptance, percent, (row, level) => level.level === "draft" && row.levels.length > 1) },
    { name: "passes per token", ascending: true, ...levels(level => level.passesPerToken, num) },
    { name: "entropy, nats", ...levels(level => level.entropy, nats) },
    { name: "deviation bound", ascending: true, ...estimate(metric("deviationBound"), num, "deviation") },
    { name: "memory", ascending: true, value: row => row.peakMemory, cell: row => [megabytes(row.peakMemory)] },
  ].filter(Boolean).filter(column => rowsOf(task).some(row => isNumber(column.value(row))));
}

function summaryTable(task) {
  const columns = summaryColumns(task);
  const rows = rowsOf(task);
  const body = h("tbody");
  let sorted = columns[0];
  let ascending = false;
  const heads = columns.map(column => h("th", { scope: "col" }, h("button", {
    type: "button", class: "sort",
    click: () => {
      ascending = sorted === column ? !ascending : !!column.ascending;
      sorted = column;
      fill();
    },
  }, column.name)));
  const badge = row => [
    row.label === task.bestLossless ? h("span", { class: "badge" }, "best lossless") : null,
    row.label === task.bestLossy ? h("span", { class: "badge" }, "best lossy") : null,
  ];
  const line = row => h("tr", { class: row.label === task.bestLossless || row.label === task.bestLossy ? "best" : null },
    h("th", { scope: "row", class: "name" }, badge(row), short(row.label), h("span", { class: "low" }, (row.lossless ? "lossless" : "lossy") + ", " + row.runs + " runs")),
    columns.map(column => h("td", {}, column.cell(row))));
  const fill = () => {
    columns.forEach((column, i) => heads[i].setAttribute("aria-sort", column === sorted ? ascending ? "ascending" : "descending" : "none"));
    const key = row => { const v = sorted.value(row); return isNumber(v) ? v : ascending ? Infinity : -Infinity; };
    body.replaceChildren(...rows.toSorted((a, b) => ascending ? key(a) - key(b) : key(b) - key(a)).map(line));
  };
  fill();
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Summary of " + taskTitle(task) },
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col", class: "name" }, "configuration"), heads)), body));
}
