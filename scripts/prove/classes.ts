/** Rosters by what their people can do: each person is of one of the twelve classes of the quorum model. */
import { Role, type Tier } from "../../src/charter/model.ts";
import { type Draft, type KeyDraft, key, leastCooldown, tier } from "./draft.ts";
import { CLASSES, type PersonClass } from "./quorum-model.ts";

/**
 * How a person comes by what they can do: one key with all roles; a key for each; or a key for each and, beside the approver's own, a
 * contract wallet, which must not make less of them.
 */
export const MEANS = ["one key", "key by key", "with a wallet besides"] as const;
export type Means = (typeof MEANS)[number];

export function keysOf(person: PersonClass, holder: number, means: Means): KeyDraft[] {
  const { proposes, tests, approves } = person;
  const roles = [
    ...(proposes ? [Role.PROPOSER] : []),
    ...(tests ? [Role.TESTER] : []),
    ...(approves === "no" ? [] : [Role.APPROVER]),
  ];
  // Somebody who can do nothing is somebody still: absent like anybody else.
  if (roles.length === 0) return [key(holder, Role.EXECUTOR)];
  if (means === "one key")
    return [
      key(
        holder,
        roles.reduce((mask, role) => mask | role, 0),
        { wallet: approves === "wallet" },
      ),
    ];
  const split = roles.map((role) =>
    key(holder, role, { wallet: role === Role.APPROVER && approves === "wallet" }),
  );
  const besides =
    means === "with a wallet besides" && approves === "person"
      ? [key(holder, Role.APPROVER, { wallet: true })]
      : [];
  return [...besides, ...split];
}

/** All ways to choose `count` classes, whatever the order. */
export function* multisets(count: number, from = 0): Generator<PersonClass[]> {
  if (count === 0) return yield [];
  for (let first = from; first < CLASSES.length; first++) {
    const one = CLASSES[first];
    if (one === undefined) continue;
    for (const rest of multisets(count - 1, first)) yield [one, ...rest];
  }
}

/** All sequences of `count` classes. */
export function* sequences(count: number): Generator<PersonClass[]> {
  if (count === 0) return yield [];
  for (const one of CLASSES) for (const rest of sequences(count - 1)) yield [one, ...rest];
}

export type Bounds = {
  readonly approvals: readonly number[];
  readonly means: readonly Means[];
};

/** Rosters of tier 0 alone, with and without a tester. Holders' numbers are spread over 0 to 63. */
export function* rosters(choices: Iterable<PersonClass[]>, { approvals, means }: Bounds): Generator<Draft> {
  for (const people of choices) {
    for (const way of means) {
      const keys = people.flatMap((person, index) => keysOf(person, spread(index, people.length), way));
      for (const quorum of approvals) {
        for (const testerNeeded of [false, true]) {
          const tiers: Tier[] = [tier({ approvals: quorum, testerNeeded })];
          yield { cooldown: leastCooldown(0), tiers, keys };
        }
      }
    }
  }
}

function spread(index: number, people: number): number {
  return people === 1 ? 63 : Math.floor((63 * index) / (people - 1));
}
