/* The page, from top to bottom. */

const byId = id => document.getElementById(id);

function head() {
  const f = data.facts;
  document.title = f.title;
  byId("title").textContent = f.title;
  const items = data.tasks.filter(task => task.name !== "*");
  byId("lead").textContent = num(f.runs) + " runs: " + data.runs.configurations.length + " configurations on "
    + items.map(task => task.name + " (" + task.items + " items, " + task.seeds + " seeds)").join(", ") + ".";
  const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
  byId("facts").append(
    fact("made", f.date.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")),
    ...Object.entries(f.models).map(([role, model]) => fact(role, model)),
    ...Object.entries(f.machine).map(([name, value]) => fact(name, value)),
    ...Object.entries(f.settings).map(([name, value]) => fact(name, value)));
  byId("contents").append(h("a", { href: "#best" }, "What to use"), h("a", { href: "#verdicts" }, "What was found"),
    ...data.tasks.map((task, i) => h("a", { href: "#task-" + i }, taskTitle(task))),
    h("a", { href: "#runs" }, "All runs"), h("a", { href: "#methods" }, "How the numbers are made"));
  byId("made").textContent = "Made " + f.date.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC") + ".";
}

function bestCards() {
  const limit = (100 * data.facts.qualityLoss).toFixed(1).replace(/\.0$/, "");
  const card = (task, kind, label, shown) => {
    const row = data.rows.find(one => one.task === task.name && one.label === label);
    const title = kind;
    if (!row) return h("div", { class: "card" }, h("h3", {}, title), h("p", { class: "name" }, "none within the limit"));
    const facts = [];
    facts.push(h("p", {}, traced(num(row.metrics.tokensPerSecond.mean[0]), row, "tokens/s"), " tokens/s, an answer in ", traced(seconds(row.metrics.timeToAnswer.mean[0]), row, "time to answer (s)"), "."));
    if (row.plain) {
      facts.push(h("p", {}, times(row.plain.speed[0]) + " plain decoding's tokens/s (95 % CI " + range(row.plain.speed, times) + "), in " + times(row.plain.time[0]) + " its time to answer (" + range(row.plain.time, times) + ")."));
      if (!row.lossless && isNumber(row.plain.quality[0])) {
        facts.push(h("p", {}, "Quality " + points(row.plain.quality[0]) + " points (" + range(row.plain.quality, points) + "): "
          + (shown ? "shown to be within the limit." : "within the limit by the estimate, not by the whole interval.")));
      }
    } else if (row.label === data.facts.plain) {
      facts.push(h("p", {}, "Plain decoding itself: no lossless method is faster."));
    }
    return h("div", { class: "card" }, h("h3", {}, title), h("p", { class: "name" }, short(row.label)), facts);
  };
  for (const task of data.tasks) {
    if (data.tasks.length > 1) byId("best-cards").append(h("h3", {}, taskTitle(task)));
    byId("best-cards").append(card(task, "Best lossless", task.bestLossless, true), card(task, "Best lossy", task.bestLossy, task.bestLossyIsShown));
  }
  byId("best-rule").textContent = "Best lossless: the most tokens per second of all that have exactly the target's law. Best lossy: the shortest time to answer of the others whose "
    + "estimated loss of quality against plain decoding is at most " + limit + " points" + (data.tasks.some(task => task.name === "*") ? " (over all tasks together: on each)" : "")
    + "; by time and not by speed, as a looser rule can make answers longer. Both are the best of many on these very runs, so expect a little less from them on others.";
}

function verdicts() {
  const groups = [...new Set(data.verdicts.map(v => v.group))];
  for (const group of groups) {
    const of = data.verdicts.filter(v => v.group === group);
    byId("findings").append(h("h3", {}, group), h("div", { class: of.length > 1 ? "standings" : null }, of.map(v =>
      h("div", { class: "verdict " + v.tone.toLowerCase() },
        h("span", { class: "outcome" }, v.outcome),
        h("p", {}, v.sentence),
        v.configurations.length ? h("p", { class: "note" }, "Made of the runs of ", v.configurations.flatMap((label, i) =>
          [i ? "; " : "", h("button", { type: "button", class: "trace", click: () => trace(label, "*", "tokens/s") }, short(label))])) : null,
        of.length === 1 ? h("details", {}, h("summary", {}, "The rule"), h("p", { class: "note" }, v.rule)) : null))),
      of.length > 1 ? h("details", {}, h("summary", {}, "The rule"), h("p", { class: "note" }, of[0].rule)) : "");
  }
  standings(byId("standings"));
}

function taskSection(task, i) {
  const title = h("h2", { id: "task-" + i + "-title" }, taskTitle(task));
  const about = task.name === "*" ? "Over all tasks that are judged answer by answer: speeds of all runs, and qualities on one scale."
    : task.distribution ? task.items + " prompts, " + task.seeds + " seeds; judged by the law of the samples."
      : task.items + " items, " + task.seeds + " seeds; judged by “" + task.score + "”" + (task.lowerIsBetter ? ", of which less is better." : ".");
  const wide = speedAgainstQuality(task);
  return h("section", { id: "task-" + i, "aria-labelledby": "task-" + i + "-title" }, title, h("p", { class: "note" }, about),
    h("div", { class: "figures" }, wide), distances(task),
    h("h3", {}, "All configurations"), summaryTable(task),
    h("div", { class: "figures" }, heatMaps(task), acceptanceByPlace(task), entropies(task), deviationAgainstRejections(task)));
}

head();
bestCards();
verdicts();
byId("tasks").append(...data.tasks.map(taskSection));
runsTable(byId("runs-table"));
drawAll();
document.documentElement.dataset.drawn = "yes";
