import type { Address, Hex } from "viem";
import { z } from "zod";
import type { Connection } from "../chain/client.ts";
import { anyAddress, anyHex } from "../json.ts";

/** A call in the course of a transaction that was not undone. */
export type TracedCall = { readonly from: Address; readonly to: Address; readonly input: Hex };

type Frame = {
  readonly type: string;
  readonly from: Address;
  readonly to?: Address | undefined;
  readonly input: Hex;
  readonly error?: string | undefined;
  readonly calls: readonly Frame[];
};

const frame: z.ZodType<Frame> = z.lazy(() =>
  z.object({
    type: z.string(),
    from: anyAddress,
    to: anyAddress.optional(),
    input: anyHex,
    error: z.string().optional(),
    calls: z.array(frame).default([]),
  }),
) as z.ZodType<Frame>;

const flat = z.array(
  z.object({
    type: z.string(),
    action: z.looseObject({
      callType: z.string().optional(),
      from: anyAddress.optional(),
      to: anyAddress.optional(),
      input: anyHex.optional(),
    }),
    error: z.string().optional(),
    traceAddress: z.array(z.number()),
  }),
);

/**
 * The calls (not delegatecalls) in a transaction, in the order in which they began, by geth's callTracer or by `trace_transaction`,
 * whichever the node has. Null: it has neither, or not for this transaction.
 */
export async function callsIn(
  { client }: Connection,
  transaction: Hex,
): Promise<readonly TracedCall[] | null> {
  const ask = (method: string, params: unknown[]) =>
    client.request({ method, params } as never).catch(() => null) as Promise<unknown>;
  const nested = frame.safeParse(
    await ask("debug_traceTransaction", [transaction, { tracer: "callTracer" }]),
  );
  if (nested.success) return [...walk(nested.data)];
  const list = flat.safeParse(await ask("trace_transaction", [transaction]));
  if (!list.success) return null;
  const undone = list.data.filter(({ error }) => error !== undefined).map(({ traceAddress }) => traceAddress);
  return list.data.flatMap(({ action: { callType, from, to, input }, traceAddress }) => {
    const isUndone = undone.some((above) => above.every((step, depth) => traceAddress[depth] === step));
    if (isUndone || callType !== "call" || from === undefined || to === undefined || input === undefined)
      return [];
    return [{ from, to, input }];
  });
}

function* walk({ type, from, to, input, error, calls }: Frame): Generator<TracedCall> {
  // What failed took all back that it had led to.
  if (error !== undefined) return;
  if (type === "CALL" && to !== undefined) yield { from, to, input };
  for (const call of calls) yield* walk(call);
}
