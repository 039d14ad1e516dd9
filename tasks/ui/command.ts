import { kitFile } from "../../src/kit-file.ts";

/** A command that the kit shares, as it is run where this is said: `key split ana` is `hardhat key split ana`, or `node kit.mjs split ana`. */
export function command(words: string): string {
  return kitFile() === undefined ? `hardhat ${words}` : `node kit.mjs ${nameInKit(words)}`;
}

/** What a task is called in the kit, where keys and proposals are all there is. */
export function nameInKit(task: string): string {
  return task.replace(/^(key|proposal) /, "");
}
