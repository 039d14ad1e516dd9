import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { ParsedCharter } from "../../src/charter/parse.ts";
import type { CharterKey } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import { judged, touches } from "../../src/execution/amendment.ts";
import { parseDate } from "../../src/time.ts";
import { groundFor } from "./amendment.ts";
import type { PlaceOptions } from "./place.ts";

/** A successor as it enters the charter: like its predecessor but for label, place, key and expiry. `expires`: UNIX seconds. */
export type Successor = { readonly label: string; readonly index: number; readonly expires: number };

export type SuccessorOptions = { readonly label: string | undefined; readonly expires: string | undefined };
export type NextKey = { readonly before: CharterKey; readonly successor: Successor };

const YEAR = 365 * 86_400;
const PLACES = 64;

/**
 * Which key is followed by what: a free index in charter and roster, a label nobody has, a year until it expires.
 * @throws `Task.NoSuchKey`, `Task.CannotRotate`, `Task.RosterFull`, `Task.CharterAhead`, `Time.BadDate`
 */
export async function nextKey(
  options: PlaceOptions & SuccessorOptions & { readonly key: string; readonly parsed: ParsedCharter },
  hre: HardhatRuntimeEnvironment,
): Promise<NextKey> {
  const { keys } = options.parsed.charter;
  const before = keys.find(({ label }) => label === options.key);
  if (before === undefined) {
    throw refused(
      "Task.NoSuchKey",
      `the charter has no key "${options.key}"`,
      "name it by its label in the charter",
    );
  }
  if (before.kind === "ERC1271") {
    const fix = "change the wallet's own signers, or enter another wallet by hand";
    throw refused("Task.CannotRotate", `${before.label} is a contract wallet, which has no keystore`, fix);
  }
  const ground = await groundFor(options.parsed, options, hre);
  const { previous, state } = ground;
  const { differences } = judged(ground.parsed, ground);
  if (touches(differences, "roster")) {
    const fix = "let those changes through first (`hardhat charter diff` shows them), or take them back";
    throw refused(
      "Task.CharterAhead",
      "the charter's people or tiers differ from what is on-chain already",
      fix,
    );
  }
  const index = [...Array(PLACES).keys()].find(
    (place) => !previous.roster?.keys[place] && keys.every((key) => key.index !== place),
  );
  if (index === undefined)
    throw refused("Task.RosterFull", "all 64 places are taken", "leave out a key that ended long ago");
  const labels = new Set(keys.map(({ label }) => label));
  const free = [...Array(PLACES).keys()]
    .map((number) => `${before.label}-${number + 2}`)
    .find((name) => !labels.has(name));
  const day = Math.floor((state.block.timestamp + YEAR) / 86_400) * 86_400;
  const expires = options.expires === undefined ? day : parseDate(options.expires);
  return { before, successor: { label: options.label ?? free ?? `k${index}`, index, expires } };
}

type Code = "Task.NoSuchKey" | "Task.CannotRotate" | "Task.RosterFull" | "Task.CharterAhead";

function refused(code: Code, message: string, fix: string) {
  return new BaseError({ code, message, fix });
}
