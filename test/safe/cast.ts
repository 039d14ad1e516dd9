import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Hex } from "viem";

/**
 * Foundry's cast signs typed data: an implementation of EIP-712 that shares no code with this project's libraries. The key is one
 * everybody knows. The program itself is run, for npm's wrapper hides its exit code.
 */
export function castSign(key: Hex, typed: object): Hex {
  const folder = mkdtempSync(join(tmpdir(), "conclave-cast-"));
  try {
    const file = join(folder, "typed.json");
    writeFileSync(
      file,
      JSON.stringify(typed, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    );
    const args = ["wallet", "sign", "--private-key", key, "--data", "--from-file", file];
    return execFileSync(binary(), args, { encoding: "utf8" }).trim() as Hex;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The program itself, for npm's wrapper hides its exit code. */
export function binary(): string {
  const wrapper = dirname(createRequire(import.meta.url).resolve("@foundry-rs/cast/package.json"));
  const name = `cast-${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const suffix = process.platform === "win32" ? ".exe" : "";
  return join(wrapper, "..", name, "bin", `cast${suffix}`);
}
