import { type Hex, pad } from "viem";
import { z } from "zod";
import { anyAddress, anyHex } from "../json.ts";

const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]*$/)
  .transform(Number);
const word = z.string().transform((value) => pad(value.toLowerCase() as Hex, { size: 32 }));

const logSchema = z.object({
  address: anyAddress,
  topics: z.array(word).default([]),
  data: anyHex.default("0x"),
  index: quantity.optional(),
  position: quantity.optional(),
});

export type Log = z.output<typeof logSchema>;

/** A frame of geth's callTracer. */
export type Frame = {
  readonly type: string;
  readonly to?: Hex | undefined;
  readonly input: Hex;
  readonly output?: Hex | undefined;
  readonly error?: string | undefined;
  readonly gasUsed: number;
  readonly logs: readonly Log[];
  readonly calls: readonly Frame[];
};

export const frameSchema: z.ZodType<Frame> = z.lazy(() =>
  z.object({
    type: z.string(),
    to: anyAddress.optional(),
    input: anyHex,
    output: anyHex.optional(),
    error: z.string().optional(),
    gasUsed: quantity,
    logs: z.array(logSchema).default([]),
    calls: z.array(frameSchema).default([]),
  }),
) as z.ZodType<Frame>;

const accountSchema = z.object({
  balance: z.string().transform(BigInt).optional(),
  code: anyHex.optional(),
  storage: z.record(z.string(), word).default({}),
});

const accountsSchema = z.record(z.string(), accountSchema);

/** geth's prestateTracer with `diffMode`. */
export const diffSchema = z.object({ pre: accountsSchema, post: accountsSchema });

/** geth's prestateTracer: what was read. */
export const readSchema = accountsSchema;

export type Diff = z.output<typeof diffSchema>;

/** Logs in the order in which they were emitted; frames that failed took theirs back. */
export function logs(frame: Frame): Log[] {
  return collect(frame)
    .map((log, order) => ({ log, order }))
    .sort((a, b) => (a.log.index ?? a.order) - (b.log.index ?? b.order))
    .map(({ log }) => log);
}

function collect(frame: Frame): Log[] {
  if (frame.error !== undefined) return [];
  return [...frame.logs, ...frame.calls.flatMap(collect)];
}
