import { formerOwners } from "../check/elsewhere.ts";
import { creationOf } from "../creation.ts";
import { firstBlock, readHistory } from "../history.ts";
import type { People } from "../people.ts";
import type { Difference } from "./diff.ts";
import { nameOf } from "./owner.ts";

/** Blocks after its creation in which a Safe is looked for its set-up: factories make and set up at once. */
const SPAN = 9_999n;

/**
 * Warns where first owners who will have no say any more can still deploy the Safe's address on other chains, and own it there.
 * Owners are judged as they will be. What a node cannot tell is a warning too.
 */
export async function redeployable(
  { connection, state, wanted, entry }: Difference,
  people: People,
): Promise<string[]> {
  const { address, block } = state;
  const setup = await firstBlock(connection, address, block)
    .then((from) => readHistory(connection, address, from, from + SPAN < block ? from + SPAN : block))
    .then((history) => history.setup)
    .catch(() => null);
  if (setup === null) {
    return [
      `${entry.name}: who could deploy ${address} on other chains cannot be told: the node does not give its set-up`,
    ];
  }
  const owners = wanted.owners.map((owner) => owner.address);
  const former = formerOwners(setup.owners, owners, people);
  if (former.length === 0) return [];
  const { repeatable } = await creationOf(connection, address, setup);
  if (repeatable === "here") return [];
  const names = former.map((owner) => nameOf(owner, people)).join(", ");
  const can = repeatable === "anywhere" ? "anybody can" : "it may be possible to";
  const enough = former.length >= setup.threshold ? ", who are enough for its threshold there" : "";
  return [
    `${entry.name}: on chains where ${address} is not deployed ${can} deploy it with its first owners, among them ${names}${enough}; never send anything to it there`,
  ];
}
