import { type Address, getAddress, type Hex, pad } from "viem";
import { type Provider, trace } from "./fork.ts";
import { EXECUTOR } from "./rehearsal.ts";
import { readSchema } from "./trace.ts";

const FIRST: Hex = `0x${"00".repeat(32)}`;

/**
 * The slots of `to` that a call to it reads, asked of the node by its trace.
 * @param options.proxy Slot 0 holds the address of the code that a proxy runs, which every call reads: leave it out.
 */
export async function slotsRead(
  provider: Provider,
  to: Address,
  data: Hex,
  options: { readonly proxy?: boolean } = {},
): Promise<readonly Hex[]> {
  const seen = readSchema.parse(
    await trace(provider, { from: EXECUTOR, to, data }, { tracer: "prestateTracer" }),
  );
  const account = Object.entries(seen).find(([address]) => getAddress(address) === getAddress(to));
  const slots = Object.keys(account?.[1].storage ?? {}).map((slot) => pad(slot as Hex, { size: 32 }));
  return options.proxy === true ? slots.filter((slot) => slot !== FIRST) : slots;
}
