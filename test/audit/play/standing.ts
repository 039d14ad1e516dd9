import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  zeroAddress,
} from "viem";
import { fate, isExecutor } from "../../../src/audit/model/fate.ts";
import { neededToStop } from "../../../src/audit/model/lanes.ts";
import {
  addressOf,
  holderRecord,
  identityOf,
  keyRecord,
  keyStates,
  laneWord,
} from "../../../src/audit/model/state.ts";
import type { State, Work } from "../../../src/audit/model.ts";
import { FATES } from "../../../src/chain/fate.ts";
import { KEY_STATES } from "../../../src/charter/model.ts";
import { conclaveAbi, conclaveLensAbi } from "../../../src/generated/abi.ts";
import * as Proposal from "../../../src/proposal/proposal.ts";
import * as Stamp from "../../../src/proposal/stamp.ts";

/** A question to a contract. */
export type Read = { readonly target: Address; readonly data: Hex };

/** One thing the contract and the model must say alike. */
export type Question = Read & {
  readonly what: string;
  /** What the model says at `now`, ABI-encoded. */
  answer(now: number): Hex;
};

type Abi = typeof conclaveAbi | typeof conclaveLensAbi;

const HOLDERS = 14;
const TIERS = 6;
const ISVALID = "0x1626ba7e";
const INVALID = "0xffffffff";

/** All that a Conclave remembers and its lens makes of it, as far as anybody can read it. */
export function questions(state: State, lens: Address): Question[] {
  const conclave = state.setting.domain.verifyingContract;
  const { config, roster } = state;
  const ask = (abi: Abi, target: Address) => {
    return (name: string, args: readonly unknown[], answer: (now: number) => unknown): Question => {
      const outputs = (abi as readonly { name?: string; outputs?: readonly never[] }[]).find(
        (item) => item.name === name,
      )?.outputs;
      if (outputs === undefined) throw new Error(`no function ${name}`);
      return {
        what: `${name}(${args.map((arg) => (typeof arg === "object" ? "…" : String(arg))).join(", ")})`,
        target,
        data: encodeFunctionData({ abi, functionName: name, args } as never),
        answer: (now) => {
          const value = answer(now);
          return encodeAbiParameters(outputs, outputs.length === 1 ? [value] : (value as readonly unknown[]));
        },
      };
    };
  };
  const its = ask(conclaveAbi, conclave);
  const sees = ask(conclaveLensAbi, lens);
  const indices = [...roster.value.keys.keys(), roster.value.keys.length];
  const keys = roster.value.keys.filter((key) => key !== null);
  const identities = new Set([...keys.map(identityOf), ...state.tombstones]);
  const lanes = new Set([0, 0x101, 0x300, 0x700, 0xffff, ...state.lanes.keys()]);
  const people = keys.filter(({ kind, roles }) => kind !== "ERC7913" && (roles & 32) !== 0).map(addressOf);
  return [
    its("config", [], () => config),
    its("rosterCarrier", [], () => carrier(conclave, config.roster)),
    its("rulebookCarrier", [], () =>
      config.rulebook === 0 ? zeroAddress : carrier(conclave, config.rulebook),
    ),
    ...[...lanes].map((lane) => its("laneWord", [lane], () => laneWord(state, lane))),
    ...Array.from({ length: TIERS }, (_, tier) =>
      its("laneCount", [tier], () => BigInt(state.laneCounts.get(tier) ?? 0)),
    ),
    ...indices.map((index) =>
      its("keyRecord", [index], () => {
        const record = keyRecord(state, index);
        return { ...record, state: KEY_STATES.indexOf(record.state) };
      }),
    ),
    ...Array.from({ length: HOLDERS }, (_, holder) =>
      its("holderRecord", [holder], () => holderRecord(state, holder)),
    ),
    ...[...identities].map((identity) => its("tombstoned", [identity], () => state.tombstones.has(identity))),
    ...pairs(state.preApprovals).map(([id, identity]) => its("preApproved", [id, identity], () => true)),
    ...pairs(state.waivers).map(([identity, item]) => its("waived", [identity, item], () => true)),
    ...[...state.messages].map(([hash, { expiry, epoch }]) =>
      its("isValidSignature", [hash, "0x"], (now) =>
        now < expiry && epoch === config.epoch && !config.closed ? ISVALID : INVALID,
      ),
    ),
    sees("keyStates", [conclave], () => {
      const { active, pending } = keyStates(state);
      return [active, pending];
    }),
    sees("neededToStop", [conclave], () => BigInt(neededToStop(state as Work))),
    ...people.map((address) =>
      sees("isExecutor", [conclave, address], (now) => isExecutor(state, address ?? zeroAddress, now)),
    ),
    ...[...state.operations.values()].map((operation) =>
      sees(
        "fate",
        [conclave, Proposal.pack(operation.proposal, operation.report), Stamp.encode(operation.stamp)],
        () => {
          const { outcome, isProtected, readyAt } = fate(state, operation);
          return [FATES.indexOf(outcome), isProtected, BigInt(readyAt)];
        },
      ),
    ),
  ];
}

/** Where a document of this generation lies. */
function carrier(conclave: Address, generation: number): Address {
  return getContractAddress({ from: conclave, nonce: BigInt(generation) });
}

function pairs(set: ReadonlySet<string>): [string, string][] {
  return [...set].map((pair) => pair.split("/") as [string, string]);
}
