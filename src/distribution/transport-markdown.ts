import { identityOf } from "../signer/signature.ts";
import { personOf, planHash, type Side, type Transport } from "./transport.ts";

/** The form on paper: for the files, and for those who sign with a pen as well. */
export function markdown(form: Transport): string {
  const { about, carrier, seals, from, to, created, expected } = form;
  const rows = [
    ["what", about],
    ["carrier", carrier],
    ["from", from.place],
    ["to", to.place],
    ["made", created],
    ["expected until", expected],
    ["seals", seals.join(", ")],
    ["form", planHash(form)],
  ] as const;
  return [
    "# Transport of key material",
    "",
    "| | |",
    "|---|---|",
    ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`),
    "",
    "This form goes by another way than the packages.",
    "",
    "## Sent",
    "",
    "We saw the content packed, the packages closed with these seals, and handed to the carrier.",
    "",
    "| name | address | signed at | by hand |",
    "|---|---|---|---|",
    ...lines(from, form.dispatch, () => []),
    "",
    "## Arrived",
    "",
    "Each of us read the numbers off the packages alone, and then compared.",
    "",
    "| name | address | signed at | seals read | intact | by hand |",
    "|---|---|---|---|---|---|",
    ...lines(to, form.arrival, (act) => [
      act?.seals.join(", ") ?? "",
      act === undefined ? "" : act.intact ? "yes" : `no ${act.remarks}`,
    ]),
    "",
  ].join("\n");
}

function lines<T extends { readonly signer: `0x${string}`; readonly at: string }>(
  side: Side,
  acts: readonly T[],
  more: (act: T | undefined) => string[],
): string[] {
  return side.people.map((person) => {
    const act = acts.find(({ signer }) => {
      const who = identityOf(signer);
      return who !== undefined && personOf(side, who) === person;
    });
    const cells = [person.name, person.address, act?.at ?? "", ...more(act), ""];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
}

/** What people wrote must not make columns or links of its own. */
function cell(value: string): string {
  return value.replace(/[\r\n]+/g, " ").replace(/[\\|`*_[\]<>]/g, "\\$&");
}
