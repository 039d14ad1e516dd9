import { type Abi, type Address, encodeFunctionData, type Hex, zeroAddress } from "viem";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import { call, encodeExecution, type SafeTransaction } from "../../../src/safe/transaction.ts";
import { artifact } from "../../support/artifact.ts";
import { addressOf } from "../../support/safe.ts";
import {
  approveHash,
  type By,
  batch,
  consent,
  ecdsa,
  hashOf,
  key,
  nonceOf,
  own,
  run,
  type Scene,
} from "./scene.ts";

/** What the test itself knows of one execution, kept beside the chain and read from nowhere. */
export type Known = {
  readonly hash: Hex;
  readonly nonce: bigint;
  readonly result: "success" | "failure";
  /** Who consented and how, by ascending owner. */
  readonly approvals: readonly string[];
  readonly transaction: SafeTransaction;
  readonly source: "event" | "calldata" | "trace";
};

/** What the test knows of the whole. */
export type Life = {
  readonly executions: readonly Known[];
  readonly modules: readonly { readonly to: Address; readonly known: boolean }[];
  readonly owners: readonly Address[];
  readonly threshold: number;
  readonly enabled: readonly Address[];
  readonly relay: Address;
  /** Approved on-chain and never used. */
  readonly unused: Hex;
};

const relayAbi: Abi = artifact("mocks/Relay").abi;

export type Step = { readonly to: Address; readonly data: Hex; readonly tolerated: boolean };

export function step(to: Address, data: Hex, tolerated = false): Step {
  return { to, data, tolerated };
}

/** Has the relay make calls in one transaction. */
export async function relayed({ chain }: Scene, relay: Address, steps: readonly Step[]) {
  return chain.write(relay, relayAbi, "relay", [steps]);
}

export function relaying(steps: readonly Step[], inVain = false): Hex {
  const functionName = inVain ? "relayInVain" : "relay";
  return encodeFunctionData({ abi: relayAbi, functionName, args: [steps] });
}

/** A transaction of the Safe with its consents, not sent yet. */
export async function prepared(
  scene: Scene,
  what: Parameters<typeof call>[0],
  nonce: bigint,
  by: readonly By[] = ecdsa(0, 1),
) {
  const transaction = call(what, nonce);
  return { transaction, data: encodeExecution(transaction, await consent(scene, transaction, by)) };
}

export function byModule(to: Address, data: Hex = "0x", value = 0n): Hex {
  const args = [to, value, data, 0] as const;
  return encodeFunctionData({ abi: safeAbi, functionName: "execTransactionFromModule", args });
}

/** A life with every kind of consent, outcome, change and caller. */
export async function live(scene: Scene): Promise<Life> {
  const { chain, safe } = scene;
  const isL2 = safe.flavour === "SafeL2";
  const known: Known[] = [];
  const target = await chain.deploy("mocks/Target");
  const relay = await chain.deploy("mocks/Relay");
  const set = (value: number): Parameters<typeof call>[0] => ({
    to: target,
    data: encodeFunctionData({ abi: artifact("mocks/Target").abi, functionName: "set", args: [value] }),
  });
  const note = (
    transaction: SafeTransaction,
    by: readonly By[],
    source: "calldata" | "trace",
    result: Known["result"] = "success",
  ) => {
    const approvals = [...by]
      .sort((a, b) => (BigInt(a.account.address) < BigInt(b.account.address) ? -1 : 1))
      .map(({ account, way }) => `${account.address} ${way}`);
    const said = isL2 ? "event" : source;
    known.push({
      hash: hashOf(scene, transaction),
      nonce: transaction.nonce,
      result,
      approvals,
      transaction,
      source: said,
    });
  };
  const direct = async (
    what: Parameters<typeof call>[0],
    by: readonly By[] = ecdsa(0, 1),
    more: Partial<SafeTransaction> = {},
    result: Known["result"] = "success",
  ) => {
    const sender = by.find(({ way }) => way === "executor")?.account;
    const { transaction } = await run(scene, what, by, sender, more);
    note(transaction, by, "calldata", result);
  };

  await direct(set(1));
  await direct(set(2), [
    { account: key(2), way: "eth_sign" },
    { account: key(1), way: "ecdsa" },
  ]);
  const third = call({ ...set(3), value: 0n }, await nonceOf(scene));
  await approveHash(scene, key(0), hashOf(scene, third));
  await direct(set(3), [
    { account: key(0), way: "approved" },
    { account: key(2), way: "executor" },
  ]);
  await direct(own(scene, "addOwnerWithThreshold", [key(3).address, 3n]));
  await direct(own(scene, "swapOwner", [key(3).address, key(0).address, key(4).address]), ecdsa(0, 1, 3));
  // More signatures than are needed.
  await direct(set(4), ecdsa(1, 2, 3, 4));
  await direct(own(scene, "enableModule", [relay]), ecdsa(1, 2, 3));
  const unused = hashOf(scene, call(set(99), (await nonceOf(scene)) + 50n));
  await approveHash(scene, key(3), unused);
  await direct(
    batch(scene, [
      set(5),
      own(scene, "removeOwner", [key(3).address, key(4).address, 2n]),
      own(scene, "setFallbackHandler", [zeroAddress]),
      own(scene, "setFallbackHandler", [addressOf("CompatibilityFallbackHandler", safe.version)]),
    ]),
    ecdsa(1, 3, 4),
  );
  // A rejection, then what fails without reverting.
  await direct({ to: safe.address }, ecdsa(1, 2));
  const reverting = { to: addressOf("SafeProxyFactory", safe.version), data: "0x12345678" } as const;
  await direct(reverting, ecdsa(1, 2), { safeTxGas: 50_000n }, "failure");

  // Two by another contract, and one that fails there and is forgotten.
  const first = await nonceOf(scene);
  const one = await prepared(scene, set(6), first, ecdsa(1, 2));
  const two = await prepared(scene, set(7), first + 1n, ecdsa(2, 3));
  await relayed(scene, relay, [
    step(relay, relaying([step(safe.address, one.data)], true), true),
    step(safe.address, one.data),
    step(safe.address, one.data, true),
    step(safe.address, two.data),
  ]);
  note(one.transaction, ecdsa(1, 2), "trace");
  note(two.transaction, ecdsa(2, 3), "trace");

  // One inside the other: the inner one has the later nonce and ends first.
  const inner = await prepared(scene, set(8), first + 3n, ecdsa(1, 2));
  const outer = { to: relay, data: relaying([step(safe.address, inner.data)]) };
  const { transaction: outermost } = await run(scene, outer, ecdsa(1, 3));
  note(inner.transaction, ecdsa(1, 2), "trace");
  note(outermost, ecdsa(1, 3), "calldata");

  // By the module: a call, a change of threshold, a failure, and two at once.
  await relayed(scene, relay, [step(safe.address, byModule(target, set(9).data))]);
  const raise = encodeFunctionData({ abi: safeAbi, functionName: "changeThreshold", args: [3n] });
  await relayed(scene, relay, [
    step(safe.address, byModule(safe.address, raise)),
    step(safe.address, byModule(reverting.to, reverting.data)),
  ]);
  await direct(set(10), ecdsa(1, 2, 3));
  await direct(own(scene, "changeThreshold", [2n]), ecdsa(1, 2, 3));

  return {
    executions: known,
    modules: [target, safe.address, reverting.to].map((to) => ({ to, known: true })),
    owners: [1, 2, 3].map((index) => key(index).address),
    threshold: 2,
    enabled: [relay],
    relay,
    unused,
  };
}
