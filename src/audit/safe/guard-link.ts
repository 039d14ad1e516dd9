import {
  type AbiEvent,
  type Address,
  type ContractEventName,
  concat,
  type DecodeEventLogReturnType,
  decodeEventLog,
  domainSeparator,
  encodeAbiParameters,
  type Hex,
  isAddressEqual,
  keccak256,
  toEventSelector,
} from "viem";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import {
  messageHash as hashOf,
  type SafeDomain,
  type SafeTransaction,
  safeTxHash,
} from "../../safe/transaction.ts";
import type { Log } from "../collect.ts";
import { encoded } from "../decode.ts";
import type { Place } from "../link.ts";

type Name = Exclude<ContractEventName<typeof conclaveGuardAbi>, "EIP712DomainChanged" | "ModuleCreated">;
type Event = Extract<
  DecodeEventLogReturnType<typeof conclaveGuardAbi, Name, Hex[], Hex, true>,
  { readonly eventName: Name }
>;

/** One link of a Safe's record with its guard. */
export type GuardLink = Event & { readonly at: Place };
export type GuardLinkOf<N extends Name> = Extract<GuardLink, { readonly eventName: N }>;

/** What an event carries besides the fields of its link (docs/formats.md): the hashes among these commit to the rest. */
const NO_FIELDS = ["safe", "head", "transaction", "message"];

/** Null: none of the guard's links, or not as its ABI encodes it. */
export function decodeLink({ topics, data, block, time, index, transaction }: Log): GuardLink | null {
  const [selector, ...rest] = topics;
  if (selector === undefined) return null;
  try {
    const event = decodeEventLog({
      abi: conclaveGuardAbi,
      topics: [selector, ...rest],
      data,
      strict: true,
    });
    if (event.eventName === "EIP712DomainChanged" || event.eventName === "ModuleCreated") return null;
    const args = event.args as unknown as Readonly<Record<string, unknown>>;
    if (encoded(itemOf(event.eventName), args) !== concat([...topics, data])) return null;
    return { ...event, at: { block, time, index, transaction } } as GuardLink;
  } catch {
    return null;
  }
}

/** The head before any link. */
export function genesis(guard: Address, { chainId, verifyingContract: safe }: SafeDomain): Hex {
  const domain = { name: "ConclaveGuard", version: "1", chainId, verifyingContract: guard };
  const types = [{ type: "bytes32" }, { type: "address" }] as const;
  return keccak256(encodeAbiParameters(types, [domainSeparator({ domain }), safe]));
}

/** The head after a link, from the head before it, its time and its own fields. */
export function headAfter(before: Hex, { eventName, args, at }: GuardLink): Hex {
  const item = itemOf(eventName);
  const fields = item.inputs.filter(({ name = "" }) => !NO_FIELDS.includes(name));
  const values = args as unknown as Readonly<Record<string, unknown>>;
  const types = [{ type: "bytes32" }, { type: "bytes32" }, { type: "uint256" }, ...fields];
  return keccak256(
    encodeAbiParameters(types, [
      toEventSelector(item),
      before,
      BigInt(at.time),
      ...fields.map(({ name = "" }) => values[name]),
    ]),
  );
}

/** What an announcement says that its hash does not commit to; null: nothing. */
export function faultOf(link: GuardLink, domain: SafeDomain): string | null {
  if (!isAddressEqual(link.args.safe, domain.verifyingContract)) return "is of another Safe";
  if (link.eventName === "Announced") {
    const { transaction, safeTxHash: hash } = link.args;
    const said = safeTxHash(domain, transaction as SafeTransaction);
    return said === hash ? null : "carries a transaction that does not have its hash";
  }
  if (link.eventName === "MessageAnnounced") {
    const { message, messageHash } = link.args;
    return hashOf(domain, message) === messageHash ? null : "carries a message that does not have its hash";
  }
  return null;
}

function itemOf(name: Name): AbiEvent {
  return conclaveGuardAbi.find((item) => item.type === "event" && item.name === name) as AbiEvent;
}
