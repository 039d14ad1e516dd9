import hre from "hardhat";
import { privateKeyToAccount } from "viem/accounts";
import { type Connection, connect } from "../../src/chain/client.ts";
import type { Version } from "../../src/safe/deployments.ts";
import * as SafeFile from "../../src/safe/file.ts";
import type { Patience } from "../../src/safe/service-patience.ts";
import type { Signature } from "../../src/safe/signature.ts";
import { readSafe, type SafeState } from "../../src/safe/state.ts";
import { type SafeTransaction, typedData } from "../../src/safe/transaction.ts";
import { type TestChain, testChain } from "../support/chain.ts";
import { deployTestSafe, type TestSafe } from "../support/safe.ts";
import { type TestService, transactionService } from "../support/transaction-service.ts";

export type Owner = ReturnType<typeof privateKeyToAccount>;

export function ownerOf(key: number): Owner {
  return privateKeyToAccount(`0x${key.toString(16).padStart(64, "0")}`);
}

/** By ascending address, as Safe wants signatures. */
export const OWNERS: readonly Owner[] = [0xa1, 0xa2, 0xa3]
  .map(ownerOf)
  .sort((a, b) => (a.address < b.address ? -1 : 1));

/** A Safe, two of whose three owners must sign, and a Transaction Service that knows its chain. */
export type ServiceStage = {
  readonly chain: TestChain;
  readonly connection: Connection;
  readonly safe: TestSafe;
  readonly server: TestService;
  state(): Promise<SafeState>;
};

export async function serviceStage(version: Version): Promise<ServiceStage> {
  const { provider } = await hre.network.create();
  const chain = await testChain(provider as never);
  const safe = await deployTestSafe(chain, { version, owners: OWNERS, threshold: 2 });
  const connection = await connect(chain.provider);
  const server = await transactionService(chain);
  return { chain, connection, safe, server, state: () => readSafe(connection, safe.address) };
}

/** A file with the signatures of `by`. */
export async function fileOf(
  safe: TestSafe,
  transaction: SafeTransaction,
  by: readonly Owner[] = [],
  title = "a test",
): Promise<SafeFile.SafeFile> {
  const domain = { chainId: safe.chain.chainId, verifyingContract: safe.address };
  const file = SafeFile.create({ domain, version: safe.version, transaction, title });
  return SafeFile.withSignatures(file, await Promise.all(by.map((owner) => signed(file, owner))));
}

export async function signed({ domain, transaction }: SafeFile.SafeFile, owner: Owner): Promise<Signature> {
  const typed = typedData(domain, transaction) as Parameters<Owner["signTypedData"]>[0];
  return { owner: owner.address, kind: "typed", signature: await owner.signTypedData(typed) };
}

/** Patience that does not wait: the pauses it would have made, and what it told. */
export function hurried(random = 0.5): { patience: Partial<Patience>; pauses: number[]; told: string[] } {
  const pauses: number[] = [];
  const told: string[] = [];
  const patience: Partial<Patience> = {
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    random: () => random,
    now: () => Date.parse("2027-01-01T00:00:00Z"),
    tell: (note) => {
      told.push(note);
    },
  };
  return { patience, pauses, told };
}
