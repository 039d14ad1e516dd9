import type { Address } from "viem";
import type { SafeCall } from "../../src/safe/build.ts";
import type { SafeFile } from "../../src/safe/file.ts";
import type { Review } from "../../src/safe/review.ts";
import type { Simulation } from "../../src/safe/simulate.ts";
import type { Standing } from "../../src/safe/standing.ts";
import type { SafeState } from "../../src/safe/state.ts";
import type { Status } from "../../src/safe/status.ts";
import { facts, list, sections, table } from "./table.ts";

/** What people call an address; null: nothing. */
export type NameOf = (address: Address) => string | null;

/** A title for calls nobody gave one to. */
export function titleOfCalls(calls: readonly SafeCall[], interfaces: readonly string[]): string {
  const [signature] = interfaces;
  const name = signature === undefined ? undefined : /^function\s+(\w+)/.exec(signature)?.[1];
  return calls.length > 1 ? `${calls.length} calls` : (name ?? "a call");
}

/** Everything that the file alone can tell. */
export function safeReviewText(review: Review): string {
  const { title, note, safe, chainId, version, nonce, calls, warnings } = review;
  return sections(
    title,
    note === "" ? "" : note.split("\n").map((line) => `  ${line}`),
    facts([
      ["Safe", `${safe} on chain ${chainId}, version ${version}`],
      ["nonce", String(nonce)],
    ]),
    ["it would:", ...calls.map(({ place, sentence }) => `  ${place === "" ? "" : `${place}. `}${sentence}`)],
    list(
      "take care",
      warnings.map(({ place, message }) => (place === "" ? message : `${place}: ${message}`)),
    ),
    hashesText(review),
  );
}

export function hashesText({ hashes }: Review): string {
  const { domain, message, safeTxHash } = hashes;
  return table(
    ["hashes", "compare them with what the signing device shows"],
    [
      ["domain", domain],
      ["message", message],
      ["safeTxHash", safeTxHash],
    ],
  );
}

export function createdSafeText(path: string, review: Review, signatures: number): string {
  const next = `next: hardhat safe test ${path}, then hardhat safe sign ${path} --key <label>`;
  return sections(
    `wrote ${path}`,
    safeReviewText(review),
    `signed by ${signatures === 0 ? "nobody yet" : signatures}`,
    next,
  );
}

export function simulatedText(
  { outcome, block, gasUsed, assumed }: Simulation,
  findings: readonly string[],
  announcedIn: string | null,
): string {
  const whose = assumed.approvers.length;
  const announced = announcedIn === null ? "" : `, and as if it were announced in ${announcedIn} and due`;
  return [
    `simulation: ${outcome}`,
    `  on block ${block.number}, ${gasUsed} gas, as if ${whose} ${whose === 1 ? "owner" : "owners"} had approved${announced}`,
    ...findings.map((finding) => `  - ${finding}`),
  ].join("\n");
}

/** Who signed, who may still. */
export function standingText({ consents, able, missing, threshold }: Standing, nameOf: NameOf): string {
  return sections(
    consents.length === 0
      ? "nobody has signed yet"
      : table(
          ["owner", "", "how", "counts", ""],
          consents.map(({ owner, kind, counts, why }) => [
            owner,
            nameOf(owner) ?? "",
            KINDS[kind],
            counts ? "yes" : "no",
            why ?? "",
          ]),
        ),
    missing === 0 ? `the ${threshold} needed have signed` : `${missing} of ${threshold} still needed`,
    list(
      "who could still sign",
      able.map((owner) => nameOf(owner) ?? owner),
    ),
  );
}

const KINDS = {
  typed: "signature",
  message: "signature (eth_sign)",
  approved: "approved on-chain",
  contract: "contract's signature",
} as const;

export function safeStatusText(
  { context, safeTxHash, transaction }: SafeFile,
  status: Status,
  nameOf: NameOf,
): string {
  const { phase, sentence, transaction: executed, state } = status;
  return sections(
    `${context.title}: ${phase}`,
    sentence,
    facts([
      ["safeTxHash", safeTxHash],
      ["nonce", `${transaction.nonce}; the Safe is at ${state.nonce}`],
      ...(executed === null ? [] : [["transaction", executed] as const]),
    ]),
    ["executed", "failed", "replaced", "used"].includes(phase) ? "" : standingText(status, nameOf),
  );
}

/** A Safe as it is. `name` has its chain's short name. */
export function safeText(name: string, state: SafeState, nameOf: NameOf): string {
  const {
    version,
    release,
    singleton,
    owners,
    threshold,
    nonce,
    guard,
    moduleGuard,
    fallbackHandler,
    modules,
  } = state;
  const code =
    release === null
      ? `code at ${singleton} that Safe did not release`
      : `${release.contract} ${release.version}`;
  return sections(
    facts([
      ["Safe", `${name} on chain ${state.chainId}`],
      ["version", `${version}, ${code}`],
      ["threshold", `${threshold} of ${owners.length}`],
      ["nonce", String(nonce)],
      ["guard", guard ?? "none"],
      ["module guard", moduleGuard ?? "none"],
      ["fallback handler", fallbackHandler ?? "none"],
    ]),
    list(
      "owners",
      owners.map((owner) => nameOf(owner) ?? owner),
    ),
    modules.length === 0 ? "no modules" : list("modules", modules),
  );
}
