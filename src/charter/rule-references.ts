import type { Hex } from "viem";
import type { Path } from "../yaml/source.ts";
import { attempt, checkPlace, type Located, unique } from "./located.ts";
import { isAsset } from "./model.ts";
import { calldataHash, contractAddress, selectorOf, tierNumber, watchedItem } from "./resolve.ts";
import { itemId } from "./rulebook.ts";
import type { Charter, CharterItem } from "./schema.ts";

/** Rules and emergency rules: tiers and targets that exist, calls that can be encoded, nothing listed twice. */
export function* checkRules(charter: Charter): Generator<Located> {
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
    yield* attempt(["rules", index, "function"], () =>
      ruleKeys.push(`${contractAddress(charter, rule.target)}${selectorOf(rule)}`),
    );
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

/** Watched items: the fields their kind takes, in the right section, once. */
export function* checkWatched(charter: Charter): Generator<Located> {
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
  yield* unique(
    seen.map(({ id }) => id),
    (index) => seen[index]?.path ?? [],
    "Charter.DuplicateItem",
    "watched item",
  );
}

function* checkItem(charter: Charter, item: CharterItem, section: string, path: Path): Generator<Located> {
  const expected = {
    target: item.kind !== "native",
    dust: item.kind === "native" || item.kind === "erc20",
    id: item.kind === "erc721Id" || item.kind === "erc1155Id",
    role: item.kind === "accessControl" || item.kind === "accessManager",
  };
  if (isAsset(item.kind) !== (section === "assets")) {
    yield wrongItem(
      [...path, "kind"],
      `${item.kind} belongs under "${isAsset(item.kind) ? "assets" : "authorities"}"`,
    );
  }
  for (const field of ["target", "dust", "id", "role"] as const) {
    const given = item[field] !== undefined;
    // A dust floor may be left out: then every unit counts.
    if (given && !expected[field])
      yield wrongItem([...path, field], `an item of kind ${item.kind} takes no "${field}"`);
    if (!given && expected[field] && field !== "dust")
      yield wrongItem(path, `an item of kind ${item.kind} needs "${field}"`);
  }
  if (item.target !== undefined) yield* checkPlace(charter, item.target, [...path, "target"]);
}

function wrongItem(path: Path, message: string): Located {
  return {
    code: "Charter.WrongItem",
    path,
    message,
    fix: "see the table of watched items in docs/charter.md",
  };
}
