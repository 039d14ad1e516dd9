import type { Finding } from "../../../src/audit/safe/finding.ts";
import { verifySafe } from "../../../src/audit/safe/verify.ts";
import { connect, type Provider } from "../../../src/chain/client.ts";
import { key, type Scene } from "./scene.ts";

export function audited({ connection, safe }: Scene, more: { toBlock?: number; fromBlock?: number } = {}) {
  return verifySafe(connection, safe.address, { fromBlock: 0, ...more });
}

export function kinds(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, kind, event }) => `${severity} ${kind} ${event}`);
}

/** A node without what some nodes do not have. */
export async function without({ chain }: Scene, ...methods: string[]) {
  const latest = await chain.client.getBlockNumber();
  const provider: Provider = {
    request: async (request) => {
      if (methods.includes(request.method)) throw new Error("the method is not supported");
      const [, block] = (request.params ?? []) as [unknown, string?];
      const isEarlier = request.method === "eth_call" && block !== undefined && Number(block) < latest;
      if (isEarlier && methods.includes(EARLIER)) throw new Error("the state is pruned");
      return chain.provider.request(request);
    },
  };
  return connect(provider);
}

export const EARLIER = "eth_call at an earlier block";
export const TRACERS = ["debug_traceTransaction", "trace_transaction"];
export const nothing = { to: key(7).address, value: 1n } as const;
