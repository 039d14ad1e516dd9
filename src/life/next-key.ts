import { MAX_KEYS } from "../charter/layout.ts";
import type { ParsedCharter } from "../charter/parse.ts";
import type { CharterKey } from "../charter/schema.ts";
import type { Successor } from "../charter/successor-entry.ts";
import { BaseError } from "../errors.ts";
import { type Ground, judged, touches } from "../execution/amendment.ts";
import { parseDate } from "../time.ts";

export type NextKey = { readonly before: CharterKey; readonly successor: Successor };
/** The key that is to be followed, by its label in the charter, and what was said of its successor. */
export type WantedKey = {
  readonly key: string;
  readonly label: string | undefined;
  readonly expires: string | undefined;
};

const DAY = 86_400;
const YEAR = 365 * DAY;
const PLACES = [...Array(MAX_KEYS).keys()];

/** The key of the charter that is to be followed. @throws `Rotation.UnknownKey`, `Rotation.OfAContract` */
export function followedKey({ charter }: Pick<ParsedCharter, "charter">, label: string): CharterKey {
  const found = charter.keys.find((key) => key.label === label);
  if (found === undefined) {
    throw refused(
      "Rotation.UnknownKey",
      `the charter has no key "${label}"`,
      "name it by its label in the charter",
    );
  }
  if (found.kind === "ERC1271") {
    const fix = "change the wallet's own signers, or enter another wallet by hand";
    throw refused("Rotation.OfAContract", `${label} is a contract wallet, which has no keystore`, fix);
  }
  return found;
}

/**
 * By what it is followed: a free index in charter and roster, a label nobody has, a year until it expires.
 * @param parsed the charter as it holds on this chain
 * @throws `Rotation.CharterAhead`, `Rotation.RosterFull`, `Time.BadDate`
 */
export function nextKey(
  before: CharterKey,
  { label, expires }: Pick<WantedKey, "label" | "expires">,
  parsed: ParsedCharter,
  { previous, context }: Pick<Ground, "previous" | "context">,
): NextKey {
  if (touches(judged(parsed, { previous, context }).differences, "roster")) {
    throw refused(
      "Rotation.CharterAhead",
      "the charter's people or tiers differ from what is on-chain already",
      "let those changes through first (`hardhat charter diff` shows them), or take them back",
    );
  }
  const { keys } = parsed.charter;
  const index = PLACES.find(
    (place) => !previous.roster?.keys[place] && keys.every((key) => key.index !== place),
  );
  if (index === undefined)
    throw refused(
      "Rotation.RosterFull",
      `all ${MAX_KEYS} places are taken`,
      "leave out a key that ended long ago",
    );
  const labels = new Set(keys.map((key) => key.label));
  const free = PLACES.map((number) => `${before.label}-${number + 2}`).find((name) => !labels.has(name));
  const inAYear = Math.floor((context.now + YEAR) / DAY) * DAY;
  return {
    before,
    successor: {
      label: label ?? free ?? `k${index}`,
      index,
      expires: expires === undefined ? inAYear : parseDate(expires),
    },
  };
}

type Code = "Rotation.UnknownKey" | "Rotation.OfAContract" | "Rotation.CharterAhead" | "Rotation.RosterFull";

function refused(code: Code, message: string, fix: string) {
  return new BaseError({ code, message, fix });
}
