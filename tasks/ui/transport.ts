import type { Transport } from "../../src/distribution/transport.ts";
import type { Verdict } from "../../src/distribution/transport-acts.ts";
import { facts, list, sections } from "./table.ts";

export function formText(
  path: string,
  { about, carrier, seals, from, to, expected, dispatch }: Transport,
): string {
  return sections(
    facts([
      ["form", path],
      ["what", about],
      ["carrier", carrier],
      ["seals", seals.join(", ")],
      ["from", `${from.place}: ${from.people.map(({ name }) => name).join(" and ")}`],
      ["to", `${to.place}: ${to.people.map(({ name }) => name).join(" and ")}`],
      ["expected until", expected],
      ["signed at dispatch", `${dispatch.length} of 2`],
    ]),
    dispatch.length < 2
      ? "Both people at this end sign it with `hardhat packet form sign`."
      : "Send the form by another way than the packages.",
  );
}

export function verdictText(path: string, { sentBy, acceptedBy, differences, waiting }: Verdict): string {
  return sections(
    facts([
      ["form", path],
      ["sent by", sentBy.join(" and ") || "nobody yet"],
      ["accepted by", acceptedBy.join(" and ") || "nobody yet"],
    ]),
    list("not as sent", differences),
    list("still to come", waiting),
  );
}
