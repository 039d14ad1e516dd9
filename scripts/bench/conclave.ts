import { type Address, encodeFunctionData, type Hex } from "viem";
import type { Key } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import type * as Documents from "../../src/proposal/documents.ts";
import type * as Proposal from "../../src/proposal/proposal.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { built, initcode } from "./artifacts.ts";
import { type Charter, SIGNING_WINDOW, SUSPENSION } from "./charters.ts";
import type { Call, Network } from "./network.ts";
import type { Signer } from "./signers.ts";

type FunctionName = Extract<(typeof conclaveAbi)[number], { type: "function" }>["name"];
type Arguments = Readonly<Record<string, unknown>>;

export type Conclave = {
  readonly network: Network;
  readonly address: Address;
  readonly domain: Proposal.Domain;
  readonly rosterDocument: Hex;
  readonly signers: readonly Signer[];
};

/** A Conclave whose keys are all in use. */
export async function found(network: Network, { roster, signers }: Charter): Promise<Conclave> {
  const helpers: Address[] = [];
  for (const name of ["CharterValidator", "RetirementGate", "ConclaveLens"])
    helpers.push(await network.deploy(initcode(await built(name))));
  const rosterDocument = RosterCodec.encode(roster);
  const deployBefore = network.now() + 7 * 86_400;
  const args = [...helpers, rosterDocument, SIGNING_WINDOW, SUSPENSION, deployBefore];
  const address = await network.deploy(initcode(await built("Conclave"), args));
  const domain = { chainId: network.chainId, verifyingContract: address };
  const conclave: Conclave = { network, address, domain, rosterDocument, signers };
  for (const [key, entry] of roster.keys.entries()) {
    if (entry === null) continue;
    await network.send(call(conclave, "activate", await activation(conclave, key, entry)));
  }
  return conclave;
}

/** A key's own proof of possession. */
export async function activation(conclave: Conclave, key: number, entry: Key): Promise<Documents.Activation> {
  const deadline = conclave.network.now() + 30 * 86_400;
  const value = { key, keyHash: RosterCodec.keyHash(entry), since: entry.since, deadline };
  return {
    key,
    deadline,
    signature: await signAs(conclave, key, TypedData.activate(conclave.domain, value)),
  };
}

/** A call of one of the Conclave's functions, its arguments by name. */
export function call({ address }: Pick<Conclave, "address">, name: FunctionName, args: Arguments): Call {
  const item = conclaveAbi.find((one) => one.type === "function" && one.name === name);
  const inputs: readonly { readonly name: string }[] = item && "inputs" in item ? item.inputs : [];
  if (inputs.length !== Object.keys(args).length) throw new Error(`${name} takes other arguments`);
  const values = inputs.map((input) => {
    if (!Object.hasOwn(args, input.name)) throw new Error(`${name} has no ${input.name}`);
    return args[input.name];
  });
  // Types are tied to names in the ABI; viem cannot follow a name that is not a literal.
  return {
    to: address,
    data: encodeFunctionData({ abi: conclaveAbi, functionName: name, args: values } as never),
  };
}

/** What the key's signer makes of typed data. */
export async function signAs(
  { signers }: Pick<Conclave, "signers">,
  key: number,
  typed: TypedData.TypedData,
): Promise<Hex> {
  const signer = signers[key];
  if (signer === undefined) throw new Error(`nobody signs for key ${key}`);
  return signer.sign(typed);
}
