import { z } from "zod";
import { pretty, stringify } from "../canonical.ts";
import { chainStateSchema } from "../chain/state-schema.ts";
import { BaseError } from "../errors.ts";
import { proposalFileSchema } from "../proposal/file.ts";
import { activationSchema } from "../role/activation.ts";
import { signatureFileSchema } from "./signature.ts";

/** What goes between the two machines as codes: files whose format says what they are, and which hold no secret. */
const SCHEMAS = {
  "conclave-proposal/1": proposalFileSchema,
  "conclave-state/1": chainStateSchema,
  "conclave-signature/1": signatureFileSchema,
  "conclave-activation/1": activationSchema,
} as const;

export type Format = keyof typeof SCHEMAS;
export type Payload = {
  [F in Format]: { readonly format: F; readonly value: z.output<(typeof SCHEMAS)[F]> };
}[Format];

const formatted = z.looseObject({ format: z.enum(Object.keys(SCHEMAS) as [Format, ...Format[]]) });

/** A file's text as what it says it is. @throws `Payload.Unknown`, `Payload.WrongShape` */
export function payloadOf(text: string): Payload {
  const read = formatted.safeParse(parsed(text));
  if (!read.success) throw unknown();
  const { format } = read.data;
  const checked = SCHEMAS[format].safeParse(read.data);
  // The schema was taken by the format: TypeScript does not follow that they belong together.
  if (checked.success) return { format, value: checked.data } as Payload;
  throw new BaseError({
    code: "Payload.WrongShape",
    message: `${format} with a fault in ${checked.error.issues.map(({ path }) => path.join(".") || "it").join(", ")}`,
    fix: "make the file again with the command that writes it",
    details: { format, fields: checked.error.issues.map(({ path }) => path.join(".")) },
  });
}

/** The shortest text that says the same: what the codes hold. */
export function shortest({ value }: Payload): string {
  return stringify(value);
}

/** The file, as the command writes it that makes such files. */
export function inDetail({ value }: Payload): string {
  return pretty(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unknown(): BaseError {
  return new BaseError({
    code: "Payload.Unknown",
    message: "this is no proposal, state, signature or proof",
    fix: "name a file that one of the two machines wrote for the other; other files do not travel as codes",
  });
}
