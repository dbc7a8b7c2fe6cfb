// Generates responses with llama.cpp: plainly, and with a draft model that it speculates with.

import { DraftSequenceTokenPredictor } from "node-llama-cpp";
import { createSampler, LlamaContext } from "./llama-context.mjs";
import { describe, open } from "./llama-open.mjs";

const SLACK = 128; // tokens that speculation may look ahead of the response
const BATCH = 512;

/**
 * Measures decoding of the same prompts with each method in turn, prompt by prompt.
 *
 * @param request {models: {target, draft, qualifier}, threads, methods, prompts, warmUp,
 *     maxTokens, temperature, seed, flashAttention, cache}; methods are names as parseLlamaMethod reads
 *     them, and as many prompts as `warmUp` at the start are answered but not counted
 */
export async function measureDecoding(llama, request) {
  const methods = request.methods.map(parseLlamaMethod);
  const longest = Math.max(...request.prompts.map((text) => Buffer.byteLength(text)));
  const contextSize = longest + request.maxTokens + SLACK; // a token is at least a byte
  const opened = {};
  for (const role of new Set(["target", ...methods.flatMap((method) => method.roles)])) {
    opened[role] = await open(llama, request.models[role], {
      ...request,
      contextSize,
      batchSize: BATCH,
    });
  }
  const { model } = opened.target;
  const responses = [];
  for (const [index, text] of request.prompts.entries()) {
    const prompt = tokenize(model, text);
    const settings = { ...request, prompt, seed: request.seed + 2 * index };
    for (const method of methods) {
      const response = await method.generate(llama, opened, settings, method);
      if (index >= request.warmUp) {
        responses.push({ method: method.name, prompt: index - request.warmUp, ...response });
      }
    }
  }
  return { models: request.models, ...describe(model), responses };
}

/**
 * Reads a method's name: "plain", or a kind of speculation with the number of tokens drafted at a
 * time and optionally whom to draft with: "greedy:4", "sampled:4@qualifier", "predictor",
 * "predictor:4".
 */
export function parseLlamaMethod(name) {
  if (name === "plain") {
    return { name, roles: [], generate: generatePlainly };
  }
  const match = /^(greedy|sampled|predictor)(?::([1-9]\d?))?(@qualifier)?$/.exec(name);
  if (match === null || (match[1] !== "predictor" && match[2] === undefined)) {
    throw new Error(
      `"${name}" is no method of llama.cpp: expected plain, greedy:N, sampled:N, predictor or ` +
        "predictor:N with N from 1 to 99, and @qualifier after it to draft with the qualifier",
    );
  }
  const [, kind, length, drafter] = match;
  const draft = drafter === undefined ? "draft" : "qualifier";
  return {
    name,
    draft,
    roles: [draft],
    length: length === undefined ? null : Number(length),
    draftsGreedily: kind !== "sampled",
    generate: kind === "predictor" ? generateWithPredictor : generateWithDraft,
  };
}

function tokenize(model, text) {
  const tokens = model.tokenize(text);
  if (model.tokens.shouldPrependBosToken && model.tokens.bos !== null) {
    tokens.unshift(model.tokens.bos);
  }
  return tokens;
}

async function generatePlainly(llama, { target }, settings) {
  const { prompt, maxTokens, temperature, seed } = settings;
  const sequence = new LlamaContext(target.context);
  const sampler = createSampler(llama, target.model, temperature, seed);
  await sequence.decode(prompt.slice(0, -1), "none");
  const start = performance.now();
  const output = [];
  while (output.length < maxTokens) {
    const [place] = await sequence.decode([output.at(-1) ?? prompt.at(-1)], "last");
    output.push(await sequence.sample(place, sampler));
  }
  const seconds = (performance.now() - start) / 1000;
  sequence.truncate(0);
  sampler.dispose();
  return { promptTokens: prompt.length, output, seconds, passes: maxTokens };
}

/**
 * Speculative decoding as in llama.cpp's own example "speculative-simple": the draft proposes
 * tokens, one pass of the target computes the logits after each, a token is drawn from every one
 * of the target's distributions in turn, and proposals hold as long as they equal what was drawn.
 * Lossless, whatever the draft does.
 */
async function generateWithDraft(llama, opened, settings, method) {
  const { prompt, maxTokens, temperature, seed } = settings;
  const drafter = opened[method.draft];
  const target = new LlamaContext(opened.target.context);
  const draft = new LlamaContext(drafter.context);
  const sampler = createSampler(llama, opened.target.model, temperature, seed);
  const draftTemperature = method.draftsGreedily ? 0 : temperature;
  const draftSampler = createSampler(llama, drafter.model, draftTemperature, seed + 1);
  await target.decode(prompt.slice(0, -1), "none");
  await draft.decode(prompt.slice(0, -1), "none");
  const start = performance.now();
  const tokens = [...prompt];
  let passes = 0;
  let accepted = 0;
  while (tokens.length < prompt.length + maxTokens) {
    const proposals = await propose(draft, draftSampler, tokens, method.length);
    const places = await target.decode([tokens.at(-1), ...proposals], "all");
    passes++;
    for (const [i, place] of places.entries()) {
      const token = await target.sample(place, sampler);
      tokens.push(token);
      if (token !== proposals[i]) {
        break;
      }
      accepted++;
    }
    target.truncate(tokens.length - 1);
    draft.truncate(tokens.length - 1);
  }
  const seconds = (performance.now() - start) / 1000;
  target.truncate(0);
  draft.truncate(0);
  sampler.dispose();
  draftSampler.dispose();
  return {
    promptTokens: prompt.length,
    output: tokens.slice(prompt.length),
    seconds,
    passes,
    proposed: passes * method.length,
    accepted,
  };
}

async function propose(draft, sampler, tokens, length) {
  const proposals = [];
  let unseen = tokens.slice(draft.length);
  while (proposals.length < length) {
    const [place] = await draft.decode(unseen, "last");
    const token = await draft.sample(place, sampler);
    proposals.push(token);
    unseen = [token];
  }
  return proposals;
}

/** Speculation by node-llama-cpp itself; without a length, with the settings that it comes with. */
async function generateWithPredictor(llama, opened, settings, method) {
  const { prompt, maxTokens, temperature, seed } = settings;
  const draftSequence = opened[method.draft].context.getSequence();
  const chosen =
    method.length === null
      ? { evaluateOptions: { seed: seed + 1 } }
      : {
          minTokens: method.length,
          maxTokens: method.length,
          minConfidence: 0,
          evaluateOptions: { temperature: 0 },
        };
  const sequence = opened.target.context.getSequence({
    tokenPredictor: new DraftSequenceTokenPredictor(draftSequence, chosen),
  });
  const context = opened.target.context;
  let passes = 0;
  context._decodeTokens = (...batch) => { // shadows the method, to count
    passes++;
    return Object.getPrototypeOf(context)._decodeTokens.apply(context, batch);
  };
  await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
  passes = 0;
  const start = performance.now();
  const output = [];
  const options = { temperature, topK: null, topP: 1, seed, yieldEogToken: true };
  for await (const token of sequence.evaluate(prompt.slice(-1), options)) {
    output.push(token);
    if (output.length === maxTokens) {
      break;
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const { validated, refuted } = sequence.tokenPredictions;
  delete context._decodeTokens;
  await sequence.dispose();
  await draftSequence.dispose();
  return {
    promptTokens: prompt.length,
    output,
    seconds,
    passes,
    proposed: validated + refuted,
    accepted: validated,
  };
}
