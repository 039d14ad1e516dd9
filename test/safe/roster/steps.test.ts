import { type Address, padHex, toHex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../src/chain/client.ts";
import { settingsTransaction } from "../../../src/safe/build.ts";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import { type Ownership, steps } from "../../../src/safe/roster/steps.ts";
import { settings } from "../../../src/safe/settings.ts";
import { readSafe } from "../../../src/safe/state.ts";
import type { TestChain } from "../../support/chain.ts";
import { deployTestSafe, execute, type TestSafe } from "../../support/safe.ts";
import { OWNERS, ownChain } from "../../support/safe-check.ts";

/** As often on the real Safe of each version. */
const TIMES = 60;

/** Numbers from 0 up, the same on every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const STRANGERS = Array.from({ length: 12 }, (_, i): Address => padHex(toHex(i + 0x5afe), { size: 20 }));

function somebody(next: (below: number) => number, among: readonly Address[]): Ownership {
  const owners = among
    .map((owner) => ({ owner, place: next(2 ** 20), in: next(2) === 0 }))
    .toSorted((a, b) => a.place - b.place)
    .flatMap((one) => (one.in ? [one.owner] : []));
  const [first = STRANGERS[0] as Address] = among;
  const own = owners.length === 0 ? [first] : owners;
  return { owners: own, threshold: 1 + next(own.length) };
}

function sorted(owners: readonly Address[]): string[] {
  return owners.map((owner) => owner.toLowerCase()).toSorted();
}

describe("the steps from one ownership to another", () => {
  const [a, b, c, d] = STRANGERS as [Address, Address, Address, Address];
  it.each([
    ["nothing", { owners: [a, b], threshold: 2 }, { owners: [b, a], threshold: 2 }, []],
    [
      "one for another",
      { owners: [a, b], threshold: 2 },
      { owners: [a, c], threshold: 2 },
      [{ kind: "swapOwner", owner: b, by: c }],
    ],
    [
      "one more, and the threshold with it",
      { owners: [a, b], threshold: 2 },
      { owners: [a, b, c], threshold: 3 },
      [{ kind: "addOwner", owner: c, threshold: 3 }],
    ],
    [
      "fewer, where the threshold must sink on the way but never below what is wanted",
      { owners: [a, b, c, d], threshold: 4 },
      { owners: [a, b], threshold: 1 },
      [
        { kind: "removeOwner", owner: c, threshold: 3 },
        { kind: "removeOwner", owner: d, threshold: 1 },
      ],
    ],
    [
      "a higher threshold of fewer: raised before anybody leaves",
      { owners: [a, b, c], threshold: 1 },
      { owners: [a, b], threshold: 2 },
      [
        { kind: "threshold", threshold: 2 },
        { kind: "removeOwner", owner: c, threshold: 2 },
      ],
    ],
    [
      "a lower threshold of the same",
      { owners: [a, b], threshold: 2 },
      { owners: [a, b], threshold: 1 },
      [{ kind: "threshold", threshold: 1 }],
    ],
  ] as [string, Ownership, Ownership, unknown[]][])("%s", (_, from, to, expected) => {
    expect(steps(from, to)).toEqual(expected);
  });

  it("never has a threshold above the owners or below both ends, given 5,000 random pairs", () => {
    const next = random(7);
    for (let time = 0; time < 5_000; time++) {
      const from = somebody(next, STRANGERS);
      const to = somebody(next, STRANGERS);
      const least = Math.min(from.threshold, to.threshold);
      const state = { ...from, address: OWNERS[0]?.address as Address, version: "1.5.0" } as never;
      let [owners, threshold] = [from.owners, from.threshold];
      for (const [index, change] of steps(from, to).entries()) {
        const made = steps(from, to).slice(0, index + 1);
        const after = settings(state as Parameters<typeof settings>[0], made).after;
        ({ owners, threshold } = after);
        expect(threshold).toBeLessThanOrEqual(owners.length);
        expect(threshold).toBeGreaterThanOrEqual(least);
        expect(owners.length).toBeGreaterThanOrEqual(Math.min(from.owners.length, to.owners.length));
        expect(change.kind).not.toBe("enableModule");
      }
      expect([sorted(owners), threshold]).toEqual([sorted(to.owners), to.threshold]);
    }
  });
});

describe.each(VERSIONS)("on a real Safe %s", (version) => {
  let chain: TestChain;
  let safe: TestSafe;
  beforeAll(async () => {
    chain = await ownChain();
    safe = await deployTestSafe(chain, { version, owners: OWNERS, threshold: 1 });
  });

  it(`one batch gives exactly the owners and threshold wanted, given ${TIMES} random pairs`, async () => {
    const connection = await connect(chain.provider);
    const next = random(VERSIONS.indexOf(version) + 1);
    // The first owner signs, and so is in every start.
    const own = OWNERS.map(({ address }) => address);
    const all = [...own, ...STRANGERS];
    for (let time = 0; time < TIMES; time++) {
      await chain.undoing(async () => {
        const start = somebody(next, all.slice(1));
        const first = { owners: [own[0] as Address, ...start.owners], threshold: 1 };
        const to = somebody(next, all);
        for (const target of [first, to]) {
          const state = await readSafe(connection, safe.address);
          const changes = steps(state, target);
          if (changes.length > 0) {
            const transaction = await settingsTransaction(connection, state, changes, state.nonce);
            await execute({ ...safe, threshold: 1 }, transaction, [OWNERS[0]] as never);
          }
          const after = await readSafe(connection, safe.address);
          expect([sorted(after.owners), after.threshold]).toEqual([sorted(target.owners), target.threshold]);
        }
      });
    }
  });
});
