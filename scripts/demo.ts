/**
 * The main job, told as a story on a local network: `npm run demo`, or `npm run --silent demo -- --json` for one JSON document.
 * Exit code 0 only if everything went as it must: what should be refused was refused, and the doctored log was found.
 */
import { table } from "../tasks/ui/table.ts";
import { asItMust } from "./demo/outcome.ts";
import { tell } from "./demo/story.ts";

const json = process.argv.includes("--json");
const story = await tell(json ? () => undefined : (line) => console.log(line));
const { stages, refusals } = story;
if (json) {
  console.log(JSON.stringify(story, null, 2));
} else {
  const rows = stages.map(({ name, ok, detail }) => [ok ? "ok" : "FAIL", name, detail]);
  console.log(`\n${table(["", "stage", "what happened"], rows)}`);
  console.log(
    `\n${table(
      ["refused, as it must be", "error"],
      refusals.map(({ attempt, error }) => [attempt, error]),
    )}\n`,
  );
}
process.exitCode = asItMust(story) ? 0 : 1;
