import { z } from "zod";

/** What the files here are made of. */
export const text = (longest: number) => z.string().min(1).max(longest);
export const instant = z.iso.datetime();

/** UNIX seconds of an instant. */
export function seconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}
