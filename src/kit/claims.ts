import { size } from "viem";
import type { State } from "../approval/state.ts";
import { type Verify, verifierFor } from "../approval/verify.ts";
import { rosterOf, rulebookOf, standing } from "../chain/standing.ts";
import type { ChainState } from "../chain/state-schema.ts";
import type { Roster } from "../charter/model.ts";
import * as RosterCodec from "../charter/roster.ts";
import { BaseError } from "../errors.ts";
import { isOwn } from "../keys/ecdsa.ts";
import * as Documents from "../proposal/documents.ts";
import { charterHash, checkDomain, type ProposalFile } from "../proposal/file.ts";
import { numberOf, tierOf } from "../proposal/proposal.ts";
import { firstWord } from "../proposal/word.ts";

/**
 * What a file says about the chain, for a machine that has none to ask: claims of whoever brought the file. All that follows from them
 * holds if they are true.
 */

/**
 * The claims as a review of a proposal takes them. Their block's time is taken for now: a machine without network may have a wrong
 * clock. Approvals given on-chain are unknown.
 * @throws `ProposalFile.WrongChain`, `ProposalFile.WrongContract`, `Kit.UnknownLane`, `Roster.Malformed`, `Rulebook.Malformed`
 */
export function claimedState(claims: ChainState, file: ProposalFile): State {
  checkDomain(file, claims.domain);
  const { lane } = file.proposal;
  const open = claims.laneCounts[tierOf(lane)] ?? 0;
  const word =
    claims.lanes.find((item) => item.lane === lane)?.word ??
    (numberOf(lane) < open ? undefined : firstWord(claims.domain, lane));
  if (word === undefined) throw unknownLane(lane);
  return {
    domain: claims.domain,
    block: claims.block.number,
    now: claims.block.timestamp,
    signingWindow: claims.setting.signingWindow,
    epoch: claims.config.epoch,
    opened: claims.config.opened,
    closed: claims.config.closed,
    word,
    laneCount: open,
    roster: rosterOf(claims),
    rosterDocument: claims.rosterDocument,
    rulebook: rulebookOf(claims),
    rulebookDocument: claims.rulebookDocument,
    standing: standing(claims),
    preApproved: new Set(),
  };
}

/** The roster that an amendment of the claims' Conclave would put in force. @throws `ProposalFile.WrongChain`, `ProposalFile.WrongContract`, `Kit.NoRoster` */
export function proposedRoster(claims: ChainState, file: ProposalFile): Roster {
  checkDomain(file, claims.domain);
  const at = Documents.named(file.domain.verifyingContract, file.proposal.calls).findIndex(
    ({ name }) => name === "amendRoster",
  );
  const document = file.documents[at]?.document;
  if (document !== undefined) return RosterCodec.decode(document);
  throw new BaseError({
    code: "Kit.NoRoster",
    message: "the proposal enters no key: it does not change the roster",
    fix: "name the amendment that enters the key, or leave --proposal out if the roster has it",
    details: { id: file.id },
  });
}

/**
 * Signatures that can be verified without a chain: of accounts, and of P-256 keys, where it is the chain's to say whether the verifier
 * contract that the roster names takes them too. Contract wallets' cannot.
 */
export const offlineVerify: Verify = async (key, digest, signature) => {
  if (key.kind === "EOA") return accounts(key, digest, signature);
  const isP256 = key.kind === "ERC7913" && size(key.signer) === 20 + 64;
  return isP256 && isOwn(`0x${key.signer.slice(-128)}`, digest, signature);
};

/** Only contracts are asked about their signatures, and those that are here give no answer. */
const accounts = verifierFor({ call: () => Promise.resolve({ data: undefined }) });

/** Whether the claims' roster and rulebook are those under which the proposal was written, as its author says. */
export function isOfCharter(claims: ChainState, file: ProposalFile): boolean {
  return file.context.charter === charterHash(claims.rosterDocument, claims.rulebookDocument);
}

function unknownLane(lane: number): BaseError {
  return new BaseError({
    code: "Kit.UnknownLane",
    message: `the state says that lane ${lane} is open, and not what is in it`,
    fix: "export the state again, with `proposal export`",
    details: { lane },
  });
}
