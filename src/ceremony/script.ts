import { isAlias, LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { curveSchema, textSchema } from "../json.ts";
import { SOURCES } from "../keys/entropy/mix.ts";
import { assertLabel } from "../keys/store.ts";
import { PROFILES } from "./doctor.ts";
import { identityOf, type Person, person } from "./person.ts";

/** One line that people read: no control characters, which could hide or forge others. */
export const line = textSchema({ lines: false }).min(1).max(300);

const label = z.string().check(({ value, issues }) => {
  try {
    assertLabel(value);
  } catch (error) {
    issues.push({ code: "custom", input: value, message: (error as BaseError).message });
  }
});

/** YAML is read as strings throughout, so that `0x…` and `no` mean what they say. */
const count = z
  .union([z.int(), z.string().regex(/^[1-9]\d?$/, "must be a number from 1 to 99")])
  .transform(Number)
  .pipe(z.int().min(1).max(99));

const key = z.strictObject({
  label,
  holder: line,
  purpose: line.optional(),
  curve: curveSchema.default("secp256k1"),
  /** Who or what keeps the private key; other kinds than keystores are made by makers that the caller brings. */
  custody: z.enum(["keystore", "pkcs11"]).default("keystore"),
  /** The token and its vendor's library, for PKCS#11. */
  token: line.optional(),
  module: line.optional(),
  certification: line.optional(),
});

const step = z.discriminatedUnion("do", [
  /** The machine is looked at, as by `key doctor`. */
  z.strictObject({ do: z.literal("machine") }),
  /** Somebody says that it is so. */
  z.strictObject({ do: z.literal("confirm"), text: line, by: line.optional() }),
  /** Somebody reads something out: a serial, a seal's number. */
  z.strictObject({ do: z.literal("record"), text: line, as: line, by: line.optional() }),
  /** A key is made, and opened again. */
  z.strictObject({ do: z.literal("make"), key: z.string() }),
]);

/** A script as it is embedded in the transcript. */
export const scriptSchema = z.strictObject({
  version: z.union([z.literal(1), z.literal("1").transform(() => 1 as const)]),
  title: line,
  profile: z.enum(PROFILES).default("ceremony"),
  operator: person,
  witnesses: z.array(person).min(1).max(20),
  auditor: person,
  /** Witnesses who must sign; all of them if left out. */
  quorum: count.optional(),
  /** Sources of the keys' randomness; the operating system's is always in. KG-04, KG-05. */
  entropy: z
    .array(z.enum(SOURCES))
    .default([])
    .transform((named) => SOURCES.filter((source) => source === "os" || named.includes(source))),
  keys: z.array(key).min(1).max(64),
  steps: z.array(step).min(1).max(500),
});

export type Script = z.output<typeof scriptSchema>;
export type ScriptKey = Script["keys"][number];
export type Step = Script["steps"][number];

/** Everybody of a ceremony, with what they do in it. Nobody is two. KG-01. */
export function peopleOf({ operator, witnesses, auditor }: Script) {
  return [
    { role: "operator" as const, person: operator },
    ...witnesses.map((one) => ({ role: "witness" as const, person: one })),
    { role: "auditor" as const, person: auditor },
  ];
}

/** Who signs under this name and in this role; undefined if nobody here does. */
export function signatoryOf(
  script: Script,
  { name, role }: { readonly name: string; readonly role: string },
): Person | undefined {
  return peopleOf(script).find((one) => one.role === role && one.person.name === name)?.person;
}

export function quorumOf({ quorum, witnesses }: Script): number {
  return quorum ?? witnesses.length;
}

/** Reads a ceremony's script. @throws `Ceremony.BadScript` with every problem in `details.problems` */
export function parseScript(text: string, file: string): Script {
  const result = scriptSchema.safeParse(readYaml(text, file));
  if (!result.success) {
    throw badScript(
      file,
      result.error.issues.map(
        (issue) => `${issue.path.map(String).join(".") || "the file"}: ${issue.message}`,
      ),
    );
  }
  const problems = [...contradictions(result.data)];
  if (problems.length > 0) throw badScript(file, problems);
  return result.data;
}

/** What a script says that cannot be done as it stands. */
export function* contradictions(script: Script): Generator<string> {
  const people = peopleOf(script).map((one) => one.person);
  yield* twice(
    "person",
    people.map(({ name }) => name),
  );
  yield* twice("person's key", people.map(identityOf));
  yield* twice(
    "key",
    script.keys.map((one) => one.label),
  );
  if (quorumOf(script) > script.witnesses.length)
    yield `quorum: ${script.quorum} of ${script.witnesses.length} witnesses cannot sign`;
  const makes = script.steps.flatMap((one) => (one.do === "make" ? [one.key] : []));
  yield* twice("key that is made", makes);
  for (const one of script.keys) {
    if (!makes.includes(one.label)) yield `keys: no step makes ${one.label}`;
    const isTokenNamed = one.token !== undefined && one.module !== undefined;
    if ((one.custody === "pkcs11") !== isTokenNamed)
      yield `keys: ${one.label} needs "token" and "module" if it is kept by pkcs11, and only then`;
  }
  for (const name of makes)
    if (!script.keys.some((one) => one.label === name)) yield `steps: there is no key ${name} to make`;
  yield* twice(
    "record",
    script.steps.flatMap((one) => (one.do === "record" ? [one.as] : [])),
  );
  for (const one of script.steps) {
    const by = "by" in one ? one.by : undefined;
    if (by !== undefined && !people.some(({ name }) => name === by))
      yield `steps: nobody here is called ${by}`;
  }
  const looked = script.steps.findIndex((one) => one.do === "machine");
  if (looked < 0 || looked > script.steps.findIndex((one) => one.do === "make"))
    yield "steps: the machine is to be looked at before a key is made";
}

function* twice(what: string, values: readonly string[]): Generator<string> {
  for (const value of new Set(values.filter((one, index) => values.indexOf(one) !== index)))
    yield `${what} named twice: ${value}`;
}

function readYaml(text: string, file: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: "failsafe",
    lineCounter: lines,
    uniqueKeys: true,
    logLevel: "error",
  });
  const at = (offset: number) => `line ${lines.linePos(offset).line}`;
  const broken = [...document.errors, ...document.warnings].map(
    ({ pos, message }) => `${at(pos[0])}: ${message.split("\n")[0]}`,
  );
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node) || node.anchor)
        broken.push(`${at(node.range?.[0] ?? 0)}: write values out: no anchors and aliases`);
    },
  });
  if (broken.length > 0) throw badScript(file, broken);
  return document.toJS();
}

function badScript(file: string, problems: readonly string[]): BaseError {
  return new BaseError({
    code: "Ceremony.BadScript",
    message: `${file}: ${problems.join("; ")}`,
    fix: "correct what is named; docs/ceremony.md says what each field takes",
    details: { file, problems },
  });
}
