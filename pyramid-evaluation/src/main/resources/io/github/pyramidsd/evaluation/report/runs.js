/* The runs, and the way from a number to its own. */

const PAGE = 50;
const runsView = { configuration: "", task: "", item: "", column: "", page: 0, back: null, update: () => {} };
const COLUMN = Object.fromEntries(data.runs.columns.map((name, i) => [name, i]));

/** Shows the runs of a configuration on a task, with a column marked. */
function trace(configuration, task, column) {
  const place = document.activeElement;
  Object.assign(runsView, { configuration, task: task === "*" ? "" : task, item: "", column, page: 0, back: place });
  runsView.update();
  document.getElementById("runs").scrollIntoView();
  document.getElementById("runs-back").focus({ preventScroll: true });
}

/** A number that leads to its runs. */
function traced(text, row, column) {
  if (text === MISSING) return MISSING;
  return h("button", { class: "trace", type: "button", title: "Show the " + row.runs + " runs that this is made of", click: () => trace(row.label, row.task, column) }, text);
}

function runsTable(root) {
  const labels = data.runs.configurations;
  const choice = (name, values) => h("select", { change: event => { runsView[name] = event.target.value; runsView.page = 0; runsView.update(); } },
    h("option", { value: "" }, "all"), values.map(v => h("option", { value: v }, v)));
  const configuration = choice("configuration", labels);
  const task = choice("task", [...new Set(data.runs.rows.map(row => row[COLUMN.task]))]);
  const item = h("input", { type: "search", size: "14", input: event => { runsView.item = event.target.value; runsView.page = 0; runsView.update(); } });
  const status = h("p", { class: "note", role: "status" });
  const body = h("tbody");
  const heads = data.runs.columns.map((name, i) => h("th", { scope: "col", class: i < 4 || i > 9 ? "name" : null }, name));
  const earlier = h("button", { type: "button", class: "plain", click: () => { runsView.page--; runsView.update(); } }, "Earlier");
  const later = h("button", { type: "button", class: "plain", click: () => { runsView.page++; runsView.update(); } }, "Later");
  const back = h("button", { type: "button", class: "plain", id: "runs-back", click: () => { if (runsView.back) { runsView.back.scrollIntoView({ block: "center" }); runsView.back.focus(); } } }, "Back to the number");
  root.append(h("div", { class: "filters" }, h("label", {}, "configuration", configuration), h("label", {}, "task", task), h("label", {}, "item contains", item), back),
    status, h("div", { class: "scroll", tabindex: "0" }, h("table", {}, h("thead", {}, h("tr", {}, heads)), body)), h("div", { class: "filters" }, earlier, later));
  const formats = { "tokens/s": num, "time to answer (s)": num, "first token (s)": num, score: num, deviation: num, configuration: i => labels[i] };
  runsView.update = () => {
    configuration.value = runsView.configuration;
    task.value = runsView.task;
    item.value = runsView.item;
    const rows = data.runs.rows.filter(row => (!runsView.configuration || labels[row[0]] === runsView.configuration)
      && (!runsView.task || row[COLUMN.task] === runsView.task) && (!runsView.item || row[COLUMN.item].includes(runsView.item)));
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    runsView.page = Math.min(Math.max(0, runsView.page), pages - 1);
    earlier.disabled = runsView.page === 0;
    later.disabled = runsView.page === pages - 1;
    back.hidden = !runsView.back;
    status.textContent = rows.length + " runs, page " + (runsView.page + 1) + " of " + pages + "." + check(rows, runsView.column);
    heads.forEach((head, i) => head.classList.toggle("highlight", data.runs.columns[i] === runsView.column));
    body.replaceChildren(...rows.slice(runsView.page * PAGE, (runsView.page + 1) * PAGE).map(row => h("tr", {}, row.map((value, i) => {
      const name = data.runs.columns[i];
      const kind = [i === COLUMN.answer ? "text" : i < 4 || i > 9 ? "name" : "", name === runsView.column ? "highlight" : ""].filter(Boolean).join(" ");
      return h("td", kind ? { class: kind } : {}, formats[name] ? formats[name](value) : String(value ?? MISSING));
    }))));
  };
  runsView.update();
}

/** The mean of the marked column, to be compared with the number that led here. */
function check(rows, column) {
  const geometric = ["tokens/s", "time to answer (s)", "first token (s)"].includes(column);
  if (!geometric && !["tokens", "score", "deviation"].includes(column)) return "";
  const values = rows.map(row => row[COLUMN[column]]).filter(isNumber);
  if (!values.length) return "";
  const mean = values.reduce((sum, v) => sum + (geometric ? Math.log(v) : v), 0) / values.length;
  return " The " + (geometric ? "geometric " : "") + "mean of “" + column + "” over these " + values.length + " is " + num(geometric ? Math.exp(mean) : mean) + ".";
}
