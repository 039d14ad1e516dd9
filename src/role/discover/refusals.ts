import {
  type Address,
  concat,
  decodeErrorResult,
  getAddress,
  type Hex,
  isAddressEqual,
  keccak256,
  parseAbi,
  sliceHex,
  stringToHex,
  toHex,
} from "viem";
import { each } from "../../chain/each.ts";
import { call, type Site } from "./site.ts";

/** Whom a function asks for, by how it refuses a stranger. */
export type Gatekeeper = { readonly by: "owner" | "authority" } | { readonly by: "role"; readonly role: Hex };

/** An account that nobody has a key to, and that holds nothing anywhere. */
const STRANGER: Address = getAddress(
  sliceHex(keccak256(stringToHex("conclave: a stranger who holds nothing")), 12),
);
/** Zeros decode as arguments of any type: numbers and addresses of zero, bytes and lists that are empty. */
const ARGUMENTS = toHex(0, { size: 32 * 24 });
/** More functions of one contract than this are not called. */
export const MOST_CALLED = 512;

const errors = parseAbi([
  "error OwnableUnauthorizedAccount(address account)",
  "error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)",
  "error AccessManagedUnauthorized(address caller)",
  "error Error(string message)",
]);

/**
 * Has a stranger call every function that the code may have, and reads from the refusals whom each asks for: OpenZeppelin's errors, and the
 * texts of its versions before 5. What is refused for another reason first, or to nobody, is not among the answers.
 * @throws `Chain.Unreachable`
 */
export async function gatekeepers(
  site: Site,
  target: Address,
  selectors: Iterable<Hex>,
): Promise<ReadonlyMap<Hex, Gatekeeper>> {
  const asked = [...selectors].slice(0, MOST_CALLED);
  const answers = await each(
    asked,
    async (selector) => [selector, await gatekeeper(site, target, selector)] as const,
  );
  return new Map(
    answers.flatMap(([selector, found]) => (found === null ? [] : [[selector, found] as const])),
  );
}

/** Whom one function asks for; null if that cannot be told. @throws `Chain.Unreachable` */
export async function gatekeeper(site: Site, target: Address, selector: Hex): Promise<Gatekeeper | null> {
  const { done, data } = await call(site, target, concat([selector, ARGUMENTS]), STRANGER);
  if (done || data === "0x") return null;
  try {
    const { errorName, args } = decodeErrorResult({ abi: errors, data });
    if (errorName === "Error") return fromText(args[0]);
    if (!isAddressEqual(args[0], STRANGER)) return null;
    if (errorName === "OwnableUnauthorizedAccount") return { by: "owner" };
    if (errorName === "AccessManagedUnauthorized") return { by: "authority" };
    return { by: "role", role: args[1] };
  } catch {
    return null;
  }
}

/** Whether a stranger may call it. @throws `Chain.Unreachable` */
export async function isOpen(site: Site, target: Address, data: Hex): Promise<boolean> {
  return (await call(site, target, data, STRANGER)).done;
}

function fromText(text: string): Gatekeeper | null {
  if (text === "Ownable: caller is not the owner") return { by: "owner" };
  const role = /^AccessControl: account (0x[0-9a-f]{40}) is missing role (0x[0-9a-f]{64})$/.exec(text);
  if (role?.[1] !== STRANGER.toLowerCase()) return null;
  return { by: "role", role: role[2] as Hex };
}
