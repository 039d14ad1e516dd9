/** Detectors that follow what a function does, down through what it calls. */
import type { Finding } from "./finding.ts";
import type { Callable, Contract, Program } from "./program.ts";
import { text } from "./tree.ts";

/** What makes an entry point safe from being called back: the lock, or that nobody but the contract may call. */
const GUARDS = ["nonReentrant", "onlySelf"];

/** Variables that hold words of the hash chain: whoever writes one appends a link. */
const LINKS = new Set(["_register", "_lanes", "_heads", "_head"]);
/** Chains whose links may come after their events, since a dependency emits some: there are as many of the ones as of the others. */
const AFTERWARDS = new Set(["_head"]);

type Offered = { contract: Contract; callable: Callable };

/** Every CALL and CREATE by the function that makes it, every STATICCALL by the contract or library. */
export function externalCalls(program: Program): Finding[] {
  return [...program.callables.values()]
    .filter(({ isOwn }) => isOwn)
    .flatMap((callable) =>
      program
        .events(callable)
        .filter((event) => event.kind === "call")
        .filter(({ at }) => at === callable)
        .map(({ what, changesState }) => {
          const reader = callable.contract?.name ?? callable.name;
          const key = changesState ? `${callable.name} calls ${what}` : `${reader} reads ${what}`;
          return finding("external-call", callable, key);
        }),
    );
}

/** Without lock, nothing may be written after a call that could lead back in. */
export function writesAfterCalls(program: Program): Finding[] {
  return changers(program).flatMap(({ contract, callable }) => {
    if (isGuardedBy(program, callable, "nonReentrant")) return [];
    const events = program.events(callable, contract);
    const first = events.findIndex((event) => event.kind === "call" && event.changesState);
    if (first === -1) return [];
    return events
      .slice(first)
      .filter((event) => event.kind === "write")
      .map(({ what }) =>
        offered("write-after-call", { contract, callable }, `writes ${what} after ${events[first]?.what}`),
      );
  });
}

/**
 * Every entry point that changes state is locked or the contract's own. One that only looks at the lock will do if all it calls in
 * earnest it calls under the lock: what it reads is called statically, and nothing that is called so comes back in to change anything.
 */
export function unguardedEntries(program: Program): Finding[] {
  return changers(program)
    .filter((entry) => !isGuarded(program, entry))
    .map((entry) => offered("unguarded", entry, "has neither lock nor onlySelf"));
}

/** Invariant 9: what changes state appends a link, and a link has its event. */
export function unrecorded(program: Program): Finding[] {
  return changers(program).flatMap((entry) => {
    const events = program.events(entry.callable, entry.contract);
    const writes = events.filter(({ kind }) => kind === "write");
    const last = events.findLastIndex((event) => event.kind === "write" && LINKS.has(event.what));
    if (last === -1)
      return writes.map(({ what }) => offered("unrecorded", entry, `writes ${what} without a link`));
    const emitted = (from: number) => events.slice(from).filter(({ kind }) => kind === "emit").length;
    const links = writes.filter(({ what }) => AFTERWARDS.has(what)).length;
    const told = links === 0 ? emitted(last) > 0 : emitted(0) >= links;
    return told ? [] : [offered("unrecorded", entry, "appends a link without an event")];
  });
}

function changers(program: Program): Offered[] {
  return [...program.offered()].filter(
    ({ callable }) => !["view", "pure"].includes(text(callable.node, "stateMutability")),
  );
}

function isGuarded(program: Program, { contract, callable }: Offered): boolean {
  if (GUARDS.some((guard) => isGuardedBy(program, callable, guard))) return true;
  const calls = program
    .events(callable, contract)
    .filter((event) => event.kind === "call" && event.changesState);
  return (
    isGuardedBy(program, callable, "nonReentrantView") &&
    calls.every((event) => event.kind === "call" && event.isLocked)
  );
}

function isGuardedBy(program: Program, callable: Callable, guard: string): boolean {
  return program.modifiers(callable).some(({ node }) => text(node, "name") === guard);
}

function offered(detector: string, { contract, callable }: Offered, what: string): Finding {
  const own = text(callable.node, "name") || text(callable.node, "kind");
  return finding(detector, callable, `${contract.name}.${own} ${what}`);
}

function finding(detector: string, { path }: Callable, key: string): Finding {
  return { detector, key, where: path };
}
