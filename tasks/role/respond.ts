import * as ChainState from "../../src/chain/state.ts";
import { BaseError } from "../../src/errors.ts";
import { proposalsIn } from "../../src/proposal/folder.ts";
import { writeResponse } from "../../src/role/respond/folder.ts";
import { readme } from "../../src/role/respond/readme.ts";
import { respond } from "../../src/role/respond/response.ts";
import { ofHolder, ofKey } from "../../src/role/respond/whose.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PlaceOptions, placeOf, readAddress } from "../ports/place.ts";
import { type PowersOptions, powersOf } from "../ports/powers.ts";

type Options = Spoken &
  PlaceOptions &
  PowersOptions & {
    key: string | undefined;
    holder: string | undefined;
    successor: string | undefined;
    noSuspend: boolean;
    folder: string;
  };

/** Writes proposals, transactions of Safes and an ordered README. Signs and sends nothing. */
export default answering(async (options: Options, hre) => {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  if (parsed === undefined) throw noCharter();
  const { charter } = parsed;
  const state = await ChainState.read(connection, conclave);
  const world = await powersOf(options, connection, conclave, charter);
  const { key, holder } = options;
  if ((key === undefined) === (holder === undefined)) throw oneOf();
  const whose = key !== undefined ? ofKey(world, key) : ofHolder(world, holder ?? "");
  const successor = options.successor === undefined ? null : readAddress(options.successor);
  const ground = { connection, state, world, charter };
  const known = await proposalsIn(options.folder);
  const made = await respond(
    ground,
    whose,
    { successor, suspend: !options.noSuspend, end: "compromise", reserved: new Set() },
    known,
  );
  const written = await writeResponse(options.folder, made);
  return {
    json: { folder: options.folder, written, response: made.response },
    text: readme(made.response).trimEnd(),
    notes: [`${written.length === 0 ? "nothing new" : `wrote ${written.join(", ")}`} in ${options.folder}`],
  };
});

function oneOf(): BaseError {
  return new BaseError({
    code: "Task.WhoseResponse",
    message: "a response is about one key or one person",
    fix: "give --key or --holder",
  });
}

function noCharter(): BaseError {
  return new BaseError({
    code: "Task.CharterNeeded",
    message: "there is no charter to name people and contracts",
    fix: "name it with --charter",
  });
}
