import { type Address, encodeFunctionData, isAddressEqual, type TransactionReceipt } from "viem";
import { addressOf, answered, type Connection, type Sender } from "../../chain/client.ts";
import { send } from "../../chain/send.ts";
import { BaseError } from "../../errors.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { formatDate } from "../../time.ts";
import { create, type SafeFile } from "../file.ts";
import { settings } from "../settings.ts";
import { readSafe, type SafeState } from "../state.ts";
import { call } from "../transaction.ts";

/** `waiting` for its delay, `open` while the guard lets itself be removed, `lapsed` after that. */
export type Phase = "waiting" | "open" | "lapsed";

/** One owner's announcement that the Safe may leave. UNIX seconds; it passes from `maturesAt` until before `lapsesAt`. */
export type Announced = { readonly owner: Address; readonly maturesAt: number; readonly lapsesAt: number };
export type Exit = Announced & { readonly phase: Phase };

/** The way out as it stands. Nothing here asks the Conclave, whose code may do anything. */
export type Exits = {
  readonly safe: SafeState;
  readonly guard: Address;
  /** Seconds. */
  readonly exitDelay: number;
  readonly exitWindow: number;
  readonly exits: readonly Exit[];
  /** UNIX seconds. */
  readonly now: number;
};

/** @throws `Safe.*`, `SafeExit.NoGuard`, `SafeExit.NotAGuard`, `Chain.Unreachable` */
export async function read(connection: Connection, address: Address): Promise<Exits> {
  const safe = await readSafe(connection, address);
  const guard = safe.guard;
  if (guard === null) {
    throw new BaseError({
      code: "SafeExit.NoGuard",
      message: `the Safe ${safe.address} has no guard`,
      fix: "there is nothing to get out of; what is left of it, such as the fallback handler, `safe leave` takes off",
    });
  }
  const at = { address: guard, abi: conclaveGuardAbi, blockNumber: safe.block } as const;
  const ask = connection.client.readContract;
  const { timestamp } = await answered(connection, connection.client.getBlock({ blockNumber: safe.block }));
  const now = Number(timestamp);
  const [exitDelay, exitWindow, announced] = await Promise.all([
    ask({ ...at, functionName: "exitDelay" }),
    ask({ ...at, functionName: "exitWindow" }),
    announcedExits(connection, safe, guard),
  ]).catch((cause: unknown) => {
    throw new BaseError({
      code: "SafeExit.NotAGuard",
      message: `the Safe's guard ${guard} does not answer as a ConclaveGuard does`,
      fix: "look at what guard it is with `safe show`; the way out is a ConclaveGuard's",
      details: { guard },
      cause,
    });
  });
  const exits = announced.map((one): Exit => {
    const phase = now < one.maturesAt ? "waiting" : now < one.lapsesAt ? "open" : "lapsed";
    return { ...one, phase };
  });
  return { safe, guard, exitDelay: Number(exitDelay), exitWindow: Number(exitWindow), exits, now };
}

/** The announcements that a guard keeps of a Safe's owners of now, also from a time before. @throws what the node's client throws */
export async function announcedExits(
  { client }: Connection,
  { address: safe, owners, block: blockNumber }: SafeState,
  guard: Address,
): Promise<readonly Announced[]> {
  const at = { address: guard, abi: conclaveGuardAbi, blockNumber } as const;
  const [exitWindow, ...opens] = await Promise.all([
    client.readContract({ ...at, functionName: "exitWindow" }),
    ...owners.map((owner) => client.readContract({ ...at, functionName: "exitOf", args: [safe, owner] })),
  ]);
  return owners.flatMap((owner, index) => {
    const maturesAt = opens[index] ?? 0;
    return maturesAt === 0 ? [] : [{ owner, maturesAt, lapsesAt: maturesAt + Number(exitWindow) }];
  });
}

/** The sender, an owner, announces that the Safe may leave. @throws `SafeExit.NoOwner`, `Revert.*`, `Chain.*` */
export async function announce(sender: Sender, { safe, guard }: Exits): Promise<TransactionReceipt> {
  const from = addressOf(sender);
  if (!safe.owners.some((owner) => isAddressEqual(owner, from))) throw noOwner(from, safe.address);
  return act(sender, guard, "announceExit", safe.address);
}

/** The sender takes their announcement back. @throws `SafeExit.NoneOfYours`, `Revert.*`, `Chain.*` */
export async function withdraw(sender: Sender, { safe, guard, exits }: Exits): Promise<TransactionReceipt> {
  const from = addressOf(sender);
  if (exits.some(({ owner }) => isAddressEqual(owner, from)))
    return act(sender, guard, "withdrawExit", safe.address);
  throw new BaseError({
    code: "SafeExit.NoneOfYours",
    message: `${from} has announced no way out of this Safe`,
    fix: "only who announced it can take it back: see `safe exit status`",
    details: { account: from },
  });
}

/**
 * The transaction that leaves the guard: nothing else passes this way. It needs the Safe's threshold, and once it is through the
 * owners alone decide again; `safe leave` then takes off the rest.
 * @throws `SafeExit.NotOpen`
 */
export function draft({ safe, exits, exitDelay }: Exits): SafeFile {
  if (!exits.some(({ phase }) => phase === "open")) {
    const next = exits.find(({ phase }) => phase === "waiting");
    throw new BaseError({
      code: "SafeExit.NotOpen",
      message:
        next === undefined
          ? "no owner has announced the way out, or it has lapsed"
          : `the way out opens ${formatDate(next.maturesAt)}`,
      fix:
        next === undefined
          ? "have an owner announce it with `safe exit announce`, and wait for the guard's exit delay"
          : "wait until then",
      details: { exits, exitDelay },
    });
  }
  const [leave] = settings(safe, [{ kind: "guard", guard: null }]).calls;
  return create({
    domain: { chainId: safe.chainId, verifyingContract: safe.address },
    version: safe.version,
    transaction: call({ to: safe.address, ...leave }, safe.nonce),
    title: "Leave the guard by the way out",
    note: "An owner announced it, and the delay is over. The Safe's threshold of owners is enough.",
  });
}

function act(
  sender: Sender,
  guard: Address,
  functionName: "announceExit" | "withdrawExit",
  safe: Address,
): Promise<TransactionReceipt> {
  const data = encodeFunctionData({ abi: conclaveGuardAbi, functionName, args: [safe] });
  return send(sender, { to: guard, data, interfaces: conclaveGuardAbi });
}

function noOwner(account: Address, safe: Address): BaseError {
  return new BaseError({
    code: "SafeExit.NoOwner",
    message: `${account} is no owner of the Safe ${safe}`,
    fix: "send it from an owner's account (--submitter)",
    details: { account, safe },
  });
}
