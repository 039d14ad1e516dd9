/** A process that writes lines to a log: `node writer.ts <folder> <name> <count>`. */
import { record } from "../../../src/usage/log/journal.ts";

const [folder = "", name = "", count = "1"] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  await record({ folder, clock: () => new Date() }, { event: "made", note: `${name} ${i}` });
  process.stdout.write(".");
}
