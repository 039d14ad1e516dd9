import type { Need, World } from "./world.ts";

/** A key that may be used, as a place of a quorum sees it: `leaf` is its place among the keys, `wait` until its holder's suspension lapses. */
export type Signer = {
  readonly leaf: number;
  readonly holder: number;
  readonly wait: number;
  readonly isWallet: boolean;
};

/** Places of a quorum that must be filled by different holders, and the keys that can fill them. */
export type Slot = {
  readonly demand: number;
  readonly keys: readonly Pick<Signer, "leaf" | "holder" | "wait">[];
};

/** Keys that may be used, by their index. A suspension lapses: it delays, and takes nothing away. */
export function signersOf({ people, keys, block }: World): ReadonlyMap<number, Signer> {
  const until = new Map(people.map(({ holder, suspendedUntil }) => [holder, suspendedUntil]));
  return new Map(
    keys.flatMap(({ index, holder, kind, usable }, leaf): [number, Signer][] => {
      const wait = Math.max(0, (until.get(holder) ?? 0) - block.timestamp);
      return usable ? [[index, { leaf, holder, wait, isWallet: kind === "ERC1271" }]] : [];
    }),
  );
}

/** The proposer's place, the tester's if there is one, then those of approvals, with as many as are demanded. */
export function slotsOf(
  { proposers, testers, approvers, approvals, wallets }: Extract<Need, { kind: "quorum" }>,
  signers: ReadonlyMap<number, Signer>,
  demanded = approvals,
): readonly Slot[] {
  const able = (keys: readonly number[]) => keys.flatMap((key) => signers.get(key) ?? []);
  const ordinary = approvals - Math.min(wallets, approvals);
  return [
    { demand: 1, keys: able(proposers) },
    ...(testers === null ? [] : [{ demand: 1, keys: able(testers) }]),
    { demand: ordinary, keys: able(approvers).filter(({ isWallet }) => !isWallet) },
    { demand: demanded - ordinary, keys: able(approvers) },
  ].filter(({ demand }) => demand > 0);
}

/** By holder, the places that the keys in hand can fill once `within` seconds have passed, as a bit mask over the slots. */
export function fillers(
  slots: readonly Slot[],
  inHand: ReadonlySet<number>,
  within = Number.POSITIVE_INFINITY,
): ReadonlyMap<number, number> {
  const masks = new Map<number, number>();
  for (const [kind, { keys }] of slots.entries()) {
    for (const { leaf, holder, wait } of keys) {
      if (inHand.has(leaf) && wait <= within) masks.set(holder, (masks.get(holder) ?? 0) | (1 << kind));
    }
  }
  return masks;
}
