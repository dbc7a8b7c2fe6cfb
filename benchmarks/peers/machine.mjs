// What a measurement depends on beside the programs.

import os from "node:os";

const BUSY = 0.3; // processes that run, on average over the last minute

/** Processor and load at the start. */
export function conditions() {
  return {
    processor: os.cpus()[0].model.trim(),
    processors: os.cpus().length,
    load: Number(os.loadavg()[0].toFixed(2)),
    node: process.version,
  };
}

/** Warns if something else computes: either engine suffers from it, and not alike. */
export function warnIfBusy({ load }) {
  if (load > BUSY) {
    console.error(
      `compare: warning: this machine is busy (load average ${load} in the last minute). ` +
        "llama.cpp's threads wait for each other actively, so that one busy core slows it down " +
        `many times. Wait until the load is below ${BUSY} for figures that mean something.`,
    );
  }
}
