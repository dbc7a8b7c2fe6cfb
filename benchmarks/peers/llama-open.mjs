// Opening models in llama.cpp the same way for every measurement.

/** Loads a model and makes a context of one sequence in which a batch is never split. */
export async function open(llama, path, { threads, flashAttention, cache, contextSize, batchSize }) {
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({
    sequences: 1,
    contextSize,
    batchSize,
    threads,
    flashAttention,
    experimentalKvCacheKeyType: cache,
    experimentalKvCacheValueType: cache,
  });
  return { model, context };
}

/** What a model says about itself. */
export function describe(model) {
  const metadata = model.fileInfo.metadata;
  return {
    name: metadata.general?.name ?? null,
    synthetic: metadata.pyramid?.synthetic ?? null,
    vocabulary: model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? null,
  };
}
