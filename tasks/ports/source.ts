import { type Address, isAddress, isHex } from "viem";
import { z } from "zod";
import { contractAddress } from "../../src/charter/resolve.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import { type Change, fromBatch, fromCall } from "../../src/proposal/source.ts";
import { parseAmount } from "../../src/yaml/amount.ts";
import { readAbi } from "./abi.ts";
import { readNumber } from "./number.ts";
import { readAddress } from "./place.ts";

/** What to call, as options say it. */
export type SourceOptions = {
  readonly to: string | undefined;
  readonly function: string | undefined;
  readonly args: string | undefined;
  readonly data: string | undefined;
  readonly value: string;
  readonly minGas: string;
  readonly batch: string | undefined;
  /** A JSON file with an ABI, or an artifact: to decode calls, events and errors with. */
  readonly abi: string | undefined;
};

/**
 * The change that `--to` with `--function` and `--args` (or `--data`), or `--batch`, ask for; `undefined` if neither is given.
 * `--to` takes an address, a name of the charter's contracts, or `conclave` for the Conclave itself.
 * @throws `Task.BadSource`, `Source.*`, `Arguments.*`
 */
export async function writtenChange(
  options: SourceOptions,
  conclave: Address,
  charter: Charter | undefined,
): Promise<Change | undefined> {
  const change = await bareChange(options, conclave, charter);
  if (change === undefined || options.abi === undefined) return change;
  return {
    ...change,
    interfaces: [...new Set([...change.interfaces, ...(await readAbi(options.abi))])].sort(),
  };
}

async function bareChange(
  options: SourceOptions,
  conclave: Address,
  charter: Charter | undefined,
): Promise<Change | undefined> {
  const { to, batch } = options;
  if (to !== undefined && batch !== undefined) throw badSource("--to and --batch are both given", "give one");
  if (batch !== undefined) return fromBatch(await readJson(batch, z.unknown()));
  if (to === undefined) return undefined;
  const target = to === "conclave" ? conclave : placeOf(to, charter);
  const common = { target, value: readAmount(options.value), minGas: readNumber(options.minGas) };
  if (options.data !== undefined) {
    if (options.function !== undefined) throw badSource("--function and --data are both given", "give one");
    if (!isHex(options.data)) throw badSource("--data is not hex", "write calldata as 0x…");
    return fromCall({ ...common, data: options.data });
  }
  if (options.function === undefined) return fromCall({ ...common, data: "0x" });
  return fromCall({ ...common, function: options.function, args: readArgs(options.args) });
}

function placeOf(text: string, charter: Charter | undefined): Address {
  if (isAddress(text, { strict: false }) || charter === undefined) return readAddress(text);
  if (Object.hasOwn(charter.contracts, text)) return contractAddress(charter, text);
  throw badSource(
    `"${text}" is neither an address nor one of the charter's contracts`,
    "name the target anew",
  );
}

/** `["0x…", 5]` as JSON, or `0x…, 5`. */
function readArgs(text: string | undefined): string[] {
  if (text === undefined || text.trim() === "") return [];
  if (!text.trim().startsWith("[")) return text.split(",").map((item) => item.trim());
  try {
    const items: unknown = JSON.parse(text);
    if (Array.isArray(items))
      return items.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
  } catch {
    // Said below.
  }
  throw badSource(
    "--args is not a list",
    'separate them by commas, or write a JSON array such as ["0x…", "5"]',
  );
}

function readAmount(text: string): bigint {
  const wei = parseAmount(text);
  if (wei !== null) return wei;
  throw badSource(`"${text}" is not an amount`, "write for instance 0, 1.5 ether or 20 gwei");
}

function badSource(message: string, fix: string): BaseError {
  return new BaseError({ code: "Task.BadSource", message, fix });
}
