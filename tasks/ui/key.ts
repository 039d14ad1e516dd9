import type { Saved } from "../../src/keys/store.ts";
import type { Entry } from "../../src/signer/inventory.ts";
import { formatDate } from "../../src/time.ts";
import { placeRows } from "./card.ts";
import { command } from "./command.ts";
import { facts, sections, table } from "./table.ts";

/** A keystore or card, and what the charter and the chain say of its key, as far as they were asked. */
export type KnownKey = Entry & {
  readonly index?: number;
  /** What the charter calls it; its own label may differ. */
  readonly charterLabel?: string;
  readonly person?: string;
  readonly roles?: string;
  readonly expires?: string;
  readonly state?: string;
  /** What of its uses is allowed (docs/usage.md); null if nothing says. */
  readonly policy?:
    | { readonly hash: string; readonly expires: number | null }
    | { readonly problem: string }
    | null;
};

export function savedText(label: string, { path, address, point, curve }: Saved): string {
  const identity = curve === "P-256" ? (["public key", point] as const) : (["address", address] as const);
  return sections(
    facts([["keystore", path], identity]),
    `It opens with its password. Back the file up, and give the ${identity[0]} to whoever writes the charter (${label}).`,
  );
}

export function rotatedText(charter: string, before: string, saved: Saved): string {
  return sections(
    facts([
      ["keystore", saved.path],
      ["address", saved.address],
    ]),
    `entered into ${charter} as successor of ${before}; its signature to be activated comes with the proposal`,
  );
}

export function keysText(folder: string, keys: readonly KnownKey[], hasLog: boolean): string {
  if (keys.length === 0) return `no keys in ${folder}: make one with \`${command("key generate <label>")}\``;
  return sections(
    table(
      [
        "key",
        "custody",
        "address",
        "curve",
        "holder",
        "in the charter",
        "roles",
        "state",
        "expires",
        "policy",
      ],
      keys.map((key) => [
        key.label,
        key.custody ?? "",
        key.address ?? "?",
        key.metadata?.curve ?? "",
        key.metadata?.holder ?? "",
        key.index === undefined ? "" : `${key.charterLabel} of ${key.person}`,
        key.roles ?? "",
        stateOf(key) ?? "",
        key.expires ?? "",
        policyWords(key),
      ]),
    ),
    keys.flatMap((key) => remarks(key).map((remark) => `${key.label}: ${remark}`)),
    hasLog ? "" : `no log tells what these keys are used for: \`hardhat key log init <name>\` begins one`,
  );
}

export function keyText(key: KnownKey): string {
  const rows: [string, string | undefined][] = [
    [key.custody === undefined || key.custody === "keystore" ? "keystore" : "card", key.path],
    ["custody", key.custody],
    ...(key.place === undefined ? [] : placeRows(key.place)),
    ["address", key.address],
    ["curve", key.metadata?.curve],
    ["public key", key.metadata?.point],
    ["holder", key.metadata?.holder],
    ["purpose", key.metadata?.purpose],
    ["made", key.metadata?.created],
    [
      "in the charter",
      key.index === undefined ? "no" : `${key.charterLabel} (index ${key.index}) of ${key.person}`,
    ],
    ["roles", key.roles],
    ["state", stateOf(key)],
    ["expires", key.expires],
    ["policy", policyWords(key)],
  ];
  const known = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return sections(facts(known), remarks(key));
}

function stateOf({ state, archived }: KnownKey): string | undefined {
  if (archived === undefined) return state;
  return `archived ${archived.replace(/T.*$/, "")}${state === undefined ? "" : `, ${state}`}`;
}

function policyWords({ policy }: KnownKey): string {
  if (!policy) return "no policy";
  if ("problem" in policy) return `cannot be read (${policy.problem}): the key is not used`;
  return policy.expires === null ? "yes" : `until ${formatDate(policy.expires)}`;
}

function remarks({ problem, weaknesses }: KnownKey): string[] {
  return [...(problem === undefined ? [] : [`cannot be used (${problem})`]), ...weaknesses];
}
