// Times passes over n tokens behind a filled cache.

import { LlamaContext } from "./llama-context.mjs";
import { describe, open } from "./llama-open.mjs";
import { median } from "./statistics.mjs";

const POSITION = 128; // where each pass starts, as in "pyramid bench forward"
const LEAST_WARM_UP = 2;
const WARM_UP_MS = 2000;

/**
 * Measures passes of each size in the way of "pyramid bench forward": the sizes take turns, after
 * warming up for two seconds and at least twice, and each pass is taken back.
 *
 * @param request {model, threads, sizes, logits, repetitions, flashAttention, cache}
 */
export async function measurePasses(llama, request) {
  const { sizes, logits, repetitions } = request;
  const longest = Math.max(...sizes);
  const { model, context } = await open(llama, request.model, {
    ...request,
    contextSize: POSITION + longest + 1,
    batchSize: Math.max(POSITION, longest),
  });
  const sequence = new LlamaContext(context);
  const description = describe(model);
  const tokens = anyTokens(POSITION + longest, description.vocabulary);
  await sequence.decode(tokens.slice(0, POSITION), "none");
  const pass = async (size) => {
    const start = performance.now();
    await sequence.decode(tokens.slice(POSITION, POSITION + size), logits);
    const elapsed = performance.now() - start;
    sequence.truncate(POSITION);
    return elapsed;
  };
  const turn = async () => {
    const times = [];
    for (const size of sizes) {
      times.push(await pass(size));
    }
    return times;
  };
  const start = performance.now();
  for (let i = 0; i < LEAST_WARM_UP || performance.now() - start < WARM_UP_MS; i++) {
    await turn();
  }
  const turns = [];
  for (let i = 0; i < repetitions; i++) {
    turns.push(await turn());
  }
  const passes = sizes.map((n, i) => {
    const times = turns.map((times) => times[i]);
    return { n, medianMs: median(times), minMs: Math.min(...times) };
  });
  return { model: request.model, ...description, positions: POSITION, logits, passes };
}

/** Some token ids that are spread over the vocabulary, the same ones in every run. */
function anyTokens(count, vocabulary) {
  return Array.from({ length: count }, (_, i) => (7919 * (i + 1)) % vocabulary);
}
