import { type Hex, toEventSelector } from "viem";
import { conclaveAbi } from "../../src/generated/abi.ts";

type Provider = { request(request: { method: string; params?: unknown }): Promise<unknown> };

/** A log as nodes deliver it; only these fields are looked at. */
export type RawLog = { readonly topics: readonly Hex[]; readonly data: Hex };

/** What somebody in the middle does to a log: another one in its place, or none. */
export type Forgery = (log: RawLog) => RawLog | null;

/** The same network through a node that lies about its logs and about nothing else. */
export function lying(provider: Provider, forge: Forgery): Provider {
  return {
    async request(asked) {
      const answer = await provider.request(asked);
      if (asked.method !== "eth_getLogs" || !Array.isArray(answer)) return answer;
      return (answer as RawLog[]).map(forge).filter((log) => log !== null);
    },
  };
}

/** Puts other calldata into the `Scheduled` log of an operation, as if something else had been decided. */
export function replaceCall(id: Hex, before: Hex, after: Hex): Forgery {
  return (log) =>
    isScheduled(log) && log.topics[1] === id
      ? { ...log, data: log.data.replace(before.slice(2), after.slice(2)) as Hex }
      : log;
}

/** Hides the `Scheduled` log of an operation, as if nobody had ever asked for it. */
export function hide(id: Hex): Forgery {
  return (log) => (isScheduled(log) && log.topics[1] === id ? null : log);
}

function isScheduled({ topics }: RawLog): boolean {
  const event = conclaveAbi.find((item) => item.type === "event" && item.name === "Scheduled");
  return event !== undefined && topics[0] === toEventSelector(event as never);
}
