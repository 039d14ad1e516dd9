import { expect, test } from "vitest";
import { toBytes, toText } from "../../../scripts/mutation/ast.ts";
import { compile, trees, typeErrors } from "../../../scripts/mutation/compiler.ts";
import { hostsOf } from "../../../scripts/mutation/hosts.ts";
import { type Mutant, mutantsOf } from "../../../scripts/mutation/mutant.ts";
import { source } from "../../../scripts/mutation/sources.ts";
import {
  type Hosted,
  isSwitched,
  numbersNear,
  switched,
  together,
} from "../../../scripts/mutation/together.ts";

const FILE = "test/scripts/mutation/Switched.sol";
const bytes = toBytes(source(FILE));
const [[, tree] = []] = [...trees([FILE])];
if (tree === undefined) throw new Error(`no tree of ${FILE}`);
const mutants = mutantsOf(FILE, tree, bytes);
const hosts = hostsOf(mutants, tree, bytes);
const hosted = mutants
  .flatMap((mutant): Hosted[] => {
    const host = hosts.get(mutant);
    return host === undefined ? [] : [{ mutant, host }];
  })
  .map((one, at) => ({ ...one, number: at + 1 }));
const all = toText(together(bytes, hosted));

/** One mutant alone, in the source as it is together with none. */
function alone(wanted: (mutant: Mutant) => boolean): string {
  const one = hosted
    .filter(({ mutant }) => wanted(mutant))
    .slice(0, 1)
    .map((found) => ({ ...found, number: 1 }));
  return toText(together(bytes, one)).replaceAll(/0x[0-9a-f]{64} == 1/g, "ON");
}

test.each<[string, string, string]>([
  ["a < b", "<=", "if ((ON ? (a <= b) : (a < b))) revert();"],
  ["pair(1)", "0", "uint256 b; if (ON) { (b, ) = pair(0); } else { (b, ) = pair(1); }"],
  ["count += i", "-=", "(ON ? (count -= i) : (count += i));"],
  ["count += i", "{}", "{ if (ON) { {} } else { count += i; } }"],
  ["LIMIT", "8", "LIMIT = (ON ? (8) : (7));"],
  ["add(a, 1)", "sub", "{ if (ON) { assembly {"],
])("where %s becomes %s, both are there", (before, text, expected) => {
  expect(alone((mutant) => mutant.before.includes(before) && mutant.text === text)).toContain(expected);
});

test("what stands in a loop's head is chosen with the whole loop, since its variable lives there", () => {
  const start = alone((mutant) => mutant.before.startsWith("for (uint256 i = 1") && mutant.text === "0");
  expect(start).toContain(
    "{ if (ON) { for (uint256 i = 0; i != a; ++i) count += i; } else { for (uint256 i = 1; i != a; ++i) count += i; } }",
  );
});

test("a modifier cannot be chosen", () => {
  const homeless = mutants.filter((mutant) => hosts.get(mutant) === undefined);
  expect(homeless.map(({ operator }) => operator)).toEqual(["modifier"]);
});

test("all together are well-typed, and each has code of its own", () => {
  expect(typeErrors(FILE, all)).toEqual([]);
  const { codes, errors } = compile([FILE], "legacy", new Map([[FILE, all]]));
  expect(errors).toEqual([]);
  const code = codes[`${FILE}:Switched`];
  if (code === undefined) throw new Error("no code");
  expect(isSwitched(code)).toBe(true);
  const numbers = Array.from({ length: hosted.length + 1 }, (_, at) => at);
  const versions = numbers.map((number) => switched(code, number));
  expect(new Set(versions.map(({ creation }) => creation)).size).toBe(numbers.length);
  expect(versions.some(isSwitched)).toBe(false);
});

test("an error leads to the mutants around it", () => {
  const wrong = mutants.flatMap((mutant): Hosted[] => {
    const host = hosts.get(mutant);
    return host === undefined || mutant.text !== "<="
      ? []
      : [{ mutant: { ...mutant, text: "<< true <=" }, host }];
  });
  const text = together(bytes, [
    ...hosted.filter(({ mutant }) => mutant.text !== "<="),
    ...wrong.map((one) => ({ ...one, number: 999 })),
  ]);
  const [place = 0] = typeErrors(FILE, toText(text));
  expect(numbersNear(text, place)).toContain(999);
});
