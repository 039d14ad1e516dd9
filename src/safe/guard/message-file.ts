import type { Hex } from "viem";
import { z } from "zod";
import * as Canonical from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { addressSchema, hashSchema, hexSchema, textSchema, uintSchema } from "../../json.ts";
import * as Signature from "../signature.ts";
import { messageHash } from "../transaction.ts";
import type { Announcement } from "./announcement.ts";
import type { Guarded } from "./state.ts";

const sponsorSchema = z.strictObject({ key: uintSchema(6), signature: hexSchema });

/** A message that a guarded Safe is to sign off-chain (ERC-1271), how it is announced, and its owners' signatures. */
export const messageFileSchema = z.strictObject({
  format: z.literal("conclave-safe-message/1"),
  messageHash: hashSchema.describe("of the SafeMessage, recomputed by every reader"),
  domain: z.strictObject({ chainId: uintSchema(53), verifyingContract: addressSchema }),
  message: hexSchema.describe("what goes into SafeMessage: the 32 bytes of the hash that an app asks about"),
  context: z.strictObject({
    title: textSchema({ lines: false }).min(1).max(200),
    text: textSchema({ lines: true }),
  }),
  announcement: z.strictObject({
    guard: addressSchema,
    epoch: uintSchema(32),
    deadline: uintSchema(40),
    proposer: sponsorSchema.optional(),
    tester: sponsorSchema
      .extend({ report: hashSchema })
      .partial({ signature: true, report: true })
      .optional(),
  }),
  signatures: z.array(Signature.signatureSchema).describe("one an owner, by ascending owner"),
});
export type MessageFile = z.infer<typeof messageFileSchema>;

/**
 * A new file for a message that is to be announced now.
 * @param message The 32 bytes an app will ask about: of a text its EIP-191 hash, of typed data its digest.
 * @param known What is announced already: a holder's next announcement needs a later deadline.
 */
export function create(
  { safe, guard, conclave }: Guarded,
  message: Hex,
  { title, text = "" }: { readonly title: string; readonly text?: string },
  known: readonly Announcement[] = [],
): MessageFile {
  const domain = { chainId: safe.chainId, verifyingContract: safe.address };
  const latest = Math.max(0, ...known.map(({ deadline }) => deadline));
  const deadline = Math.max(conclave.block.timestamp + conclave.setting.signingWindow, latest + 1);
  return parse(
    Canonical.stringify({
      format: "conclave-safe-message/1",
      messageHash: messageHash(domain, message),
      domain,
      message: message.toLowerCase(),
      context: { title, text },
      announcement: { guard: guard.domain.verifyingContract, epoch: conclave.config.epoch, deadline },
      signatures: [],
    }),
  );
}

/** @throws `SafeMessage.Malformed`, `SafeMessage.HashMismatch`, `SafeSignature.*` */
export function parse(text: string): MessageFile {
  const read = messageFileSchema.safeParse(jsonOf(text));
  if (!read.success) {
    const [first] = read.error.issues;
    throw new BaseError({
      code: "SafeMessage.Malformed",
      message: `this is no file of a Safe's message: ${first?.path.join(".") || "the file"}: ${first?.message}`,
      fix: "ask its author for the file again",
    });
  }
  const file = read.data;
  const actual = messageHash(file.domain, file.message);
  if (actual !== file.messageHash) {
    throw new BaseError({
      code: "SafeMessage.HashMismatch",
      message: "the hash in the file does not belong to the message in it: the file was edited",
      fix: "ask its author for the original",
      details: { expected: file.messageHash, actual },
    });
  }
  for (const signature of file.signatures) Signature.check(signature, actual);
  return file;
}

export function stringify(file: MessageFile): string {
  return Canonical.pretty(file);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
