import { type Address, concat, type Hex } from "viem";
import { Role, type Roster } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import type { Activation } from "../../src/proposal/documents.ts";
import { type Charter, charter, crowd, tier } from "./charters.ts";
import { type Conclave, found } from "./conclave.ts";
import { rulesFor } from "./governed.ts";
import { type Figure, type Flow, measure } from "./measure.ts";
import type { Network } from "./network.ts";
import { amendment, carryOut } from "./operation.ts";
import { account } from "./signers.ts";

/** Any of a small group proposes and approves. */
const ANYTHING = Role.PROPOSER | Role.APPROVER | Role.SEVERAL;

/** Three of the first four. Not the very first, whose key rotation replaces. */
export const PART = { proposer: 1, approvers: [2, 3] };

/** Five people who may each do everything, two tiers: the least that can lose anybody. */
export function five(): Charter {
  return charter([tier({ approvals: 2 }), tier()], crowd("five", 5, ANYTHING));
}

/** `count` people with a key each, all but four of whom approve only. */
function many(count: number): Charter {
  const seats = [
    ...crowd(`${count} both`, 4, ANYTHING),
    ...crowd(`${count} approver`, count - 6, Role.APPROVER),
    ...crowd(`${count} guardian`, 2, Role.GUARDIAN),
  ];
  return charter([tier({ approvals: 2 }), tier()], seats);
}

/** A roster or rulebook replaced by one of the same size, three people, tier 0. */
export async function amendments(network: Network): Promise<Record<string, Figure>> {
  return {
    roster5: await rosterAmendment(network, five()),
    roster13: await rosterAmendment(network, many(13)),
    roster64: await rosterAmendment(network, many(64)),
    rulebook4: await rulebookAmendment(network, 4),
    rulebook64: await rulebookAmendment(network, 64),
  };
}

/** The cooldown grows by a second. */
async function rosterAmendment(network: Network, genesis: Charter): Promise<Figure> {
  const conclave = await found(network, genesis);
  let current: Roster = genesis.roster;
  return measure(async () => {
    current = { ...current, serial: current.serial + 1, cooldown: current.cooldown + 1 };
    return amend(conclave, "amendRoster", RosterCodec.encode(current));
  });
}

/** The most value the first rule allows grows by a wei. */
async function rulebookAmendment(network: Network, count: number): Promise<Figure> {
  const conclave = await found(network, five());
  const targets = Array.from({ length: count }, (_, i) => account(`governed ${i}`).address);
  return measure(async (repetition) => {
    const rules = rulesFor(targets).map((rule) => ({ ...rule, maxValue: BigInt(repetition + 1) }));
    const book = { serial: repetition + 1, rules, exactRules: [], items: [] };
    return amend(conclave, "amendRulebook", RulebookCodec.encode(book));
  });
}

/** Carries the amendment out, and sees that its document is the one in force. */
export async function amend(
  conclave: Conclave,
  name: "amendRoster" | "amendRulebook",
  document: Hex,
  activations: readonly Activation[] = [],
): Promise<Flow> {
  const { network, address } = conclave;
  const change = { lane: 0, ...amendment(conclave, name, document, activations), part: PART };
  const flow = await carryOut(conclave, change);
  const view = name === "amendRoster" ? "rosterCarrier" : "rulebookCarrier";
  const carrier = await network.read<Address>(address, conclaveAbi, view);
  if ((await network.client.getCode({ address: carrier })) !== concat(["0x00", document]))
    throw new Error(`${name} did not put its document into force`);
  return flow;
}
