import type { Grounds } from "../src/kit/grounds.ts";
import type { Outline } from "../src/kit/outline.ts";
import { hashesText, headText, simulationText } from "../tasks/ui/review.ts";
import { list, sections, table } from "../tasks/ui/table.ts";

/** A proposal as its file tells it, to somebody who has nothing else. */
export function outlineText(outline: Outline): string {
  const { signatures } = outline;
  return sections(
    headText(outline),
    [
      "it would:",
      ...outline.changes.map((sentence, index) => `  ${index + 1}. ${sentence}`),
      ...outline.conditions.map((condition) => `  * ${condition}`),
    ],
    simulationText(outline),
    signatures.length === 0
      ? "nobody has signed yet"
      : table(
          ["key", "signed to", "by the account"],
          signatures.map(({ act, key, by }) => [String(key), act, by ?? "none"]),
        ),
    hashesText(outline),
  );
}

/** What was checked here and what was not: the last thing that is read before a yes. */
export function groundsText({ checked, claimed, doubts }: Grounds): string {
  return sections(
    list("checked here", checked),
    list("claimed, not checked", claimed),
    list("take care", doubts),
  );
}
