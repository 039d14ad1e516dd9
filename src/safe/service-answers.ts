import { zeroAddress } from "viem";
import { z } from "zod";
import { anyAddress, anyHash, anyHex } from "../json.ts";
import { CALL, DELEGATECALL } from "./transaction.ts";

/**
 * What the Transaction Service answers, as far as it is used. Fields that are not listed are ignored, since the service adds
 * some from time to time; those that are must have the form, or the item counts as unreadable.
 */
/** Version 1 of the interface has numbers where version 2 has strings. */
const uint256 = z
  .union([z.string().regex(/^\d{1,78}$/), z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)])
  .transform((value) => BigInt(value))
  .refine((value) => value < 2n ** 256n, "at most 2^256 − 1");
const date = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "a date")
  .transform((text) => Math.floor(Date.parse(text) / 1000));
/** An address that the service leaves empty where it is zero. */
const addressOrZero = anyAddress.nullish().transform((value) => value ?? zeroAddress);

export const confirmationAnswer = z.object({
  owner: anyAddress,
  signature: anyHex,
  submissionDate: date.nullish(),
});

export const transactionAnswer = z.object({
  safe: anyAddress,
  to: anyAddress,
  value: uint256,
  data: anyHex.nullish().transform((value) => value ?? "0x"),
  operation: z.literal([CALL, DELEGATECALL]),
  safeTxGas: uint256,
  baseGas: uint256,
  gasPrice: uint256,
  gasToken: addressOrZero,
  refundReceiver: addressOrZero,
  nonce: uint256,
  safeTxHash: anyHash,
  proposer: anyAddress.nullish(),
  submissionDate: date.nullish(),
  isExecuted: z.boolean().nullish(),
  confirmations: z
    .array(z.unknown())
    .max(1_000)
    .nullish()
    .transform((value) => value ?? []),
});
export type TransactionAnswer = z.infer<typeof transactionAnswer>;

/** A page of a list. Items are judged one by one, so that a broken one does not hide the others. */
export const pageAnswer = z.object({
  count: z.number().int().nonnegative().nullish(),
  next: z.string().nullish(),
  results: z.array(z.unknown()).max(1_000),
});

export const aboutAnswer = z.object({ name: z.string().max(200), version: z.string().max(50) });
