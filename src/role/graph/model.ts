import type { Effect } from "../world.ts";

/** What a picture shows: people at the left, then whatever acts, power after power, until the contracts at the right. */
export type Graph = {
  readonly title: string;
  readonly note: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
};

/** `who`: a person or an outsider. `group`: a quorum, or members that several powers have in common. `contract`: with a row for each power over it. */
export type GraphNode = {
  readonly id: string;
  readonly kind: "who" | "outsider" | "group" | "contract";
  readonly title: string;
  readonly note: string;
  readonly rows: readonly Row[];
  /** On the way that the picture is about. */
  readonly marked: boolean;
};

export type Row = {
  /** The power's id. */
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly effects: readonly Effect[];
  readonly marked: boolean;
};

/** From a node, or a row of it, to a row; a group has no rows, and is met as a whole. `gives`: makes holders. `also`: is needed besides. */
export type Edge = {
  readonly from: string;
  readonly fromRow: string | null;
  readonly to: string;
  readonly toRow: string | null;
  readonly kind: "exercises" | "gives" | "also";
  readonly marked: boolean;
};
