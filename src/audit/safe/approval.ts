import type { Address, Hex } from "viem";
import type { Content } from "./content.ts";
import type { Settings } from "./settings.ts";
import { parse, type Signature, type Way } from "./signature.ts";

/**
 * An owner's consent to what was executed. `proof`: `recomputed` from the signature; `storage` where the Safe keeps approved hashes;
 * `asked` of the owner's own contract, by the node; `word`: that the owner was the caller, or its contract said yes, is the node's.
 */
export type Approval = {
  readonly owner: Address;
  readonly way: Way;
  /** Beyond the threshold: the Safe did not look at it, it was verified here. */
  readonly surplus: boolean;
  readonly proof: "recomputed" | "storage" | "asked" | "word";
  /** Transaction of the `approveHash`. */
  readonly transaction: Hex | null;
  /** What a contract owner was handed. */
  readonly bytes: Hex;
};

export type Judged = { readonly approvals: readonly Approval[]; readonly problem: string | null };

/**
 * Who approved, by the signatures handed in and the owners at that time. `problem`: why the Safe would have refused them.
 * @param settings Owners and threshold when the signatures were checked.
 */
export function judge({ signatures, executor }: Content, hash: Hex, settings: Settings): Judged {
  const parsed = parse(signatures, hash, executor);
  const needed = parsed.slice(0, settings.threshold);
  const approvals: Approval[] = [];
  let last = 0n;
  for (const [index, signature] of needed.entries()) {
    const name = `signature ${index + 1}`;
    if (signature === null) return { approvals, problem: `${name} is nobody's` };
    const { owner } = signature;
    if (!settings.owners.has(owner)) return { approvals, problem: `${name} is by ${owner}, who is no owner` };
    if (BigInt(owner) <= last) return { approvals, problem: `${name} is out of order` };
    last = BigInt(owner);
    approvals.push(approval(signature, false));
  }
  if (needed.length < settings.threshold) {
    const problem = `${needed.length} signatures, the threshold is ${settings.threshold}`;
    return { approvals, problem };
  }
  const rest = parsed.slice(settings.threshold);
  const more = rest.filter((one, index): one is Signature => {
    if (one === null || !settings.owners.has(one.owner)) return false;
    const before = [...needed, ...rest.slice(0, index)];
    // What nobody has checked counts only where it can be checked here.
    return isOwn(one) && before.every((other) => other?.owner !== one.owner);
  });
  return { approvals: [...approvals, ...more.map((one) => approval(one, true))], problem: null };
}

/** Whether the bytes are the owner's own over this hash, so that nobody else can have made them up. */
export function isOwn({ way }: { readonly way: Way }): boolean {
  return way === "ecdsa" || way === "eth_sign";
}

function approval({ owner, way, bytes }: Signature, surplus: boolean): Approval {
  const proof = isOwn({ way }) ? "recomputed" : "word";
  return { owner, way, surplus, proof, transaction: null, bytes };
}
