import { type Hex, isAddress } from "viem";
import { calldataHash, contractAddress, signerOf, watchedItem } from "./resolve.ts";
import { identity } from "./roster.ts";
import { itemId } from "./rulebook.ts";
import type { Charter, CharterItem } from "./schema.ts";
import type { Path, ProblemText } from "./source.ts";
import { selectorOf, tierNumber } from "./resolve.ts";
import { BaseError } from "../errors.ts";

/** A problem with the place it concerns, before line and column are known. */
export type Located = ProblemText & { readonly path: Path };

const ASSETS = new Set<string>(["native", "erc20", "erc721", "erc721Id", "erc1155Id"]);

/** What the fields say about each other: every name is explained once, and nothing stands there twice. */
export function* checkReferences(charter: Charter): Generator<Located> {
  yield* checkPeople(charter);
  yield* checkTierNumbers(charter);
  yield* checkKeys(charter);
  yield* checkRules(charter);
  yield* checkWatched(charter);
  const { sweep } = charter;
  if (sweep) yield* checkPlace(charter, sweep.destination, ["sweep", "destination"]);
}

function* checkPeople({ people, organisations }: Charter): Generator<Located> {
  yield* unique(people.map(({ id }) => id), (index) => ["people", index, "id"], "Charter.DuplicateHolder", "holder number");
  yield* unique(people.map(({ name }) => name), (index) => ["people", index, "name"], "Charter.DuplicateName", "name");
  for (const [index, { organisation }] of people.entries()) {
    if (organisation === undefined || organisation in organisations) continue;
    yield {
      code: "Charter.UnknownOrganisation",
      path: ["people", index, "organisation"],
      message: `organisation "${organisation}" is not listed under "organisations"`,
      fix: "list it, or correct the name",
    };
  }
}

function* checkTierNumbers({ tiers }: Charter): Generator<Located> {
  yield* unique(tiers.map(({ number }) => number), (index) => ["tiers", index, "number"], "Charter.DuplicateTier", "tier number");
  yield* unique(tiers.map(({ name }) => name), (index) => ["tiers", index, "name"], "Charter.DuplicateTierName", "tier name");
  const numbers = new Set(tiers.map(({ number }) => number));
  for (let number = 0; number < Math.max(...numbers); number++) {
    if (numbers.has(number)) continue;
    yield {
      code: "Charter.TierGap",
      path: ["tiers"],
      message: `there is no tier ${number}; tiers are numbered from 0 without gaps`,
      fix: "number the tiers 0, 1, 2, …",
    };
  }
}

function* checkKeys({ keys, people }: Charter): Generator<Located> {
  yield* unique(keys.map(({ label }) => label), (index) => ["keys", index, "label"], "Charter.DuplicateLabel", "label");
  yield* unique(keys.map(({ index }) => index), (index) => ["keys", index, "index"], "Charter.DuplicateIndex", "key index");
  yield* unique(
    keys.map((key) => identity({ ...key, signer: signerOf(key), holder: 0, predecessor: null, expiry: 0, since: 0 })),
    (index) => ["keys", index, keys[index]?.kind === "ERC7913" ? "public-key" : "address"],
    "Charter.DuplicateKey",
    "key",
  );
  for (const [index, key] of keys.entries()) {
    if (!people.some(({ name }) => name === key.owner)) {
      yield {
        code: "Charter.UnknownOwner",
        path: ["keys", index, "owner"],
        message: `"${key.owner}" is not listed under "people"`,
        fix: "list the person, or correct the name",
      };
    }
    const before = key["successor-of"];
    if (before === undefined) continue;
    const predecessor = keys.find(({ label }) => label === before);
    if (predecessor !== undefined && predecessor !== key && predecessor.owner === key.owner) continue;
    yield {
      code: "Charter.WrongPredecessor",
      path: ["keys", index, "successor-of"],
      message:
        predecessor === undefined
          ? `there is no key "${before}" for ${key.label} to succeed`
          : `${key.label} must succeed another key of ${key.owner}`,
      fix: "name the key that this one replaces, of the same person; drop the line once that key is gone",
    };
  }
}

