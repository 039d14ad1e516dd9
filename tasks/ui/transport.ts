import type { Transport } from "../../src/distribution/transport.ts";
import { judge, type Verdict } from "../../src/distribution/transport-acts.ts";
import type { Answer } from "../ports/answer.ts";
import { differing } from "../ports/transport.ts";
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

/** What the form comes to, once somebody signed what arrived; a failure if it is not what was sent. */
export async function arrivedAnswer(path: string, form: Transport): Promise<Answer> {
  const verdict = await judge(form);
  const failure = differing(verdict);
  return {
    json: verdict,
    text: verdictText(path, verdict),
    ...(failure === undefined ? {} : { failure }),
  };
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
