import {
  type Address,
  createPublicClient,
  custom,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  numberToHex,
  pad,
} from "viem";
import { BaseError } from "../errors.ts";
import { safeAbi } from "../generated/safe-abi.ts";
import { type Provider, type Setting, type Transaction, within } from "../test/fork.ts";
import { EXECUTOR } from "../test/rehearsal.ts";
import { slotsRead } from "../test/slot.ts";
import type { SafeFile } from "./file.ts";
import { pack } from "./kit.ts";
import type { Signature } from "./signature.ts";
import { encodeExecution } from "./transaction.ts";

/** `execTransaction` as it will be sent, and the storage that makes as many owners as are needed have approved it on-chain. */
export type Rehearsal = {
  readonly setting: Setting;
  readonly transaction: Transaction;
  /** Whose consent was made up. */
  readonly approvers: readonly Address[];
  /** How many transactions before it were passed over: what they would change is not in the simulation. */
  readonly skipped: bigint;
  /** The nonce's slot, whose change is every transaction's own. */
  readonly nonceSlot: Hex;
};

const YES = pad("0x01", { size: 32 });

/**
 * Prepares the execution of a file's transaction in the block after the newest: by the very function that will run in earnest, with
 * the Safe's own checks and its guard's. Only storage differs, in slots that are asked of the node: each approver's entry in
 * `approvedHashes`, and the nonce if other transactions come first.
 * @throws `SafeSimulation.NotASafe`, `SafeSimulation.Used`, `SafeSimulation.SlotNotFound`, `Simulation.NodeUnfit`
 */
export async function rehearse(provider: Provider, at: number, file: SafeFile): Promise<Rehearsal> {
  const safe = file.domain.verifyingContract;
  // A fork executes nothing at the forked block itself, as it may not know the rules that held there: hence a block more.
  return within(provider, { at, slots: [] }, async () => {
    const { owners, threshold, nonce } = await read(provider, safe);
    const skipped = file.transaction.nonce - nonce;
    if (skipped < 0n) throw used(file, nonce);
    const approvers = approversOf(file, owners, threshold);
    const nonceSlot = await slotOf(provider, safe, "nonce", []);
    const approvals = await Promise.all(
      approvers.map(async (owner) => ({
        address: safe,
        slot: await slotOf(provider, safe, "approvedHashes", [owner, file.safeTxHash]),
        value: YES,
      })),
    );
    const moved = {
      address: safe,
      slot: nonceSlot,
      value: numberToHex(file.transaction.nonce, { size: 32 }),
    };
    const signatures = approvers.map((owner): Signature => ({ owner, kind: "approved", signature: "0x" }));
    return {
      setting: { at, slots: skipped === 0n ? approvals : [...approvals, moved] },
      transaction: {
        from: EXECUTOR,
        to: safe,
        data: encodeExecution(file.transaction, await pack(signatures)),
      },
      approvers,
      skipped,
      nonceSlot,
    };
  });
}

/** Those who signed, then others, until there are enough. */
function approversOf(
  { signatures }: SafeFile,
  owners: readonly Address[],
  threshold: number,
): readonly Address[] {
  const signed = (owner: Address) => signatures.some((one) => isAddressEqual(one.owner, owner));
  const order = owners.toSorted((a, b) => Number(signed(b)) - Number(signed(a)));
  return order.slice(0, Math.max(threshold, owners.filter(signed).length));
}

async function read(provider: Provider, address: Address) {
  const client = createPublicClient({ transport: custom(provider, { retryCount: 0 }) });
  const ask = { address, abi: safeAbi } as const;
  try {
    const [owners, threshold, nonce] = await Promise.all([
      client.readContract({ ...ask, functionName: "getOwners" }),
      client.readContract({ ...ask, functionName: "getThreshold" }),
      client.readContract({ ...ask, functionName: "nonce" }),
    ]);
    return { owners, threshold: Number(threshold), nonce };
  } catch (cause) {
    throw new BaseError({
      code: "SafeSimulation.NotASafe",
      message: `there is no Safe at ${address} in the state that was given`,
      fix: "check the address and chain, and fork a block after the deployment",
      details: { address },
      cause,
    });
  }
}

/** The slot that a getter reads besides the proxy's own, slot 0, asked of the node. */
async function slotOf(
  provider: Provider,
  safe: Address,
  functionName: "nonce" | "approvedHashes",
  args: readonly unknown[],
): Promise<Hex> {
  const data = encodeFunctionData({ abi: safeAbi, functionName, args } as Parameters<
    typeof encodeFunctionData
  >[0]);
  const slots = await slotsRead(provider, safe, data, { proxy: true });
  const [slot] = slots;
  if (slot === undefined || slots.length > 1) {
    throw new BaseError({
      code: "SafeSimulation.SlotNotFound",
      message: `the node's trace shows ${slots.length} slots for ${functionName}, one was expected`,
      fix: "simulate on an in-process fork or on anvil; a Safe of other code than Safe's cannot be simulated",
      details: { functionName, slots },
    });
  }
  return slot;
}

function used({ transaction }: SafeFile, nonce: bigint): BaseError {
  return new BaseError({
    code: "SafeSimulation.Used",
    message: `nonce ${transaction.nonce} is used; the Safe is at ${nonce}`,
    fix: "see with `safe status` what became of it",
    details: { nonce: transaction.nonce, now: nonce },
  });
}
