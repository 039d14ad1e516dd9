import { checkPlace, type Located, unique } from "./located.ts";
import { signerOf } from "./resolve.ts";
import { checkRoleParts } from "./role-references.ts";
import { identity } from "./roster.ts";
import { checkRotation } from "./rotation.ts";
import { checkRules, checkWatched } from "./rule-references.ts";
import type { Charter } from "./schema.ts";

/** What the fields say about each other: every name is explained once, and nothing stands there twice. */
export function* checkReferences(charter: Charter): Generator<Located> {
  yield* checkPeople(charter);
  yield* checkTierNumbers(charter);
  yield* checkKeys(charter);
  yield* checkRules(charter);
  yield* checkWatched(charter);
  yield* checkRoleParts(charter);
  yield* checkRotation(charter);
  const { sweep } = charter;
  if (sweep) yield* checkPlace(charter, sweep.destination, ["sweep", "destination"]);
}

function* checkPeople({ people, organisations }: Charter): Generator<Located> {
  yield* unique(
    people.map(({ id }) => id),
    (index) => ["people", index, "id"],
    "Charter.DuplicateHolder",
    "holder number",
  );
  yield* unique(
    people.map(({ name }) => name),
    (index) => ["people", index, "name"],
    "Charter.DuplicateName",
    "name",
  );
  for (const [index, { organisation }] of people.entries()) {
    if (organisation === undefined || Object.hasOwn(organisations, organisation)) continue;
    yield {
      code: "Charter.UnknownOrganisation",
      path: ["people", index, "organisation"],
      message: `organisation "${organisation}" is not listed under "organisations"`,
      fix: "list it, or correct the name",
    };
  }
}

function* checkTierNumbers({ tiers }: Charter): Generator<Located> {
  yield* unique(
    tiers.map(({ number }) => number),
    (index) => ["tiers", index, "number"],
    "Charter.DuplicateTier",
    "tier number",
  );
  yield* unique(
    tiers.map(({ name }) => name),
    (index) => ["tiers", index, "name"],
    "Charter.DuplicateTierName",
    "tier name",
  );
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
  yield* unique(
    keys.map(({ label }) => label),
    (index) => ["keys", index, "label"],
    "Charter.DuplicateLabel",
    "label",
  );
  yield* unique(
    keys.map(({ index }) => index),
    (index) => ["keys", index, "index"],
    "Charter.DuplicateIndex",
    "key index",
  );
  yield* unique(
    keys.map((key) =>
      identity({ ...key, signer: signerOf(key), holder: 0, predecessor: null, expiry: 0, since: 0 }),
    ),
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
