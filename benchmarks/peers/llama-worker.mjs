// Measures llama.cpp in a process of its own: takes a request as JSON in the first argument and
// prints the figures as JSON. compare.mjs starts it once a round.

import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { measureDecoding } from "./llama-decode.mjs";
import { measurePasses } from "./llama-forward.mjs";

const request = JSON.parse(process.argv[2]);
const llama = await getLlama({
  gpu: false,
  build: "never",
  maxThreads: 0, // no budget across contexts: each pass gets the threads that it asks for
  logLevel: LlamaLogLevel.error,
  progressLogs: false,
});
const measure = { forward: measurePasses, decode: measureDecoding }[request.kind];
const figures = await measure(llama, request);
console.log(
  JSON.stringify({
    llamaCpp: llama.llamaCppRelease.release,
    system: llama.systemInfo.trim(),
    threads: request.threads,
    ...figures,
  }),
);
await llama.dispose();
