/**
 * How long the audit of a Safe's history takes: `node scripts/bench/safe-history.ts [transactions]`. A Safe of each flavour on the in-process
 * network, two signatures a transaction, so that the node's own share is small. Prints a table; nothing compares it.
 */
import hre from "hardhat";
import { pad, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { verifySafe } from "../../src/audit/safe/verify.ts";
import { connect } from "../../src/chain/client.ts";
import { call, encodeExecution } from "../../src/safe/transaction.ts";
import { testChain } from "../../test/support/chain.ts";
import { deployTestSafe, signatures } from "../../test/support/safe.ts";

const count = Number(process.argv[2] ?? 2_000);
const owners = [1, 2, 3].map((index) => privateKeyToAccount(pad(toHex(index), { size: 32 })));
const to = "0x00000000000000000000000000000000000000aa";

console.log(
  `| ${count} transactions, two signatures each | seconds | a second | peak MB |\n|---|--:|--:|--:|`,
);
for (const flavour of ["SafeL2", "Safe"] as const) {
  const network = await hre.network.create();
  const chain = await testChain(network.provider as never);
  const safe = await deployTestSafe(chain, { version: "1.4.1", flavour, owners, threshold: 2 });
  for (let nonce = 0n; nonce < BigInt(count); nonce++) {
    const transaction = call({ to, data: toHex(nonce, { size: 36 }) }, nonce);
    await chain.send({
      to: safe.address,
      data: encodeExecution(transaction, await signatures(safe, transaction)),
    });
  }
  const connection = await connect(chain.provider);
  const start = performance.now();
  const audit = await verifySafe(connection, safe.address, { fromBlock: 0 });
  const seconds = (performance.now() - start) / 1_000;
  if (!audit.proved || audit.executions.length !== count) throw new Error("the audit found something");
  const source = flavour === "SafeL2" ? "by events" : "by calldata";
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`| ${flavour}, ${source} | ${seconds.toFixed(1)} | ${Math.round(count / seconds)} | ${peak} |`);
  await network.close();
}
