import { type Address, isAddress } from "viem";
import { z } from "zod";
import { readSource } from "../../charter/source.ts";
import { address, integer, label, place, text } from "../../yaml/fields.ts";
import { type Path, type Problem, refuse, type Source } from "../../yaml/source.ts";

/** `eth:0x…` or `0x…`; whether the prefix is the chain's is checked when the Safe is looked up. */
const safeAddress = text.transform((value, context) => {
  const parts = value.split(":");
  const parsed = address.safeParse(parts.at(-1));
  if (parts.length <= 2 && parsed.success) {
    const [prefix] = parts.length === 2 ? parts : [];
    return prefix === undefined ? parsed.data : `${prefix}:${parsed.data}`;
  }
  context.addIssue({ code: "custom", message: `"${value}" is not an address such as 0x… or eth:0x…` });
  return z.NEVER;
});

const owner = place.refine(
  (value) => isAddress(value) || /^\p{L}[\p{L}\p{N} .,'’&()_-]*$/u.test(value),
  "must be a key's label, a person's or contract's name, or an address",
);

const safe = z
  .strictObject({
    name: label,
    chain: integer("a chain id", 1, Number.MAX_SAFE_INTEGER),
    address: safeAddress,
    rpc: label,
    owners: z.array(owner).min(1, "must name somebody").max(64, "has room for 64 owners"),
    threshold: integer("a number of signatures", 1, 64),
  })
  .superRefine(({ owners, threshold }, context) => {
    if (threshold <= owners.length) return;
    const message = `${owners.length} owners cannot give ${threshold} signatures`;
    context.addIssue({ code: "custom", path: ["threshold"], message });
  });

/** `safes.yaml`: which keys are to own which Safes. */
export const safesSchema = z.strictObject({
  version: z.literal("1"),
  /** The charter file, from the folder of this one. */
  charter: text.default("charter.yaml"),
  /** Hardhat's network of the Conclave, to learn which keys are active; without it the charter's word is taken. */
  "conclave-rpc": label.optional(),
  safes: z.array(safe).min(1, "must list a Safe"),
});

export type SafesFile = z.output<typeof safesSchema>;
export type SafeEntry = SafesFile["safes"][number];

/**
 * Reads `safes.yaml`. Names of people and keys are resolved later, with the charter.
 * @throws {BaseError} with every problem in `details.problems`: `SafesFile.Invalid`, `SafesFile.Twice`, and of the YAML `Charter.Syntax`, …
 */
export function parse(content: string, file = "safes.yaml"): SafesFile {
  const source = readSource(content, file);
  const result = safesSchema.safeParse(source.value);
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) =>
      source.problem(
        path.filter((part) => typeof part !== "symbol"),
        {
          code: "SafesFile.Invalid",
          message,
          fix: "correct the field; docs/safe-roster.md lists them all",
        },
      ),
    );
    throw refuse(file, problems);
  }
  const problems = [...twice(result.data, source)];
  if (problems.length > 0) throw refuse(file, problems);
  return result.data;
}

/** Each name once, and each Safe once on its chain. */
function* twice({ safes }: SafesFile, source: Source): Generator<Problem> {
  const seen = new Set<string>();
  for (const [index, { name, chain, address }] of safes.entries()) {
    const marks: [string, Path][] = [
      [`the name ${name}`, ["safes", index, "name"]],
      [`the Safe ${plain(address)} on chain ${chain}`, ["safes", index, "address"]],
    ];
    for (const [mark, path] of marks) {
      if (seen.has(mark)) {
        const fix = "keep one entry for each Safe";
        yield source.problem(path, { code: "SafesFile.Twice", message: `${mark} stands here twice`, fix });
      }
      seen.add(mark);
    }
  }
}

/** The address itself, without the chain's short name. */
export function plain(written: string): Address {
  return written.slice(written.indexOf(":") + 1) as Address;
}
