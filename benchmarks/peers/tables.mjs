// Writes what was measured as one Markdown table, with the conditions under it.

import { basename } from "node:path";
import { median } from "./statistics.mjs";

/** A line for each model and size: median milliseconds over the rounds, and their ratio. */
export function passesTable(rounds, options, machine) {
  const rows = options.models.flatMap((model) => {
    const ofModel = rounds.filter((round) => round.model === model);
    const [first] = options.passes.series;
    const base = (engine) => medianTime(ofModel, engine, first.logits, first.sizes[0]);
    return options.passes.series.flatMap(({ logits, sizes }) => {
      const own = ofModel.filter((round) => round.logits === logits);
      return sizes.map((n) => passRow(own, n, base));
    });
  });
  const last = rounds.at(-1);
  return render(
    ["model", "tokens", "logits", "ours ms", "llama.cpp ms", "ours ÷ llama.cpp", "spread"].concat(
      ["ours ÷ own first line", "llama.cpp ÷ own first line"],
    ),
    rows,
    [
      `Passes after ${last.ours.positions} tokens; medians of ${options.rounds} rounds, each of ` +
        `which is the median of ${options.passes.repetitions} passes of a warm process; the ratio ` +
        "is the median of the ratios within a round, the spread the least and the greatest.",
      ...describeConditions(last.llamaCpp, options, machine),
      `Ours: ${last.ours.threads} threads, ${last.ours.kernel} kernels` +
        (last.ours.vectorBits ? ` of ${last.ours.vectorBits} bits.` : "."),
    ],
  );
}

function passRow(rounds, n, base) {
  const [{ model, logits, llamaCpp }] = rounds;
  const ratios = rounds.map((round) => time(round.ours, n) / time(round.llamaCpp, n));
  const ours = medianTime(rounds, "ours", logits, n);
  const theirs = medianTime(rounds, "llamaCpp", logits, n);
  return [
    label(model, llamaCpp.synthetic),
    n,
    logits,
    milliseconds(ours),
    milliseconds(theirs),
    median(ratios).toFixed(2),
    spread(ratios, 2),
    (ours / base("ours")).toFixed(2),
    (theirs / base("llamaCpp")).toFixed(2),
  ];
}

function medianTime(rounds, engine, logits, n) {
  const own = rounds.filter((round) => round.logits === logits);
  return median(own.map((round) => time(round[engine], n)));
}

function time(figures, n) {
  return figures.passes.find((pass) => pass.n === n).medianMs;
}

/** A line for each method of either engine: tokens a second, and against plain llama.cpp. */
export function decodingTable(rounds, options, machine) {
  const { decoding } = options;
  const plain = rounds.map((round) => rate(round.llamaCpp.responses, "plain"));
  const row = (engine, method, responsesOf) => {
    const rates = rounds.map((round) => rate(responsesOf(round), method));
    const ratios = rates.map((value, i) => value / plain[i]);
    const own = rounds.flatMap(responsesOf).filter((response) => response.method === method);
    return [
      engine,
      method,
      median(rates).toFixed(2),
      spread(rates, 2),
      ratios.some(Number.isNaN) ? "-" : median(ratios).toFixed(2),
      tokensPerPass(own),
      acceptance(own),
    ];
  };
  const last = rounds.at(-1).llamaCpp;
  const models = Object.entries(decoding.models).map(([role, file]) => `${role} ${basename(file)}`);
  return render(
    ["engine", "method", "tokens/s", "spread", "÷ llama.cpp plain"].concat(
      ["tokens a target pass", "accepted"],
    ),
    [
      ...decoding.methods.map((name) => row("ours", name, (round) => round.ours)),
      ...decoding.peerMethods.map((name) =>
        row("llama.cpp", name, (round) => round.llamaCpp.responses),
      ),
    ],
    [
      `Models: ${models.join(", ")}${last.synthetic ? `; target is ${last.synthetic}` : ""}.`,
      `Responses of ${decoding.maxTokens} tokens to ` +
        `${decoding.prompts.length - decoding.warmUp} prompts (${decoding.warmUp} more to get warm), temperature ${decoding.temperature}, nothing cut off (no top-k, top-p or min-p), ` +
        `end of generation ignored, seed ${decoding.seed}; time without the prompt; medians of ` +
        `${options.rounds} rounds.`,
      ...describeConditions(last, options, machine),
    ],
  );
}

/** Tokens a second over all responses of a round; NaN without any. */
function rate(responses, method) {
  const own = responses.filter((response) => response.method === method);
  return count(own) / sum(own, "seconds");
}

function tokensPerPass(responses) {
  return (count(responses) / sum(responses, "passes")).toFixed(2);
}

function acceptance(responses) {
  const proposed = sum(responses, "proposed");
  return proposed > 0 ? (sum(responses, "accepted") / proposed).toFixed(2) : "-";
}

function count(responses) {
  return responses.reduce((total, response) => total + response.output.length, 0);
}

function sum(responses, field) {
  return responses.reduce((total, response) => total + (response[field] ?? 0), 0);
}

function describeConditions(llamaCpp, options, machine) {
  const { flashAttention, cache } = options.llamaCpp;
  return [
    `${machine.processor}, ${machine.processors} processors, ${options.threads} threads for either ` +
      `engine, load average before: ${machine.load}.`,
    `${machine.pyramid}${options.ours.length > 0 ? ` (${options.ours.join(" ")})` : ""}; llama.cpp ` +
      `${llamaCpp.llamaCpp} by node-llama-cpp, flash attention ${flashAttention ? "on" : "off"}, ` +
      `${cache} cache.`,
  ];
}

function label(model, synthetic) {
  return basename(model) + (synthetic ? ` (${synthetic})` : "");
}

function milliseconds(value) {
  return value.toFixed(value < 10 ? 2 : 1);
}

function spread(values, digits) {
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}

function render(headings, rows, notes) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(headings),
    line(headings.map((_, i) => (i === 0 ? "---" : "---:"))),
    ...rows.map(line),
    "",
    notes.join("\n"),
    "",
  ].join("\n");
}
