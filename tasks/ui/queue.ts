import type { Address } from "viem";
import type { Queue } from "../../src/safe/queue.ts";
import type { QueueFinding } from "../../src/safe/queue-finding.ts";
import type { Handed } from "../../src/safe/service-exchange.ts";
import type { Pulled } from "../../src/safe/service-pull.ts";
import type { SafeState } from "../../src/safe/state.ts";
import type { Voiding } from "../../src/safe/void.ts";
import type { NameOf } from "./safe.ts";
import { facts, list, sections, table } from "./table.ts";

/** The queue, worst findings first. */
export function queueText({ state, items, owners, findings, ok }: Queue, nameOf: NameOf): string {
  const open = items.filter(({ transaction }) => transaction.nonce >= state.nonce);
  const count = (severity: QueueFinding["severity"]) =>
    findings.filter((one) => one.severity === severity).length;
  return sections(
    ok
      ? "nothing dangerous was found"
      : "the queue holds dangers: read them before anybody signs or executes",
    facts([
      ["Safe", `${state.address} on chain ${state.chainId}, version ${state.version}`],
      ["nonce", `${state.nonce}, ${open.length} queued`],
      ["findings", `${count("danger")} dangers, ${count("warning")} warnings, ${count("note")} notes`],
    ]),
    table(
      ["nonce", "hash", "title", "signed", "found in"],
      open.map(({ transaction, safeTxHash, file, standing, sources }) => [
        String(transaction.nonce),
        safeTxHash.slice(0, 10),
        file.context.title,
        `${standing.consents.filter(({ counts }) => counts).length} of ${standing.threshold}`,
        sources.map(({ label }) => label).join(", "),
      ]),
    ),
    ...findings.map(findingText),
    list(
      "still out of each owner's key",
      owners.map(({ owner, outstanding }) => `${named(owner, nameOf)}: ${outstandingWords(outstanding)}`),
    ),
  );
}

function findingText({ severity, code, nonce, reason, fix }: QueueFinding): string {
  const where = nonce === null ? "" : `, nonce ${nonce}`;
  return `${severity} ${code}${where}: ${reason}\n  to do: ${fix}`;
}

function outstandingWords(outstanding: Queue["owners"][number]["outstanding"]): string {
  if (outstanding.length === 0) return "nothing that is known of";
  return outstanding
    .map(
      ({ kind, nonce, safeTxHash }) =>
        `${kind} for ${nonce === null ? "an unknown nonce" : `nonce ${nonce}`} (${safeTxHash.slice(0, 10)})`,
    )
    .join(", ");
}

/** Everything but the owners' copies of state and call views. */
export function queueJson({ state, items, owners, findings, ok }: Queue) {
  return {
    ok,
    state,
    items: items.map(({ file, sources, standing, next, created, isRejection }) => ({
      ...{ file, standing, next, created, isRejection },
      sources: sources.map(({ kind, label, claimed }) => ({ kind, label, claimed })),
    })),
    owners,
    findings,
  };
}

export function handedText(label: string, { safeTxHash, created, sent, already, left }: Handed): string {
  return sections(
    `${label} ${created ? "has the transaction now" : sent.length === 0 ? "had it all" : "has the signatures now"}`,
    facts([
      ["safeTxHash", safeTxHash],
      ["sent", sent.length === 0 ? "nothing" : sent.join(", ")],
      ["was there", already.length === 0 ? "nothing" : already.join(", ")],
    ]),
    list(
      "left out, since they would not count",
      left.map(({ owner, why }) => `${owner}: ${why}`),
    ),
  );
}

export function pulledText(
  label: string,
  written: readonly (Omit<Pulled, "file" | "path"> & { path: string })[],
): string {
  if (written.length === 0) return `${label} has nothing that is not in files`;
  return list(
    `from ${label}`,
    written.map(
      ({ path, added }) =>
        `wrote ${path}, ${added.length === 0 ? "unsigned" : `signed by ${added.join(", ")}`}`,
    ),
  );
}

type Written = { readonly voiding: Voiding; readonly path: string };

export function voidText(state: SafeState, written: readonly Written[], nameOf: NameOf): string {
  const armed = written.flatMap(({ voiding }) => voiding.armed);
  return sections(
    ...written.map(({ voiding, path }) => {
      const { nonce, ends, able, missing } = voiding;
      return [
        `nonce ${nonce}: ${path}`,
        `  ends ${ends.length === 0 ? "nothing; it fills a hole" : ends.map((one) => one.file.context.title).join(", ")}`,
        missing === 0
          ? "  has its signatures: execute it"
          : `  ${missing} must sign, of: ${able.map((owner) => named(owner, nameOf)).join(", ")}`,
      ];
    }),
    list(
      "hurry: these have all their signatures, and whoever executes first wins",
      armed.map(({ file, transaction }) => `nonce ${transaction.nonce}: ${file.context.title}`),
    ),
    state.guard === null
      ? ""
      : `the Safe has a guard (${state.guard}): rejections must pass it like anything else`,
    "execute them in order of their nonces, each with hardhat safe execute",
  );
}

export function voidJson({ voiding, path }: Written) {
  const { nonce, file, ends, armed, able, missing } = voiding;
  const hashes = (items: Voiding["ends"]) => items.map(({ safeTxHash }) => safeTxHash);
  return {
    nonce,
    path,
    safeTxHash: file.safeTxHash,
    ends: hashes(ends),
    armed: hashes(armed),
    missing,
    able,
  };
}

function named(owner: Address, nameOf: NameOf): string {
  return nameOf(owner) ?? owner;
}
