import { BaseError } from "../../src/errors.ts";
import type { Sharing } from "../../src/keys/share-set.ts";

export type SharingOptions = {
  readonly threshold: string | undefined;
  readonly of: string | undefined;
  readonly people: string | undefined;
  readonly groups: string | undefined;
  readonly groupThreshold: string | undefined;
};

const GROUP = /^(\d{1,2})\s*of\s*(\d{1,2})(?:\s+(.+))?$/;

/**
 * Who gets shares: `--threshold 2 --of 3`, with `--people Ana,Ben,Cleo` if they are to be named, or
 * `--groups "2of3 Ana,Ben,Cleo; 1of1 vault" --group-threshold 2`. @throws `Task.BadSharing`
 */
export function readSharing(options: SharingOptions): Sharing {
  const { threshold, of, people, groups, groupThreshold } = options;
  if (groups === undefined) {
    if (groupThreshold !== undefined) throw badSharing("--group-threshold is given without --groups");
    const members = people === undefined ? undefined : splitList(people, ",");
    const count = of ?? (members === undefined ? undefined : String(members.length));
    return {
      threshold: 1,
      groups: [
        { threshold: whole(threshold, "--threshold"), members: named(whole(count, "--of"), members, "") },
      ],
    };
  }
  if ([threshold, of, people].some((option) => option !== undefined))
    throw badSharing("--groups is given besides --threshold, --of or --people");
  const parts = splitList(groups, ";");
  if (parts.length > 1 && groupThreshold === undefined)
    throw badSharing("with several groups, --group-threshold must say how many of them are needed");
  return {
    threshold: groupThreshold === undefined ? 1 : whole(groupThreshold, "--group-threshold"),
    groups: parts.map((part, at) => {
      const [, needed, count, names] = GROUP.exec(part) ?? [];
      if (needed === undefined || count === undefined) throw badSharing(`"${part}" is no group`);
      const members = names === undefined ? undefined : splitList(names, ",");
      return { threshold: Number(needed), members: named(Number(count), members, `group ${at + 1} `) };
    }),
  };
}

function named(count: number, members: readonly string[] | undefined, prefix: string): readonly string[] {
  if (members === undefined) return Array.from({ length: count }, (_, at) => `${prefix}share ${at + 1}`);
  if (members.length !== count) throw badSharing(`${count} shares, but ${members.length} people`);
  return members;
}

function splitList(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function whole(text: string | undefined, option: string): number {
  if (text !== undefined && /^\d{1,2}$/.test(text)) return Number(text);
  throw badSharing(`${option} takes a number of shares`);
}

function badSharing(why: string): BaseError {
  return new BaseError({
    code: "Task.BadSharing",
    message: `it is not clear who is to get shares: ${why}`,
    fix: 'write --threshold 2 --of 3, or --groups "2of3 Ana,Ben,Cleo; 1of1 vault" --group-threshold 2',
  });
}
