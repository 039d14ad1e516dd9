import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulate } from "../../../src/chain/send.ts";
import { BaseError } from "../../../src/errors.ts";
import * as Acts from "../../../src/execution/acts.ts";
import { conclaveGuardAbi } from "../../../src/generated/abi.ts";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import type { SafeFile } from "../../../src/safe/file.ts";
import { guardStatus } from "../../../src/safe/guard/guarded.ts";
import { readGuarded } from "../../../src/safe/guard/state.ts";
import { pack } from "../../../src/safe/kit.ts";
import type { Signature } from "../../../src/safe/signature.ts";
import { typedData } from "../../../src/safe/transaction.ts";
import { Random } from "../../charter/random.ts";
import { sign } from "../../support/governed.ts";
import { type GuardedPlace, guardedPlace, ownSafe, transfer } from "../../support/guarded.ts";
import { type Life, life } from "../../support/guarded-life.ts";
import {
  ANA,
  account,
  BEN,
  BEN_SECOND,
  CLEO,
  DAN,
  EVE,
  GUS,
  OUTSIDER,
  TIER_ZERO,
} from "../../support/people.ts";
import type { TestSafe } from "../../support/safe.ts";

const OWNING = [...[ANA, BEN, BEN_SECOND, CLEO, DAN, EVE].map(account), OUTSIDER];
/** What a delegated account's code begins with (EIP-7702); any contract serves as the rest. */
const DELEGATION = `0xef0100${"11".repeat(20)}` as const;

let network: Awaited<ReturnType<typeof hre.network.create>>;
let place: GuardedPlace;
let safe: TestSafe;
let people: Life;
let file: SafeFile;

beforeAll(async () => {
  network = await hre.network.create();
  place = await guardedPlace(network);
  safe = await ownSafe(place, "1.5.0", { owners: OWNING, threshold: 2 });
  people = life(place, safe);
  await people.adopted({ tiers: [], trusted: [] });
  const unsigned = await people.calls([transfer(place.token, OUTSIDER.address, 1n)]);
  file = await people.announced(unsigned, { tier: TIER_ZERO });
  for (const owner of OWNING)
    await place.chain.write(safe.address, safeAbi, "approveHash", [file.safeTxHash], owner);
  const delay = place.roster.tiers[TIER_ZERO]?.delay ?? 0;
  await place.chain.advance(delay);
});
afterAll(() => network.close());

/** The guard's own verdict: `passes`, the holders it counted where that is too few, or `refuses` for a key out of use. */
async function onChain(signatures: readonly Signature[]): Promise<string> {
  const args = [safe.address, file.transaction, await pack(signatures), OUTSIDER.address, ANA] as const;
  const data = encodeFunctionData({ abi: conclaveGuardAbi, functionName: "judge", args });
  try {
    await simulate(place.connection, OUTSIDER.address, { to: place.guard, data });
    return "passes";
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const { error: name, args: values } = error.details as { error: string; args: unknown[] };
    if (name === "ApprovalsMissing") return `counts ${values[0]}`;
    if (["HolderIsSuspended", "KeyNotActive", "KeyExpired"].includes(name)) return "refuses";
    throw error;
  }
}

/** Ours, in the same words: a key out of use has all refused only among the first signatures, which the Safe itself counts. */
async function byUs(signatures: readonly Signature[]): Promise<string> {
  const guarded = await readGuarded(place.connection, safe.address);
  const { best } = await guardStatus(place.connection, guarded, file, signatures);
  if (best === null) throw new Error("it is announced");
  const { voices, counted, complete } = best.tally;
  if (voices.slice(0, guarded.safe.threshold).some(({ refused }) => refused)) return "refuses";
  return complete ? "passes" : `counts ${counted.length}`;
}

async function consentOf(owner: PrivateKeyAccount, kind: Signature["kind"]): Promise<Signature> {
  const at = { owner: owner.address, kind };
  if (kind === "approved") return { ...at, signature: "0x" };
  const typed = typedData(file.domain, file.transaction) as never;
  if (kind === "typed") return { ...at, signature: await owner.signTypedData(typed) };
  const signature = await owner.signMessage({ message: { raw: file.safeTxHash } });
  const v = Number.parseInt(signature.slice(-2), 16) + 4;
  return { ...at, signature: `${signature.slice(0, -2)}${v.toString(16)}` as Hex };
}

const byAddress = (a: { owner: Address }, b: { owner: Address }) =>
  BigInt(a.owner) < BigInt(b.owner) ? -1 : 1;

/** As many owners as the Safe wants and more, each by some means. */
async function bundle(random: Random): Promise<Signature[]> {
  for (;;) {
    const chosen = OWNING.filter(() => random.chance(0.55));
    if (chosen.length < 2) continue;
    const kinds = ["typed", "message", "approved"] as const;
    const given = chosen.map((owner) => consentOf(owner, kinds[random.below(3)] ?? "typed"));
    return (await Promise.all(given)).sort(byAddress);
  }
}

async function agree(seed: number): Promise<ReadonlyMap<string, number>> {
  const random = new Random(seed);
  const outcomes = new Map<string, number>();
  for (let round = 0; round < 40; round++) {
    const signatures = await bundle(random);
    const theirs = await onChain(signatures);
    expect(await byUs(signatures), JSON.stringify(signatures)).toBe(theirs);
    outcomes.set(theirs, (outcomes.get(theirs) ?? 0) + 1);
  }
  return outcomes;
}

const suspend = async (holder: number) => {
  const { conclave } = await readGuarded(place.connection, safe.address);
  const prepared = Acts.prepare(conclave, { kind: "suspend", holder, guardian: GUS });
  await Acts.perform(place.sender, prepared, await sign(prepared));
};

describe("the twin of the guard's counting says of random bundles what the guard says", () => {
  it("when nothing has happened since", async () => {
    const outcomes = await agree(1);
    expect(outcomes.has("passes") && outcomes.has("counts 1") && outcomes.has("counts 0")).toBe(true);
  });

  it("given code at two owners' addresses (EIP-7702), whose approvals on-chain count for nothing", async () => {
    await place.chain.undoing(async () => {
      for (const key of [BEN, CLEO])
        await place.chain.provider.request({
          method: "hardhat_setCode",
          params: [account(key).address, DELEGATION],
        });
      const approved = await Promise.all([BEN, CLEO].map((key) => consentOf(account(key), "approved")));
      expect(await onChain(approved.toSorted(byAddress))).toBe("counts 0");
      expect((await agree(2)).has("passes")).toBe(true);
    });
  });

  it("given an owner who was suspended since, among the Safe's signatures or behind them", async () => {
    await place.chain.undoing(async () => {
      await suspend(DAN);
      const outcomes = await agree(3);
      expect(outcomes.has("refuses") && outcomes.has("passes")).toBe(true);
    });
  });
});
