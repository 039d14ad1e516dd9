import {
  type AbiFunction,
  type Address,
  concat,
  encodeAbiParameters,
  type Hex,
  keccak256,
  parseAbiItem,
  toFunctionSelector,
} from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { addressSchema, decimalSchema, hashSchema, hexSchema, uintSchema } from "../json.ts";
import * as Arguments from "./arguments.ts";
import type { Call } from "./calls.ts";
import type { Condition } from "./conditions.ts";
import type { Supplied } from "./documents.ts";
import * as SelfCall from "./self-call.ts";

/** The part of a {@link Draft} that says what shall happen. `interfaces` are the signatures it was written with. */
export type Change = {
  readonly calls: readonly Call[];
  readonly conditions: readonly Condition[];
  readonly documents: readonly Supplied[];
  readonly interfaces: readonly string[];
};

/** One call as people write it: by signature and arguments, or as calldata. `value` is wei. */
export type WrittenCall = {
  readonly target: Address;
  readonly value?: bigint;
  readonly minGas?: number;
} & ({ readonly function: string; readonly args: readonly string[] } | { readonly data: Hex });

const writtenSchema = z.strictObject({
  target: addressSchema,
  value: decimalSchema.optional(),
  minGas: uintSchema(32).optional(),
  function: z.string().optional(),
  args: z
    .array(
      z.union([z.string(), z.number(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())]),
    )
    .optional(),
  data: hexSchema.optional(),
});

const batchSchema = z.strictObject({
  calls: z.array(writtenSchema).min(1),
  conditions: z
    .array(
      z.strictObject({
        target: addressSchema,
        function: z.string().optional(),
        args: z.array(z.string()).optional(),
        data: hexSchema.optional(),
        comparison: z.enum(["EQ", "GE", "LE"]),
        expected: z.union([hashSchema, decimalSchema]),
      }),
    )
    .optional(),
});

/** A batch file: an array of calls, or `{ calls, conditions }`. */
export const batchFileSchema = z.union([z.array(writtenSchema).min(1), batchSchema]);

/**
 * One call.
 * @throws `Source.BadFunction`, `Source.WrongArgumentCount`, `Arguments.Unreadable`.
 */
export function fromCall(written: WrittenCall): Change {
  const { data, signature } =
    "data" in written ? { data: written.data, signature: null } : calldata(written.function, written.args);
  const { target, value = 0n, minGas = 0 } = written;
  return {
    calls: [{ target, value, data, minGas }],
    conditions: [],
    documents: [],
    interfaces: signature ? [signature] : [],
  };
}

/**
 * A batch file's calls and conditions.
 * @throws `Source.BadBatch`, and what {@link fromCall} throws.
 */
export function fromBatch(json: unknown): Change {
  const read = batchFileSchema.safeParse(json);
  if (!read.success) {
    const [first] = read.error.issues;
    throw badBatch(`${first?.path.join(".") || "the file"}: ${first?.message}`);
  }
  const batch = Array.isArray(read.data) ? { calls: read.data, conditions: [] } : read.data;
  const changes = batch.calls.map((item, index) => {
    const { target, value = 0n, minGas = 0 } = item;
    return fromCall({ target, value, minGas, ...body(item, `call ${index}`) });
  });
  const conditions = (batch.conditions ?? []).map((item, index): Condition => {
    const made = fromCall({ target: item.target, ...body(item, `condition ${index}`) });
    changes.push({ ...made, calls: [] });
    const expected =
      typeof item.expected === "bigint"
        ? encodeAbiParameters([{ type: "uint256" }], [item.expected])
        : item.expected;
    return { target: item.target, data: made.calls[0]?.data ?? "0x", comparison: item.comparison, expected };
  });
  return { ...join(changes), conditions };
}

/**
 * New roster and rulebook documents as self-calls of tier 0 (the recovery tier takes a roster alone), the bytes carried along.
 * `renewal` asks for `renew`, which only extends expiries.
 */
export function fromAmendment(
  conclave: Address,
  documents: { readonly roster?: Supplied; readonly rulebook?: Hex; readonly renewal?: Hex },
): Change {
  const parts: Change[] = [];
  const add = (name: SelfCall.DocumentCall, supplied: Supplied) =>
    parts.push({
      calls: [SelfCall.call(conclave, name, [keccak256(supplied.document)])],
      conditions: [],
      documents: [supplied],
      interfaces: [],
    });
  if (documents.roster) add("amendRoster", documents.roster);
  if (documents.rulebook) add("amendRulebook", { document: documents.rulebook, activations: [] });
  if (documents.renewal) add("renew", { document: documents.renewal, activations: [] });
  return join(parts);
}

/** Several changes as one, in order. */
export function join(changes: readonly Change[]): Change {
  return {
    calls: changes.flatMap(({ calls }) => calls),
    conditions: changes.flatMap(({ conditions }) => conditions),
    documents: changes.flatMap(({ documents }) => documents),
    interfaces: [...new Set(changes.flatMap(({ interfaces }) => interfaces))].sort(),
  };
}

type Body = { function: string; args: string[] } | { data: Hex };

function body(
  item: { function?: string | undefined; args?: unknown[] | undefined; data?: Hex | undefined },
  where: string,
): Body {
  if (item.data !== undefined) {
    if (item.function !== undefined || item.args !== undefined)
      throw badBatch(`${where} has both data and a function`);
    return { data: item.data };
  }
  if (item.function === undefined) {
    if (item.args !== undefined) throw badBatch(`${where} has arguments but no function`);
    return { data: "0x" };
  }
  const args = (item.args ?? []).map((arg) => (typeof arg === "object" ? JSON.stringify(arg) : String(arg)));
  return { function: item.function, args };
}

/** Calldata by signature such as `set(uint256 value)`; `function` and `returns (…)` may be left out. */
function calldata(text: string, args: readonly string[]): { data: Hex; signature: string } {
  const signature = text.trim().startsWith("function ") ? text.trim() : `function ${text.trim()}`;
  const item = abiFunction(signature, text);
  if (item.inputs.length !== args.length) {
    throw new BaseError({
      code: "Source.WrongArgumentCount",
      message: `${text} takes ${item.inputs.length} arguments, ${args.length} are given`,
      fix: "give one argument for each parameter, arrays and tuples as JSON",
    });
  }
  const values = item.inputs.map((input, index) => Arguments.parse(input, args[index] ?? ""));
  const encoded = item.inputs.length === 0 ? "0x" : encodeAbiParameters(item.inputs, values);
  return { data: concat([toFunctionSelector(item), encoded]), signature };
}

function abiFunction(signature: string, text: string): AbiFunction {
  try {
    const item = parseAbiItem(signature) as { type: string };
    if (item.type === "function") return item as AbiFunction;
  } catch (cause) {
    throw badFunction(text, cause);
  }
  throw badFunction(text);
}

function badFunction(text: string, cause?: unknown): BaseError {
  return new BaseError({
    code: "Source.BadFunction",
    message: `"${text}" is not a function signature`,
    fix: "write it as in Solidity, for instance: transfer(address to, uint256 amount)",
    ...(cause === undefined ? {} : { cause }),
  });
}

function badBatch(message: string): BaseError {
  return new BaseError({
    code: "Source.BadBatch",
    message: `batch file: ${message}`,
    fix: "an array of { target, value?, function, args } or { target, value?, data }; see docs/proposal.md",
  });
}
