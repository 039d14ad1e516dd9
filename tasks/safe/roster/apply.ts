import { printable } from "../../../src/printable.ts";
import { type Applied, apply } from "../../../src/safe/roster/apply.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { openSafes, plannedFile, type RosterOptions } from "../../ports/safes.ts";
import { type SenderOptions, withSender } from "../../ports/sender.ts";

type Options = Spoken & RosterOptions & SenderOptions & { folder: string };

/** Says on stderr what became of each Safe as it goes: if it stops, that much is known to be done. */
export default answering(async (options: Options, hre) => {
  const { safes, ground } = await openSafes(options, hre);
  const applied: Applied[] = [];
  const means = {
    fileFor: (name: string) => plannedFile(options.folder, name),
    withSender: withSender.bind(null, options) as Parameters<typeof apply>[2]["withSender"],
  };
  for await (const one of apply(safes, ground, means)) {
    applied.push(one);
    process.stderr.write(`${printable(`${one.name}: ${one.outcome}`)}\n`);
  }
  const left = applied.filter(({ outcome }) => outcome === "waiting").length;
  return {
    json: { complete: left === 0, safes: applied },
    text: applied.map(({ name, sentence }) => `${name}: ${sentence}`).join("\n"),
  };
});