function* checkRules(charter: Charter): Generator<Located> {
  for (const section of ["rules", "emergency"] as const) {
    for (const [index, { target, tiers }] of charter[section].entries()) {
      yield* checkPlace(charter, target, [section, index, "target"]);
      yield* unique(
        tiers.map((tier) => tierNumber(charter, tier) ?? tier),
        (position) => [section, index, "tiers", position],
        "Charter.DuplicateTierReference",
        "tier",
      );
      for (const [position, tier] of tiers.entries()) {
        if (tierNumber(charter, tier) !== null) continue;
        yield {
          code: "Charter.UnknownTier",
          path: [section, index, "tiers", position],
          message: `there is no tier "${tier}"`,
          fix: `use the number or name of a tier: ${charter.tiers.map(({ name }) => name).join(", ")}`,
        };
      }
    }
  }
  const ruleKeys: (string | null)[] = [];
  for (const [index, rule] of charter.rules.entries()) {
    yield* attempt(["rules", index, "function"], () => ruleKeys.push(`${contractAddress(charter, rule.target)}${selectorOf(rule)}`));
  }
  yield* unique(ruleKeys, (index) => ["rules", index], "Charter.DuplicateRule", "function of this target");
  const exactKeys: (string | null)[] = [];
  for (const [index, rule] of charter.emergency.entries()) {
    yield* attempt(["emergency", index, rule.args === undefined ? "function" : "args"], () =>
      exactKeys.push(`${contractAddress(charter, rule.target)}${calldataHash(charter, rule)}`),
    );
  }
  yield* unique(exactKeys, (index) => ["emergency", index], "Charter.DuplicateRule", "call");
}

function* checkWatched(charter: Charter): Generator<Located> {
  const seen: { id: Hex; path: Path }[] = [];
  for (const section of ["assets", "authorities"] as const) {
    for (const [index, item] of charter.watched[section].entries()) {
      const path: Path = ["watched", section, index];
      const problems = [...checkItem(charter, item, section, path)];
      yield* problems;
      if (problems.length > 0) continue;
      yield* attempt([...path, "role"], () => seen.push({ id: itemId(watchedItem(charter, item)), path }));
    }
  }
  yield* unique(seen.map(({ id }) => id), (index) => seen[index]?.path ?? [], "Charter.DuplicateItem", "watched item");
}

function* checkItem(charter: Charter, item: CharterItem, section: string, path: Path): Generator<Located> {
  const expected = {
    target: item.kind !== "native",
    dust: item.kind === "native" || item.kind === "erc20",
    id: item.kind === "erc721Id" || item.kind === "erc1155Id",
    role: item.kind === "accessControl" || item.kind === "accessManager",
  };
  if (ASSETS.has(item.kind) !== (section === "assets")) {
    yield wrongItem([...path, "kind"], `${item.kind} belongs under "${ASSETS.has(item.kind) ? "assets" : "authorities"}"`);
  }
  for (const field of ["target", "dust", "id", "role"] as const) {
    const given = item[field] !== undefined;
    // A dust floor may be left out: then every unit counts.
    if (given && !expected[field]) yield wrongItem([...path, field], `an item of kind ${item.kind} takes no "${field}"`);
    if (!given && expected[field] && field !== "dust") yield wrongItem(path, `an item of kind ${item.kind} needs "${field}"`);
  }
  if (item.target !== undefined) yield* checkPlace(charter, item.target, [...path, "target"]);
}

function wrongItem(path: Path, message: string): Located {
  return { code: "Charter.WrongItem", path, message, fix: "see the table of watched items in docs/charter.md" };
}

function* checkPlace(charter: Charter, place: string, path: Path): Generator<Located> {
  if (isAddress(place) || Object.hasOwn(charter.contracts, place)) return;
  yield {
    code: "Charter.UnknownContract",
    path,
    message: `"${place}" is neither an address nor listed under "contracts"`,
    fix: "list it under contracts, or write the address",
  };
}

/** Runs `work`; what it cannot make sense of becomes a problem at `path`. */
function* attempt(path: Path, work: () => void): Generator<Located> {
  try {
    work();
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    // Said already, at the target itself.
    if (error.code === "Charter.UnresolvedContract") return;
    yield { code: "Charter.WrongCall", path, message: error.message, fix: error.fix };
  }
}

function* unique(
  values: readonly (string | number | null)[],
  pathOf: (index: number) => Path,
  code: ProblemText["code"],
  what: string,
): Generator<Located> {
  const seen = new Set<string | number>();
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    if (seen.has(value)) {
      yield { code, path: pathOf(index), message: `this ${what} is listed twice (${value})`, fix: `keep one entry per ${what}` };
    }
    seen.add(value);
  }
}
