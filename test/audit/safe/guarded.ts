import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex, keccak256, slice } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { type Connection, connect } from "../../../src/chain/client.ts";
import { conclaveAbi, conclaveGuardAbi } from "../../../src/generated/abi.ts";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import type { Version } from "../../../src/safe/deployments.ts";
import { call, type SafeTransaction } from "../../../src/safe/transaction.ts";
import { artifact } from "../../support/artifact.ts";
import { type Founded, foundConclave, setRulebook } from "../../support/conclave.ts";
import * as People from "../../support/people.ts";
import { addressOf, deployTestSafe, type Flavour } from "../../support/safe.ts";
import { batch, hashOf, nonceOf, run, type Scene } from "./scene.ts";

/** A Safe of Ana, Ben, Cleo and Dan, two of whom it takes, under the guard of a Conclave. */
export type Guarded = Scene & {
  readonly founded: Founded;
  readonly guard: Address;
  readonly target: Address;
  /** A module that the Safe trusts, where the guard can watch it. */
  readonly relay: Address;
  readonly adoptedIn: Hex;
};

const { DAY, ROUTINE, ANA, BEN, CLEO, DAN, account } = People;
const NONE: Hex = `0x${"00".repeat(32)}`;
const NO_KEY = 255;

export function by(...people: number[]) {
  return people.map((index) => ({ account: account(index) as PrivateKeyAccount, way: "ecdsa" as const }));
}

export async function openGuarded(version: Version, flavour: Flavour): Promise<Guarded> {
  const network = await hre.network.create();
  const founded = await foundConclave(network);
  const { chain } = founded;
  const owners = [ANA, BEN, CLEO, DAN].map((index) => account(index) as PrivateKeyAccount);
  const safe = await deployTestSafe(chain, { version, flavour, owners, threshold: 2 });
  const target = await chain.deploy("mocks/Target");
  const selector = slice(set(target, 0).data, 0, 4);
  await setRulebook(founded, { rules: [{ target, selector, tiers: 1 << ROUTINE, maxValue: 0n }] });
  const delegates = await Promise.all(
    (["MultiSend", "MultiSendCallOnly"] as const).map(async (name) => {
      const code = await chain.client.getCode({ address: addressOf(name, version) });
      return { codeHash: keccak256(code ?? "0x"), batch: true };
    }),
  );
  const guard = await chain.deploy("safe/ConclaveGuard", [founded.address, 10 * DAY, 14 * DAY, delegates]);
  const connection: Connection = await connect(chain.provider);
  const scene: Scene = { chain, connection, safe, close: () => network.close() };
  const handler = await chain.client.readContract({
    address: guard,
    abi: conclaveGuardAbi,
    functionName: "handler",
  });
  const own = (functionName: string, args: readonly unknown[]) => ({
    to: safe.address,
    data: encodeFunctionData({ abi: safeAbi, functionName, args } as never),
  });
  const relay = await chain.deploy("mocks/Relay");
  const trust = encodeFunctionData({
    abi: conclaveGuardAbi,
    functionName: "trustModule",
    args: [relay, true],
  });
  const modules = [own("enableModule", [relay]), { to: guard, data: trust }, own("setModuleGuard", [guard])];
  const adopt = { to: guard, data: encodeFunctionData({ abi: conclaveGuardAbi, functionName: "adopt" }) };
  const { receipt } = await run(
    scene,
    batch(scene, [
      ...(version === "1.5.0" ? modules : []),
      own("setGuard", [guard]),
      own("setFallbackHandler", [handler]),
      adopt,
    ]),
    by(BEN, CLEO),
  );
  return { ...scene, founded, guard, target, relay, adoptedIn: receipt.transactionHash };
}

export function set(target: Address, value: number) {
  const data = encodeFunctionData({ abi: artifact("mocks/Target").abi, functionName: "set", args: [value] });
  return { to: target, data };
}

/** Ana announces a transaction, by sending it herself. */
export async function announce(scene: Guarded, transaction: SafeTransaction, proposer = ANA): Promise<Hex> {
  const { chain, safe, guard, founded } = scene;
  const config = { address: founded.address, abi: conclaveAbi, functionName: "config" } as const;
  const { epoch } = await chain.client.readContract(config);
  const deadline = (await chain.now()) + DAY;
  const sponsors = { proposer, proposerSignature: "0x", tester: NO_KEY, testerSignature: "0x", report: NONE };
  const args = [safe.address, transaction, ROUTINE, epoch, deadline, sponsors];
  await chain.write(guard, conclaveGuardAbi, "announce", args, account(proposer));
  return hashOf(scene, transaction);
}

export async function withdraw({ chain, guard, safe }: Guarded, hash: Hex, key = ANA): Promise<void> {
  const args = [safe.address, hash, key, key, "0x"];
  await chain.write(guard, conclaveGuardAbi, "withdraw", args, account(key));
}

/** Announces, waits, executes. */
export async function pass(scene: Guarded, value: number, people = [BEN, CLEO]) {
  const transaction = call(set(scene.target, value), await nonceOf(scene));
  const hash = await announce(scene, transaction);
  await scene.chain.advance(DAY);
  const { receipt } = await run(scene, set(scene.target, value), by(...people));
  return { hash, transaction, receipt };
}
