import { encodeFunctionData, type Hex, isAddressEqual, type TransactionReceipt, zeroAddress } from "viem";
import { type Verify, WALLET_YES, walletAbi } from "../../approval/verify.ts";
import * as Canonical from "../../canonical.ts";
import type { Connection, Sender } from "../../chain/client.ts";
import { send, simulate } from "../../chain/send.ts";
import { rosterOf } from "../../chain/standing.ts";
import { BaseError } from "../../errors.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { digest } from "../../proposal/typed-data.ts";
import type { TypedData } from "../../signer/signer.ts";
import { pack } from "../kit.ts";
import * as Signature from "../signature.ts";
import { type Act, sponsorReason } from "./announce.ts";
import type { MessageFile } from "./message-file.ts";
import { checkTester, namedTester, sponsorsOf, testified } from "./named-tester.ts";
import type { Guarded } from "./state.ts";
import * as TypedDataOf from "./typed-data.ts";

/** What a key signs to announce the message, or as tester to vouch for it. @throws `SafeMessage.KeyDoesNotCount` */
export function prepare(file: MessageFile, guarded: Guarded, act: Act, key: number): TypedData {
  const reason = sponsorReason(guarded, 0, act, key);
  if (reason !== null) {
    throw new BaseError({
      code: "SafeMessage.KeyDoesNotCount",
      message: `key k${key} cannot ${act} in tier 0: ${reason.code}`,
      fix: act === "propose" ? "announce with a proposer's key" : "have a tester's key vouch for it",
      details: { key, act, reason },
    });
  }
  checkTester(guarded.conclave, 0, file.announcement, act, key);
  const { epoch, deadline } = file.announcement;
  const value = { safe: file.domain.verifyingContract, messageHash: file.messageHash, epoch, deadline };
  const { domain } = guarded.guard;
  return act === "propose"
    ? TypedDataOf.announceMessage(domain, { ...value, tester: namedTester(file.announcement) })
    : TypedDataOf.examineMessage(domain, { ...value, report: reportOf(file) });
}

/** Names the key that is to test, which the proposer then signs for. A consent of before that names another is dropped. */
export function nameTester(file: MessageFile, key: number): MessageFile {
  if (file.announcement.tester?.key === key) return file;
  const { proposer: _, tester: __, ...rest } = file.announcement;
  return { ...file, announcement: { ...rest, tester: { key } } };
}

/** What a tester of a message vouches for: there is nothing to simulate, so it is what the file says of it to people. */
export function reportOf({ context, message, messageHash: hash }: MessageFile): Hex {
  return Canonical.hash({ format: "conclave-safe-message-report/1", messageHash: hash, message, ...context });
}

/** @throws as {@link prepare}, `SafeMessage.BadConsent` */
export async function addConsent(
  file: MessageFile,
  guarded: Guarded,
  verify: Verify,
  { act, key, signature }: { readonly act: Act; readonly key: number; readonly signature: Hex },
): Promise<MessageFile> {
  const typed = prepare(file, guarded, act, key);
  const entry = rosterOf(guarded.conclave).keys[key];
  if (signature !== "0x" && (!entry || !(await verify(entry, digest(typed as never), signature)))) {
    throw new BaseError({
      code: "SafeMessage.BadConsent",
      message: `that is no signature of key k${key} over this announcement`,
      fix: "sign again what the file says now",
      details: { key, act },
    });
  }
  const consent = { key, signature };
  const { announcement } = file;
  return {
    ...file,
    announcement:
      act === "propose"
        ? { ...announcement, proposer: consent }
        : { ...announcement, tester: { ...consent, report: reportOf(file) } },
  };
}

/** An owner's signature over the message, found out whose it is. @throws `SafeMessage.NotAnOwners` */
export function addSignature(file: MessageFile, { safe }: Guarded, signature: Hex): MessageFile {
  const owner = Signature.recover(file.messageHash, signature);
  if (owner === null || !safe.owners.some((one) => isAddressEqual(one, owner))) {
    throw new BaseError({
      code: "SafeMessage.NotAnOwners",
      message: `the signature is by ${owner ?? "nobody"}, who is no owner of the Safe`,
      fix: "have an owner sign this very message",
      details: { owner },
    });
  }
  const kind = Number.parseInt(signature.slice(-2), 16) > 30 ? "message" : "typed";
  const own: Signature.Signature = { owner, kind, signature: signature.toLowerCase() as Hex };
  const others = file.signatures.filter((one) => !isAddressEqual(one.owner, owner));
  const signatures = [...others, own].sort((a, b) => (BigInt(a.owner) < BigInt(b.owner) ? -1 : 1));
  return { ...file, signatures };
}

/** Announces the message. @throws `SafeMessage.Incomplete`, `Revert.*`, `Chain.*` */
export function announce(sender: Sender, file: MessageFile, guarded: Guarded): Promise<TransactionReceipt> {
  const { epoch, deadline, proposer } = file.announcement;
  const tester = testified(file.announcement);
  const needsTester = rosterOf(guarded.conclave).tiers[0]?.testerNeeded ?? false;
  const isNamed = file.announcement.tester !== undefined;
  if (proposer === undefined || ((needsTester || isNamed) && tester === null)) {
    throw new BaseError({
      code: "SafeMessage.Incomplete",
      message: `the announcement lacks ${proposer === undefined ? "a proposer" : "a tester"}`,
      fix: "sign it with `safe message announce <file> --key <label>`, as proposer or as tester",
    });
  }
  const sponsors = sponsorsOf(file.announcement, proposer);
  return send(sender, {
    to: guarded.guard.domain.verifyingContract,
    data: encodeFunctionData({
      abi: conclaveGuardAbi,
      functionName: "announceMessage",
      args: [file.domain.verifyingContract, file.message, epoch, deadline, sponsors],
    }),
    interfaces: conclaveGuardAbi,
  });
}

/** What the Safe's `isValidSignature` says of the file's signatures now: null if it takes them, else why not. @throws `Chain.Unreachable` */
export async function verdict(connection: Connection, file: MessageFile): Promise<BaseError | null> {
  const args = [file.message, await combined(file)] as const;
  const { abi, functionName } = { abi: walletAbi, functionName: "isValidSignature" } as const;
  const to = file.domain.verifyingContract;
  try {
    const data = encodeFunctionData({ abi, functionName, args });
    const answer = await simulate(connection, zeroAddress, { to, data, interfaces: conclaveGuardAbi });
    if (answer.startsWith(WALLET_YES)) return null;
  } catch (error) {
    if (error instanceof BaseError && error.code.startsWith("Revert.")) return error;
    throw error;
  }
  return new BaseError({
    code: "SafeMessage.NotTaken",
    message: "the Safe does not say that the signature is its own",
    fix: "check with `safe show` that its fallback handler is the guard's",
  });
}

/** The Safe's signature, to hand to whoever asks with `isValidSignature(hash, signature)`. */
export function combined({ signatures }: MessageFile): Promise<Hex> {
  return pack(signatures);
}
