// What compare.mjs was asked to do.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parseOurMethod } from "./engines.mjs";
import { parseLlamaMethod } from "./llama-decode.mjs";

export const USAGE = `Usage:
  node compare.mjs --model FILE.gguf [--model FILE.gguf ...] [options] [-- options of ours]
  node compare.mjs --target FILE.gguf --draft FILE.gguf [--qualifier FILE.gguf] [options]
                   [-- options of ours]

Both:
  --rounds N          alternating rounds, ours then llama.cpp (default 3)
  --threads N         threads of either (default 2)
  --output FILE.md    where the table goes (default table.md); raw figures go to FILE.json
  --flash-attention   let llama.cpp use flash attention
  --cache f16|f32     what llama.cpp keeps keys and values in (default f16)
Passes (--model):
  --sizes N,N,...     tokens of passes with logits after each, as for verifying
                      (default 1,2,4,8,16,32,128)
  --prompt-sizes N,N  tokens of passes with logits after the last only, as for reading a prompt
                      (default 128; "" for none)
  --repetitions N     passes of each size a round (default 5)
Decoding (--target):
  --prompts FILE      JSON Lines, an object with "prompt" each (default: this project's prompts)
  --warm-up N         how many of them either engine answers first, only to get warm (default 1)
  --prompt-count N    how many more it answers, which count (default 4)
  --tokens N          tokens a response (default 64)
  --temperature T     of the target, and of drafts that sample (default 1; nothing is cut off)
  --seed N            default 1
  --methods A,B       lossless methods of ours: target, sd:N, sd:N@qualifier, psd-e:N:M with draft
                      length N and block length M (default target,sd:2,sd:4,psd-e:2:3; without
                      a qualifier target,sd:2,sd:4)
  --peer-methods A,B  methods of llama.cpp: plain, greedy:N, sampled:N, predictor, predictor:N,
                      each with @qualifier to draft with the qualifier
                      (default plain,greedy:2,greedy:4,sampled:4,predictor:4)
`;

const FLASH_ATTENTION = "flash-attention";

const OPTIONS = {
  model: { type: "string", multiple: true, default: [] },
  target: { type: "string" },
  qualifier: { type: "string" },
  draft: { type: "string" },
  rounds: { type: "string", default: "3" },
  threads: { type: "string", default: "2" },
  output: { type: "string", default: "table.md" },
  [FLASH_ATTENTION]: { type: "boolean", default: false },
  cache: { type: "string", default: "f16" },
  sizes: { type: "string", default: "1,2,4,8,16,32,128" },
  "prompt-sizes": { type: "string", default: "128" },
  repetitions: { type: "string", default: "5" },
  prompts: {
    type: "string",
    default: fileURLToPath(new URL("../../prompts/java.jsonl", import.meta.url)),
  },
  "warm-up": { type: "string", default: "1" },
  "prompt-count": { type: "string", default: "4" },
  tokens: { type: "string", default: "64" },
  temperature: { type: "string", default: "1" },
  seed: { type: "string", default: "1" },
  methods: { type: "string" },
  "peer-methods": { type: "string", default: "plain,greedy:2,greedy:4,sampled:4,predictor:4" },
  help: { type: "boolean", short: "h", default: false },
};

/** Reads the command line; null if help is wanted. Fails with what is wrong. */
export function readOptions(args) {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.help) {
    return null;
  }
  const measuresPasses = values.model.length > 0;
  if (measuresPasses === (values.target !== undefined)) {
    throw new Error("either --model or --target is needed, and not both; --help tells more");
  }
  return {
    rounds: wholeNumber(values, "rounds", 1),
    threads: wholeNumber(values, "threads", 1),
    output: values.output,
    raw: values.output.replace(/\.md$/, "") + ".json",
    ours: positionals,
    llamaCpp: {
      threads: wholeNumber(values, "threads", 1),
      flashAttention: values[FLASH_ATTENTION],
      cache: oneOf(values, "cache", ["f16", "f32"]).toUpperCase(),
    },
    ...(measuresPasses
      ? { models: values.model.map((file) => resolve(file)), passes: readPasses(values) }
      : { decoding: readDecoding(values) }),
  };
}

/** What passes to measure: series of sizes, each in a process of its own. */
function readPasses(values) {
  const series = [
    { logits: "all", sizes: wholeNumbers(values, "sizes") },
    { logits: "last", sizes: wholeNumbers(values, "prompt-sizes") },
  ];
  return {
    series: series.filter(({ sizes }) => sizes.length > 0),
    repetitions: wholeNumber(values, "repetitions", 1),
  };
}

function readDecoding(values) {
  const models = {};
  for (const role of ["target", "qualifier", "draft"]) {
    if (values[role] !== undefined) {
      models[role] = resolve(values[role]);
    }
  }
  const pyramid = models.qualifier === undefined ? "" : ",psd-e:2:3";
  const methods = (values.methods ?? `target,sd:2,sd:4${pyramid}`).split(",");
  const peerMethods = values["peer-methods"].split(",");
  for (const method of [...methods.map(parseOurMethod), ...peerMethods.map(parseLlamaMethod)]) {
    const missing = method.roles.find((role) => models[role] === undefined);
    if (missing !== undefined) {
      throw new Error(`the method ${method.name} needs --${missing}`);
    }
  }
  const warmUp = wholeNumber(values, "warm-up", 0);
  return {
    models,
    methods,
    peerMethods,
    warmUp,
    prompts: readPrompts(values.prompts, warmUp + wholeNumber(values, "prompt-count", 1)),
    maxTokens: wholeNumber(values, "tokens", 1),
    temperature: number(values, "temperature"),
    seed: wholeNumber(values, "seed", 0),
  };
}

function readPrompts(file, count) {
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line.trim() !== "");
  if (lines.length < count) {
    throw new Error(`${file} has ${lines.length} prompts; ${count} are needed`);
  }
  return lines.slice(0, count).map((line) => JSON.parse(line).prompt);
}

function wholeNumber(values, name, least) {
  const value = number(values, name);
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`--${name} is ${values[name]}; it must be a whole number from ${least} on`);
  }
  return value;
}

function wholeNumbers(values, name) {
  const parts = values[name] === "" ? [] : values[name].split(",");
  return parts.map((part) => wholeNumber({ [name]: part }, name, 1));
}

function number(values, name) {
  const value = Number(values[name]);
  if (values[name] === "" || !Number.isFinite(value) || value < 0) {
    throw new Error(`--${name} is "${values[name]}"; it must be a number from 0 on`);
  }
  return value;
}

function oneOf(values, name, choices) {
  if (!choices.includes(values[name])) {
    throw new Error(`--${name} is "${values[name]}"; it must be ${choices.join(" or ")}`);
  }
  return values[name];
}
