// Starts one engine in a process of its own, and reads the JSON that it prints.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PYRAMID = fileURLToPath(new URL("../../pyramid", import.meta.url));
const WORKER = fileURLToPath(new URL("llama-worker.mjs", import.meta.url));
const MOST_OUTPUT = 64 << 20; // bytes

/** The version of PyramidSD; builds it first if sources have changed. */
export function pyramidVersion() {
  return run(PYRAMID, ["--version"]).trim().split("\n")[0];
}

/** Our passes over one model, of a series of sizes. */
export function measureOurPasses(model, { logits, sizes }, { threads, passes, ours }) {
  const stdout = run(PYRAMID, [
    ...["bench", "forward", "--json", "--model", model, "--sizes", sizes.join(",")],
    ...["--logits", logits, "--repetitions", `${passes.repetitions}`, "--threads", `${threads}`],
    ...ours,
  ]);
  return JSON.parse(stdout);
}

/** Our responses to the prompts by one method, as parseOurMethod reads it, less those to get warm. */
export function measureOurDecoding(method, { threads, decoding, ours }) {
  const { models, prompts, warmUp, maxTokens, temperature, seed } = decoding;
  const directory = mkdtempSync(join(tmpdir(), "pyramid-peers-"));
  try {
    const file = join(directory, "prompts.jsonl");
    const lines = prompts.map((prompt, id) => JSON.stringify({ id: `${id}`, prompt }));
    writeFileSync(file, lines.join("\n") + "\n");
    const stdout = run(PYRAMID, [
      ...["generate", "--json", "--ignore-eos", "--prompts", file, "--threads", `${threads}`],
      ...["--max-tokens", `${maxTokens}`, "--temperature", `${temperature}`],
      ...(temperature > 0 ? ["--top-p", "1"] : []), // our default cuts off, and is idle at 0
      ...["--seed", `${seed}`, ...method.options(models), ...ours],
    ]);
    const responses = stdout.trim().split("\n").map((line) => JSON.parse(line));
    return responses.slice(warmUp).map((response) => ({
      method: method.name,
      prompt: Number(response.id) - warmUp,
      promptTokens: response.promptTokens,
      output: response.tokens,
      seconds: response.seconds,
      ...verification(response.levels),
    }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What the target did: its level is the last. */
function verification(levels) {
  const { passes, proposed, accepted } = levels.at(-1);
  return { passes, proposed, accepted };
}

/**
 * Reads the name of a lossless method of ours: "target", "sd:N" or "psd-e:N:M", where N is the
 * draft length and M the block length; "sd:N@qualifier" drafts with the qualifier.
 */
export function parseOurMethod(name) {
  if (name === "target") {
    return { name, roles: [], options: ({ target }) => ["--method", "target", "--target", target] };
  }
  const sd = /^sd:(\d+)(@qualifier)?$/.exec(name);
  if (sd !== null) {
    const draft = sd[2] === undefined ? "draft" : "qualifier";
    return {
      name,
      roles: [draft],
      options: (models) => [
        ...["--method", "sd", "--target", models.target, "--draft", models[draft]],
        ...["--draft-length", sd[1]],
      ],
    };
  }
  const pyramid = /^psd-e:(\d+):(\d+)$/.exec(name);
  if (pyramid !== null) {
    return {
      name,
      roles: ["draft", "qualifier"],
      options: ({ target, qualifier, draft }) => [
        ...["--method", "psd-e", "--target", target, "--qualifier", qualifier, "--draft", draft],
        ...["--draft-length", pyramid[1], "--block-length", pyramid[2]],
      ],
    };
  }
  throw new Error(
    `"${name}" is no lossless method of ours: expected target, sd:N, sd:N@qualifier or ` +
      "psd-e:N:M, with draft length N and block length M",
  );
}

/** Figures of llama.cpp; the request is what llama-worker.mjs takes. */
export function measureLlamaCpp(request) {
  return JSON.parse(run(process.execPath, [WORKER, JSON.stringify(request)]));
}

function run(command, args) {
  const { status, signal, stdout, error } = spawnSync(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: MOST_OUTPUT,
  });
  if (error !== undefined) {
    throw error;
  }
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${signal ?? status}`);
  }
  return stdout;
}
