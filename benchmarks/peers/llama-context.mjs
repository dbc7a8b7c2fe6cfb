// One sequence in llama.cpp, driven pass by pass.
//
// node-llama-cpp's public interface chooses which logits are computed and hands them through
// JavaScript. This class calls the binding underneath instead, so that a pass is exactly one
// llama_decode over n tokens with the logits that were asked for, sampling stays native, and a
// measured time holds nothing but that call and one hop to a worker thread (tens of microseconds).
// The binding is internal to node-llama-cpp: it belongs to the exact version in package.json.

const SEQUENCE = 0;

export class LlamaContext {
  #native;
  #batchSize;

  /** Takes a context of node-llama-cpp with one sequence that nobody else uses meanwhile. */
  constructor(context) {
    this.#native = context._ctx;
    this.#batchSize = context.batchSize;
    this.length = 0;
  }

  /** Forgets all tokens from a position on. */
  truncate(length) {
    if (length < this.length) {
      this.#native.removeTokenCellsFromSequence(SEQUENCE, length, this.length);
      this.length = length;
    }
  }

  /**
   * Appends tokens in one pass (in passes of the batch size if there are more).
   *
   * @param logits "all", "last" or "none": after which of them a next token can be sampled
   * @returns the places to sample from, one for each logit computed in the last pass
   */
  async decode(tokens, logits) {
    let places = [];
    for (let from = 0; from < tokens.length; from += this.#batchSize) {
      const part = Uint32Array.from(tokens.slice(from, from + this.#batchSize));
      const isLast = from + part.length === tokens.length;
      this.#native.initBatch(part.length);
      places = this.#native.addToBatch(SEQUENCE, this.length, part, wanted(part, isLast, logits));
      await this.#native.decodeBatch();
      this.length += part.length;
    }
    return places;
  }

  /** Draws the next token at one of the places that the last pass returned. */
  sample(place, sampler) {
    return this.#native.sampleToken(place, sampler);
  }
}

function wanted(tokens, isLast, logits) {
  if (logits === "all") {
    return Uint32Array.from(tokens.keys());
  }
  return Uint32Array.from(logits === "last" && isLast ? [tokens.length - 1] : []);
}

/** Draws from the whole distribution at a temperature; at temperature 0 takes the likeliest. */
export function createSampler(llama, model, temperature, seed) {
  const sampler = new llama._bindings.AddonSampler(model._model);
  sampler.applyConfig({ temperature, seed });
  return sampler;
}
