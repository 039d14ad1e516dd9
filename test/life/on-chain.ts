import { zeroAddress, zeroHash } from "viem";
import type { ChainState } from "../../src/chain/state.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import type { KeyState } from "../../src/charter/model.ts";
import { parse } from "../../src/charter/parse.ts";
import { identity } from "../../src/charter/roster.ts";
import { CONCLAVE, NOW } from "../charter/sample.ts";

/** The state of a Conclave whose documents are those of the charter; keys by index that are not Active. */
export function stateOf(text: string, states: Readonly<Record<number, KeyState>> = {}): ChainState {
  const { charter } = parse(text);
  const { roster, rosterDocument, rulebookDocument } = compile(charter, GENESIS);
  return {
    format: "conclave-state/1",
    domain: { chainId: charter.chain.id, verifyingContract: CONCLAVE },
    block: { number: 7, hash: zeroHash, timestamp: NOW },
    setting: {
      signingWindow: 86_400,
      suspension: 86_400,
      deployBefore: NOW,
      validator: zeroAddress,
      gate: zeroAddress,
      lens: zeroAddress,
    },
    config: {
      unusable: 0n,
      epoch: 1,
      lastVoid: 0,
      roster: 1,
      rulebook: 1,
      documents: 2,
      attempts: 0,
      opened: true,
      closed: false,
    },
    rosterDocument,
    rulebookDocument,
    register: zeroHash,
    laneCounts: Array<number>(16).fill(1),
    lanes: [],
    keys: roster.keys.map((key, index) => ({
      key: index,
      identity: key === null ? zeroAddress : identity(key),
      state: key === null ? "Pending" : (states[index] ?? "Active"),
      endedAt: 0,
      changes: 0,
    })),
    holders: [],
    tombstones: [],
  };
}
