import type { Checkpoint } from "../../src/usage/log/checkpoint.ts";
import type { Examined } from "../../src/usage/log/examine.ts";
import type { Alert, Read } from "../../src/usage/log/history.ts";
import type { Line, LoggedAct } from "../../src/usage/log/line.ts";
import { facts, list, sections, table } from "./table.ts";

export function begunText(begun: { verifier: string; key: string; lines: string }): string {
  return sections(
    facts([
      ["log", begun.lines],
      ["its key", begun.key],
      ["verifier key", begun.verifier],
    ]),
    "Every use of a key in this folder is one line of it from now on. Hand the verifier key to whoever is to check the log, and sign a checkpoint regularly: `hardhat key log checkpoint <place> <place>`.",
  );
}

export function checkpointText({ note }: Checkpoint, files: readonly string[]): string {
  return sections(note.trimEnd(), list("written to", files));
}

export function historyText(lines: readonly Read[]): string {
  if (lines.length === 0) return "no lines";
  return table(["line", "time", "event", "key", "what"], lines.map(row));
}

export function examinedText(examined: Examined & { key: { name: string } }, isOwnKey: boolean): string {
  const { tree, root, flaws, remarks, confirmed, key } = examined;
  return sections(
    facts([
      ["log", key.name],
      ["lines", String(tree.size)],
      ["root", root.toString("base64")],
      ["checkpoints", `${confirmed.length} that it continues`],
    ]),
    list("worth a look", remarks),
    list(
      "flaws",
      flaws.map(({ words, checkpoint }) => (checkpoint === undefined ? words : `${checkpoint}: ${words}`)),
    ),
    flaws.length === 0 ? "The log is what was written, as far as these checkpoints reach." : "",
    isOwnKey ? "The key beside the log was believed: name the one that was handed out with --verifier." : "",
  );
}

export function alertsText(alerts: readonly Alert[]): string {
  if (alerts.length === 0) return "nothing needs a look";
  return table(
    ["line", "time", "key", "why"],
    alerts.map(({ number, line, why }) => [String(number), line?.time ?? "", line?.key?.label ?? "", why]),
  );
}

function row({ number, line }: Read): string[] {
  if (line === undefined) return [String(number), "", "not a line", "", ""];
  return [String(number), line.time, line.event, line.key?.label ?? "", told(line)];
}

function told(line: Line): string {
  const { act, of, code, rule, note, verifier } = line;
  return [
    act === undefined ? "" : actWords(act),
    rule ?? "",
    code ?? "",
    of === undefined ? "" : `line ${of}`,
    verifier ?? "",
    note ?? "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function actWords(act: LoggedAct): string {
  switch (act.kind) {
    case "typed":
      return [act.type, act.name, act.chainId && `chain ${act.chainId}`, act.contract]
        .filter((part) => part !== undefined && part !== "")
        .join(" ");
    case "transaction":
      return `transaction to ${act.calls.map(({ target, selector }) => `${target ?? "a new contract"} ${selector ?? ""}`.trim()).join()}`;
    case "message":
      return `message ${act.digest}`;
    case "open":
      return "to be lent";
    case "handling":
      return `to be ${act.what}`;
  }
}
