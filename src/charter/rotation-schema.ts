import { z } from "zod";
import { choice, date, duration, label, name, text } from "../yaml/fields.ts";
import { ROLE_NAMES } from "./model.ts";

/**
 * When keys are replaced (KU-08): after a time, or after something happened. No document on-chain holds it; `key due` tells what follows from
 * it.
 */

export const ROTATION_TRIGGERS = [
  "compromise-suspected",
  "copy-lost",
  "device-recalled",
  "holder-left",
  "holder-moved",
] as const;
export type RotationTrigger = (typeof ROTATION_TRIGGERS)[number];

const roles = ROLE_NAMES.map((role) => role.toLowerCase() as Lowercase<typeof role>);
const period = duration.refine((seconds) => seconds >= 86_400, "must be a day at least");

const rule = z
  .strictObject({
    roles: z.array(choice("role", roles)).min(1, "must name a role").optional(),
    keys: z.array(label).min(1, "must name a key").optional(),
    every: period.optional(),
    "ceremony-older-than": period.optional(),
    triggers: z.array(choice("trigger", ROTATION_TRIGGERS)).default([]),
  })
  .refine(({ roles, keys }) => roles === undefined || keys === undefined, {
    message: 'takes "roles" or "keys", not both',
  })
  .refine(
    (value) =>
      value.every !== undefined || value["ceremony-older-than"] !== undefined || value.triggers.length > 0,
    { message: 'needs "every", "ceremony-older-than" or "triggers"' },
  );

const HIT = ["key", "person", "device", "vendor"] as const;

/** Something that happened, to one key, or to all of a person, a device or a vendor. */
const event = z
  .strictObject({
    what: choice("trigger", ROTATION_TRIGGERS),
    on: date,
    key: label.optional(),
    person: name.optional(),
    device: name.optional(),
    vendor: name.optional(),
    note: text.optional(),
  })
  .refine((value) => HIT.filter((field) => value[field] !== undefined).length === 1, {
    message: `needs one of ${HIT.map((field) => `"${field}"`).join(", ")}`,
  });

export const rotation = z.strictObject({
  rules: z.array(rule).min(1, "must have a rule"),
  events: z.array(event).default([]),
});

export type CharterRotation = z.output<typeof rotation>;
export type RotationRule = CharterRotation["rules"][number];
export type RotationEvent = CharterRotation["events"][number];
