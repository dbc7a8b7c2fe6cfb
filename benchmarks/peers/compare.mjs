// Compares PyramidSD with llama.cpp on the same GGUF files, in alternating rounds on one machine.
// README.md says how to start it, what is measured, and what is and is not equal.

import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import * as engines from "./engines.mjs";
import { conditions, warnIfBusy } from "./machine.mjs";
import { readOptions, USAGE } from "./options.mjs";
import { decodingTable, passesTable } from "./tables.mjs";

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(USAGE);
  } else {
    compare(options);
  }
} catch (error) {
  console.error(`compare: ${error.message}`);
  process.exitCode = 1;
}

function compare(options) {
  const machine = conditions();
  warnIfBusy(machine);
  machine.pyramid = engines.pyramidVersion();
  const rounds = [];
  for (let round = 1; round <= options.rounds; round++) {
    rounds.push(...(options.models ? comparePasses : compareDecoding)(round, options));
  }
  const table = options.models
    ? passesTable(rounds, options, machine)
    : decodingTable(rounds, options, machine);
  writeFileSync(options.output, table);
  writeFileSync(options.raw, JSON.stringify({ machine, options, rounds }) + "\n");
  console.log(table);
  console.log(`Written to ${options.output}; raw figures to ${options.raw}`);
}

/** One round: each model and series of sizes in turn, by us and then by llama.cpp. */
function comparePasses(round, options) {
  const figures = [];
  for (const model of options.models) {
    for (const series of options.passes.series) {
      say(options, round, `ours, ${basename(model)}`);
      const ours = engines.measureOurPasses(model, series, options);
      say(options, round, `llama.cpp, ${basename(model)}`);
      const llamaCpp = engines.measureLlamaCpp({
        kind: "forward",
        model,
        ...series,
        repetitions: options.passes.repetitions,
        ...options.llamaCpp,
      });
      figures.push({ round, model, logits: series.logits, ours, llamaCpp });
    }
  }
  return figures;
}

/** One round: each of our methods in turn, and then llama.cpp with each of its own. */
function compareDecoding(round, options) {
  const ours = options.decoding.methods.flatMap((name) => {
    say(options, round, `ours, ${name}`);
    return engines.measureOurDecoding(engines.parseOurMethod(name), options);
  });
  say(options, round, "llama.cpp");
  const llamaCpp = engines.measureLlamaCpp({
    kind: "decode",
    ...options.llamaCpp,
    ...options.decoding,
    methods: options.decoding.peerMethods,
  });
  warnIfPromptsDiffer(ours, llamaCpp.responses);
  return [{ round, ours, llamaCpp }];
}

/** Warns if the engines split a prompt into different numbers of tokens. */
function warnIfPromptsDiffer(ours, theirs) {
  for (const { prompt, promptTokens } of theirs) {
    const own = ours.find((response) => response.prompt === prompt);
    if (own.promptTokens !== promptTokens) {
      console.error(
        `compare: warning: prompt ${prompt} has ${own.promptTokens} tokens for us and ` +
          `${promptTokens} for llama.cpp, which makes responses to it different work`,
      );
    }
  }
}

function say(options, round, what) {
  if (process.stderr.isTTY) {
    console.error(`round ${round} of ${options.rounds}: ${what}`);
  }
}
