import { type AbiParameter, type Address, encodeFunctionData, parseAbiItem } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { addressSchema, anyHex, decimalSchema } from "../json.ts";
import * as Arguments from "../proposal/arguments.ts";
import type { SafeCall } from "./build.ts";
import { checksum } from "./builder.ts";

/** What a file of the Transaction Builder holds for us. */
export type Imported = {
  readonly calls: readonly SafeCall[];
  readonly interfaces: readonly string[];
  readonly title: string;
  readonly note: string;
  /** What should be known before it is used. */
  readonly remarks: readonly string[];
};

const parameterSchema: z.ZodType<AbiParameter> = z.lazy(() =>
  z.looseObject({
    name: z.string().default(""),
    type: z.string(),
    components: z.array(parameterSchema).optional(),
  }),
) as never;

const transactionSchema = z.looseObject({
  to: addressSchema,
  value: decimalSchema.refine((value) => value < 2n ** 256n, "at most 2^256 − 1"),
  // The Builder writes null, or "", where a method says it.
  data: z
    .union([anyHex, z.literal("").transform(() => undefined), z.null().transform(() => undefined)])
    .optional(),
  contractMethod: z
    .looseObject({
      name: z.string().regex(/^[A-Za-z_$][\w$]*$/, "write the name of a function"),
      inputs: z.array(parameterSchema).default([]),
    })
    .nullish(),
  contractInputsValues: z.record(z.string(), z.string()).nullish(),
});

const builderSchema = z.looseObject({
  version: z.literal("1.0"),
  chainId: z.union([z.string().regex(/^[0-9]{1,16}$/), z.number().int().nonnegative()]).transform(Number),
  meta: z.looseObject({
    name: z.string().default(""),
    description: z.string().nullish(),
    checksum: z.string().nullish(),
    createdFromSafeAddress: z.string().nullish(),
  }),
  transactions: z.array(transactionSchema).min(1),
});

/**
 * The calls in a file of the Transaction Builder. Calldata wins over a method with values, as in the Builder. A checksum that does
 * not fit is refused, where the Builder only warns: what was changed on the way is not what its author looked at.
 * @param options.unchecked takes it all the same
 * @throws `SafeBuilder.Invalid`, `SafeBuilder.WrongChain`, `SafeBuilder.WrongChecksum`, `SafeBuilder.BadMethod`, `Arguments.*`
 */
export function imported(
  json: unknown,
  safe: { readonly chainId: number; readonly address: Address },
  options: { readonly unchecked?: boolean } = {},
): Imported {
  const read = builderSchema.safeParse(json);
  if (!read.success) {
    const [first] = read.error.issues;
    throw new BaseError({
      code: "SafeBuilder.Invalid",
      message: `${first?.path.join(".") || "the file"}: ${first?.message}`,
      fix: "export one batch from the Transaction Builder again; several in one file have to be imported one by one",
    });
  }
  const { chainId, meta, transactions } = read.data;
  if (chainId !== safe.chainId) {
    throw new BaseError({
      code: "SafeBuilder.WrongChain",
      message: `the batch is for chain ${chainId}, the Safe is on chain ${safe.chainId}`,
      fix: "make the batch for this chain: addresses mean other contracts elsewhere",
      details: { file: chainId, safe: safe.chainId },
    });
  }
  const actual = checksum(json);
  const isWrong = typeof meta.checksum === "string" && meta.checksum !== "" && meta.checksum !== actual;
  if (isWrong && options.unchecked !== true) {
    throw new BaseError({
      code: "SafeBuilder.WrongChecksum",
      message: "the batch's checksum does not fit: it was changed after it was exported",
      fix: "get it from its author again; if you changed it yourself, add --unchecked",
      details: { expected: meta.checksum, actual },
    });
  }
  const made = transactions.map((one, index) => callOf(one, index));
  const from = meta.createdFromSafeAddress ?? "";
  const remarks = [
    ...(isWrong ? ["its checksum does not fit: it was changed after it was exported"] : []),
    ...(meta.checksum ? [] : ["it has no checksum: whether it was changed on the way cannot be seen"]),
    ...(from !== "" && from.toLowerCase() !== safe.address.toLowerCase()
      ? [`it was made for the Safe ${from}`]
      : []),
  ];
  const interfaces = [
    ...new Set(made.flatMap(({ signature }) => (signature === null ? [] : [signature]))),
  ].sort();
  return {
    calls: made.map(({ call }) => call),
    interfaces,
    title: meta.name,
    note: meta.description ?? "",
    remarks,
  };
}

function callOf(
  { to, value, data, contractMethod, contractInputsValues }: z.output<typeof transactionSchema>,
  index: number,
): { readonly call: SafeCall; readonly signature: string | null } {
  const method = contractMethod ?? null;
  // So the Builder calls what Solidity has no name for.
  const isNamed = method !== null && !["receive", "fallback"].includes(method.name);
  const signature = isNamed ? formatMethod(method.name, method.inputs) : null;
  if (data !== undefined && (data !== "0x" || method === null))
    return { call: { to, value, data }, signature };
  if (method === null || signature === null) return { call: { to, value, data: "0x" }, signature: null };
  const args = method.inputs.map((input) => {
    const given = contractInputsValues?.[input.name ?? ""];
    if (given === undefined) throw badMethod(index, `no value for ${input.type} ${input.name}`);
    return Arguments.parse(input, given);
  });
  const item = {
    type: "function",
    name: method.name,
    inputs: method.inputs,
    outputs: [],
    stateMutability: "payable",
  } as const;
  return { call: { to, value, data: encodeFunctionData({ abi: [item], args }) }, signature };
}

/**
 * `function set(uint256 value)`, as a file keeps interfaces. Names that Solidity has for itself are left out: the Builder takes any.
 */
function formatMethod(name: string, inputs: readonly AbiParameter[]): string {
  const named = `function ${name}(${inputs.map((input) => written(input, true)).join(", ")})`;
  try {
    parseAbiItem(named);
    return named;
  } catch {
    return `function ${name}(${inputs.map((input) => written(input, false)).join(", ")})`;
  }
}

function written(parameter: AbiParameter, named: boolean): string {
  const { type, name = "" } = parameter;
  const components =
    "components" in parameter ? parameter.components.map((one) => written(one, named)) : null;
  const shape = components === null ? type : `(${components.join(", ")})${type.slice("tuple".length)}`;
  return named && name !== "" ? `${shape} ${name}` : shape;
}

function badMethod(index: number, why: string): BaseError {
  return new BaseError({
    code: "SafeBuilder.BadMethod",
    message: `transaction ${index}: ${why}`,
    fix: "give a value for each input by its name, as the Transaction Builder does, or give the calldata",
    details: { index, why },
  });
}
