/**
 * The example of `examples/protocol`, set up on a local network, and what the role commands say about it: `npm run example`.
 * With `-- --rpc http://127.0.0.1:8545` it is set up on a fresh `hardhat node`, for trying commands out by hand.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import hre from "hardhat";
import { connect } from "../src/chain/client.ts";
import { parse } from "../src/charter/parse.ts";
import { corrected, setUp } from "./example/set-up.ts";

const CHARTER = join(import.meta.dirname, "..", "examples", "protocol", "charter.yaml");
const COMMANDS: readonly (readonly [id: readonly string[], args: Readonly<Record<string, string>>])[] = [
  [["role", "catalogue"], { block: "latest" }],
  [["role", "check"], { block: "latest" }],
  [["role", "blast"], { holder: "Ben", block: "latest" }],
  [["role", "collusion"], { block: "latest" }],
];

const at = process.argv.indexOf("--rpc");
const url = at < 0 ? undefined : process.argv[at + 1];
const text = readFileSync(CHARTER, "utf8");
const { charter } = parse(text, CHARTER);
const found = await setUp(url === undefined ? await hre.network.getOrCreate() : await remote(url), charter);
const right = corrected(text, found);
if (process.argv.includes("--write")) writeFileSync(CHARTER, right);
else if (right !== text)
  throw new Error("the contracts lie elsewhere than the charter says: was the network fresh?");

if (url === undefined) {
  let failed = 0;
  for (const [id, args] of COMMANDS) {
    console.log(`\n$ hardhat ${id.join(" ")}${"holder" in args ? ` --holder ${args.holder}` : ""}\n`);
    const { success } = (await hre.tasks.getTask([...id]).run({ charter: CHARTER, ...args })) as {
      success: boolean;
    };
    if (!success) failed++;
  }
  process.exitCode = failed === 0 ? 0 : 1;
} else {
  console.log("set up; now for instance:");
  for (const [id, args] of COMMANDS)
    console.log(
      `  npx hardhat ${id.join(" ")}${"holder" in args ? ` --holder ${args.holder}` : ""} --charter examples/protocol/charter.yaml --rpc ${url} --block latest`,
    );
}

async function remote(node: string) {
  const { client } = await connect(node);
  return { provider: { request: (request: never) => client.request(request) } };
}
