import hre from "hardhat";
import {
  type Address,
  concat,
  createPublicClient,
  custom,
  decodeFunctionResult,
  type EIP1193RequestFn,
  encodeFunctionData,
  getAddress,
  type Hex,
  numberToHex,
} from "viem";
import { expect } from "vitest";
import { verifierFor } from "../../src/approval/verify.ts";
import type { Key } from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";
import { artifact } from "../support/artifact.ts";

/** What a key is said to have signed. */
export type Question = { readonly key: Key; readonly digest: Hex; readonly signature: Hex };

const READER = getAddress(`0x${"7c".repeat(20)}`);
/** OpenZeppelin's ERC-7913 verifiers stand here. */
export const P256_VERIFIER = getAddress(`0x${"d1".repeat(20)}`);
export const WEBAUTHN_VERIFIER = getAddress(`0x${"d2".repeat(20)}`);

const VERIFIERS = "@openzeppelin/contracts/utils/cryptography/verifiers";
const reader = artifact("mocks/harness/SignatureReader");
/** As many as fit into one call's gas with the longest verification there is. */
const BATCH = 24;

/**
 * A chain on which the contracts are asked about signatures: osaka has the P-256 precompile of EIP-7951, prague has not, and the
 * verifiers compute in Solidity.
 */
export async function askingOn(hardfork: "osaka" | "prague") {
  const { provider } = await hre.network.create({ override: { hardfork } });
  const code = [
    [READER, reader.deployedBytecode],
    [P256_VERIFIER, artifact(`${VERIFIERS}/ERC7913P256Verifier`).deployedBytecode],
    [WEBAUTHN_VERIFIER, artifact(`${VERIFIERS}/ERC7913WebAuthnVerifier`).deployedBytecode],
  ];
  for (const params of code) await provider.request({ method: "hardhat_setCode", params });
  const request = provider.request.bind(provider) as EIP1193RequestFn;
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  const ask = async (functionName: string, questions: readonly Question[]): Promise<boolean[]> => {
    const answers: boolean[] = [];
    for (let at = 0; at < questions.length; at += BATCH) {
      const batch = questions.slice(at, at + BATCH).map(({ key, digest, signature }) => ({
        roster: rosterOf(key),
        key: 0,
        digest,
        signature,
      }));
      const data = encodeFunctionData({ abi: reader.abi, functionName, args: [batch] });
      const { data: said = "0x" } = await client.call({ to: READER, data, gas: 16_000_000n });
      answers.push(...(decodeFunctionResult({ abi: reader.abi, functionName, data: said }) as boolean[]));
    }
    return answers;
  };
  return {
    client,
    /** `Signers.isValid` for each. */
    areValid: (questions: readonly Question[]) => ask("areValid", questions),
    /** `PlainSignatures.count` for each: nearly all signatures of accounts take this way. */
    areCounted: (questions: readonly Question[]) => ask("areCounted", questions),
  };
}

export type Asking = Awaited<ReturnType<typeof askingOn>>;

/** A roster of this key alone: what `Signers` reads it from. */
function rosterOf(key: Key): Hex {
  const tier = {
    approvals: 1,
    override: 255,
    roles: 2,
    testerNeeded: false,
    recovery: false,
    executorFirst: false,
    delay: 1,
    grace: 1,
  };
  return Roster.encode({ serial: 1, cooldown: 0, tiers: [tier], keys: [key] });
}

export function accountKey(signer: Address): Key {
  return key("EOA", signer);
}

/** @param point x ‖ y */
export function pointKey(verifier: Address, point: Hex): Key {
  return key("ERC7913", `${verifier}${point.slice(2)}`);
}

function key(kind: Key["kind"], signer: Hex): Key {
  return { kind, signer, holder: 0, roles: 2, predecessor: null, expiry: 1, since: 1 };
}

/** Asks the contract and the library about each, and expects what is `good` from both, nothing else. */
export async function compare(
  chain: Asking,
  questions: readonly (Question & { readonly good: boolean; readonly title: string })[],
): Promise<void> {
  const contract = await chain.areValid(questions);
  const verify = verifierFor(chain.client);
  for (const [index, { key, digest, signature, good, title }] of questions.entries()) {
    expect(contract[index], `${title}, by the contract`).toBe(good);
    expect(await verify(key, digest, signature), `${title}, by the library`).toBe(good);
  }
}

const PLAIN = 128;
const PARITY = 64;

/** The plain form of docs/formats.md, 5, of a signature by the roster's first key. @param signature r ‖ s */
export function plainForm(signature: Hex, parity: number): Hex {
  return concat([numberToHex(PLAIN | (parity === 1 ? PARITY : 0), { size: 1 }), signature]);
}
