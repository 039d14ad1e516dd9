import { contractAddress } from "../../charter/resolve.ts";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";
import { formatDuration } from "../../time.ts";
import { type Collusion, collusion } from "../collusion.ts";
import { GROUPINGS } from "../units.ts";
import type { World } from "../world.ts";
import type { CheckFinding } from "./finding.ts";

/** Goals that fewer reach than the charter says it must take, with who they are. */
export function checkLimits(charter: Charter, world: World): CheckFinding[] {
  return charter.limits.flatMap((limit) =>
    GROUPINGS.flatMap((by): CheckFinding[] => {
      const wanted = limit[by];
      if (wanted === undefined) return [];
      const on = limit.on === undefined ? undefined : contractAddress(charter, limit.on);
      const what = `${limit.goal}${limit.on === undefined ? "" : ` on ${limit.on}`}`;
      const about = { check: "limit", on: on ?? null, power: null } as const;
      try {
        const found = collusion(world, { goal: limit.goal, by, ...(on === undefined ? {} : { on }) });
        if (found.size === null || found.size >= wanted) return [];
        return [
          {
            ...about,
            severity: "critical",
            found: `${found.size} ${by} ${found.size === 1 ? "is" : "are"} enough for ${what}, where the charter wants ${wanted} at least: ${setWords(found)}`,
            fix: `hardhat role collusion --goal ${limit.goal} --by ${by} shows how; raise thresholds, or part keys among more ${by}`,
            evidence: {
              goal: limit.goal,
              by,
              size: found.size,
              wanted,
              count: found.count,
              sets: found.sets,
            },
          },
        ];
      } catch (error) {
        if (!(error instanceof BaseError)) throw error;
        return [
          {
            ...about,
            severity: "unknown",
            found: `how many ${by} it takes for ${what} cannot be told: ${error.message}`,
            fix: error.fix,
            evidence: { goal: limit.goal, by, wanted, code: error.code },
          },
        ];
      }
    }),
  );
}

/** The quickest of the sets. */
function setWords({ sets, count, size }: Collusion): string {
  if (size === 0) return "it takes nobody";
  const [first] = sets;
  if (first === undefined) return `${count} sets`;
  const who = first.choices.map(({ choose, of }) =>
    choose === of.length ? of.join(" and ") : `any ${choose} of ${of.join(", ")}`,
  );
  const when =
    first.delay === null ? "" : first.delay === 0 ? ", at once" : `, after ${formatDuration(first.delay)}`;
  const rest = count - first.count;
  return `${who.join(" with ")}${when}${rest > 0n ? `, and ${rest} further sets` : ""}`;
}
