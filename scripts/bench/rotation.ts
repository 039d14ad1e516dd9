import { KEY_STATES, type Key, type KeyState, type Roster } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import { amend, five, PART } from "./amendment.ts";
import { DAY } from "./charters.ts";
import { activation, type Conclave, call, found } from "./conclave.ts";
import { type Figure, type Flow, measureUndone } from "./measure.ts";
import type { Network } from "./network.ts";
import { carryOut, setRulebook } from "./operation.ts";
import { eoa } from "./signers.ts";
import type { Target } from "./target.ts";

/** Where the holder's keys are listed, by turns. */
const FIRST = 0;
const SECOND = 5;

/** A Conclave and the roster it has by now. */
type Stage = { readonly conclave: Conclave; readonly roster: Roster };

/** A holder's key at index `from` makes way for one called `name` at `to`. */
type Turn = { readonly name: string; readonly from: number; readonly to: number };

/**
 * A new key for one of five, three people. `conclave`: the first time, at a new index; `conclaveReused`: later, at the index of a key
 * retired long ago; both in force at once. `standby`: a key that an earlier amendment listed comes into use by its own signature.
 * `retire`: what a rotation leaves to be done, by anybody: the old key is found empty and put away for good.
 */
export async function rotation(network: Network, target: Target): Promise<Record<string, Figure>> {
  const { roster, signers } = five();
  const first: Stage = { conclave: await found(network, { roster, signers }), roster };
  await setRulebook(first.conclave, PART, {});
  await carryOut(first.conclave, { lane: 0, calls: [target.next().call], part: PART });
  const there = { from: FIRST, to: SECOND };
  const back = { from: SECOND, to: FIRST };

  const fresh = await measureUndone(network, (n) => rotate(first, { name: `fresh ${n}`, ...there }));
  const standby = await measureUndone(network, (n) =>
    activateListed(first, { name: `standby ${n}`, ...there }),
  );

  const turn = { name: "second", ...there };
  await rotate(first, turn);
  const second = withSuccessor(first, turn);
  const retire = () => retireKey(second.conclave, FIRST);
  const retired = await measureUndone(network, retire);
  await retire();
  // Longer than any operation could stay pending that counts on the old key.
  await network.waitUntil(network.now() + 30 * DAY);
  const reused = await measureUndone(network, (n) => rotate(second, { name: `reused ${n}`, ...back }));
  return { conclave: fresh, conclaveReused: reused, standby, retire: retired };
}

/** The amendment comes with the new key's activation. */
async function rotate(stage: Stage, turn: Turn): Promise<Flow> {
  const { conclave, roster } = withSuccessor(stage, turn);
  const activations = [await activation(conclave, turn.to, keyAt(roster, turn.to))];
  const flow = await amend(conclave, "amendRoster", RosterCodec.encode(roster), activations);
  await expectRotated(conclave, turn);
  return flow;
}

/** The amendment came before; measured is the activation. */
async function activateListed(stage: Stage, turn: Turn): Promise<Flow> {
  const { conclave, roster } = withSuccessor(stage, turn);
  await amend(conclave, "amendRoster", RosterCodec.encode(roster));
  const possession = await activation(conclave, turn.to, keyAt(roster, turn.to));
  const activate = await conclave.network.send(call(conclave, "activate", possession));
  await expectRotated(conclave, turn);
  return { activate };
}

async function retireKey(conclave: Conclave, key: number): Promise<Flow> {
  const retire = await conclave.network.send(call(conclave, "retire", { key }));
  await expectState(conclave, key, "Retired");
  return { retire };
}

/** The next roster, and who signs for it. */
function withSuccessor({ conclave, roster }: Stage, { name, from, to }: Turn): Stage {
  const signer = eoa(name);
  const serial = roster.serial + 1;
  const successor = { ...keyAt(roster, from), signer: signer.signer, predecessor: from, since: serial };
  const keys = [...roster.keys];
  // Who came after the key whose index is taken over comes after nobody now.
  keys[from] = { ...keyAt(roster, from), predecessor: null };
  keys[to] = successor;
  const signers = [...conclave.signers];
  signers[to] = signer;
  return { conclave: { ...conclave, signers }, roster: { ...roster, serial, keys } };
}

async function expectRotated(conclave: Conclave, { from, to }: Turn): Promise<void> {
  await expectState(conclave, to, "Active");
  await expectState(conclave, from, "Retiring");
}

async function expectState({ network, address }: Conclave, key: number, expected: KeyState): Promise<void> {
  const { state } = await network.read<{ state: number }>(address, conclaveAbi, "keyRecord", [key]);
  if (KEY_STATES[state] !== expected) throw new Error(`key ${key} is ${KEY_STATES[state]}, not ${expected}`);
}

function keyAt({ keys }: Roster, index: number): Key {
  const key = keys[index];
  if (!key) throw new Error(`no key at ${index}`);
  return key;
}
