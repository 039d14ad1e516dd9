import type { ConsentView, Review } from "../../src/approval/review.ts";
import { missingWords } from "../../src/approval/words.ts";
import { formatDate } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

/** Everything somebody must see before signing. */
export function reviewText(review: Review): string {
  return sections(
    headText(review),
    changesText(review),
    simulationText(review),
    consentsText(review),
    hashesText(review),
    list(
      "in the way",
      review.problems.map(({ message, fix }) => `${message} (${fix})`),
    ),
    list(
      "take care",
      review.warnings.map(({ message, fix }) => `${message} (${fix})`),
    ),
  );
}

/** What a proposal says of itself. */
export function headText(
  head: Pick<
    Review,
    "title" | "note" | "id" | "domain" | "tier" | "lane" | "created" | "deadline" | "demanded"
  >,
): string {
  const { title, note, id, domain, tier, lane, created, deadline, demanded } = head;
  return sections(
    title,
    note === "" ? "" : note.split("\n").map((line) => `  ${line}`),
    facts([
      ["id", id],
      ["Conclave", `${domain.verifyingContract} on chain ${domain.chainId}`],
      ["where", `${tier}, lane ${lane.number}`],
      ["written", formatDate(created)],
      ["to be submitted by", formatDate(deadline)],
      ["approvals demanded", String(demanded)],
    ]),
  );
}

/** What a simulation found, for its tester. */
export function simulationText({ simulation }: Pick<Review, "simulation">): string {
  if (simulation === null) return "simulation: none yet";
  const { outcome, block, at, gasUsed, findings, hash, repeated } = simulation;
  const again = repeated ? ", simulated again just now with the same result" : "";
  return [
    `simulation: ${outcome}${again}`,
    `  on block ${block.number}, run at ${formatDate(at)}, ${gasUsed} gas`,
    `  report ${hash}`,
    ...findings.map((finding) => `  - ${finding}`),
  ].join("\n");
}

function changesText({ changes, conditions }: Review): string {
  const calls = changes.flatMap(({ sentence, details }, index) => [
    `  ${index + 1}. ${sentence}`,
    ...details.map((detail) => `     - ${detail}`),
  ]);
  return ["it would:", ...calls, ...conditions.map((condition) => `  * ${condition}`)].join("\n");
}

function consentsText({ consents, missing }: Review): string {
  const needed = missingWords(missing, true);
  return sections(
    consents.length === 0
      ? "nobody has signed yet"
      : table(
          ["who", "key", "signed to", "counts", ""],
          consents.map((consent) => [
            consent.person,
            consent.label,
            consent.act,
            consent.counts ? "yes" : "no",
            remark(consent),
          ]),
        ),
    needed.length === 0 ? "everybody needed has signed" : `still needed: ${needed.join(", ")}`,
  );
}

function remark({ why, onChain }: ConsentView): string {
  return [...(why === null ? [] : [why]), ...(onChain ? ["on-chain"] : [])].join(", ");
}

/** What a hardware wallet shows. */
export function hashesText({ hashes }: Pick<Review, "hashes">): string {
  const rows = Object.entries(hashes).flatMap(([act, { domain, message, digest }]) => [
    [`to ${act}`, "domain", domain],
    ["", "message", message],
    ["", "digest", digest],
  ]);
  return table(["hashes", "", "compare them with what a hardware wallet shows"], rows);
}
