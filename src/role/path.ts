import { formatDuration } from "../time.ts";
import type { Control } from "./control.ts";
import type { Reach } from "./reach.ts";
import { accountName, leafName, needWords, powerName } from "./words.ts";
import type { Power } from "./world.ts";

/** One power on the way to another: who exercises it, and what it then lets do. */
export type Step = {
  readonly power: string;
  /** Keys, accounts and contracts that exercise it, by name; empty if it takes nobody, or if it is given by another first. */
  readonly who: readonly string[];
  /** The power whose holders make somebody a holder of this one first. */
  readonly given: string | null;
  /** Seconds from now until it is exercised. */
  readonly at: number;
};

/** The quickest way to exercise a power, step by step; each step needs only those before it. Empty if there is none. */
export function wayTo(control: Control, found: Reach, id: string): readonly Step[] {
  const steps: Step[] = [];
  const seen = new Set<number>();
  const powerAt = new Map([...control.exercised].map(([power, gate]) => [gate, power]));
  const accountAt = new Map([...control.acts].map(([account, gate]) => [gate, account]));

  const visit = (gate: number): void => {
    if (seen.has(gate)) return;
    seen.add(gate);
    for (const { from, index } of found.by[gate] ?? []) if (from === "gate") visit(index);
    const power = powerAt.get(gate);
    if (power === undefined) return;
    // Who exercises it lies behind the gates between.
    const who: string[] = [];
    let given: string | null = null;
    const look = (at: number): void => {
      for (const { from, index } of found.by[at] ?? []) {
        const account = accountAt.get(index);
        if (from === "leaf") who.push(leafName(control, index));
        else if (account !== undefined) who.push(...namesOf(index, accountName(control.world, account)));
        else if (powerAt.has(index)) given = at === gate ? given : (powerAt.get(index) ?? null);
        else look(index);
      }
    };
    look(gate);
    steps.push({ power, who, given, at: found.at[gate] ?? 0 });
  };

  /** A key's account by its holder, if it is that key which acts. */
  const namesOf = (gate: number, name: string): readonly string[] => {
    const leaves = (found.by[gate] ?? []).filter(({ from }) => from === "leaf");
    return leaves.length > 0 ? leaves.map(({ index }) => leafName(control, index)) : [name];
  };

  const goal = control.exercised.get(id);
  if (goal !== undefined && Number.isFinite(found.at[goal])) visit(goal);
  return steps;
}

/** The steps as one line: `Ana's k7 → owners of ops (1 of 2) → owner of vault`. */
export function wayText({ world, powers }: Control, steps: readonly Step[]): string {
  const said: string[] = [];
  let before: Power | undefined;
  for (const { power: id, who, given } of steps) {
    const power = powers.get(id);
    if (power === undefined) continue;
    const last = before === undefined ? null : accountName(world, before.on);
    const giver = given === null ? undefined : powers.get(given);
    const isNext = who.length === 1 && who[0] === last;
    if (giver !== undefined && giver !== before) said.push(powerName(world, giver));
    else if (giver === undefined && !isNext && who.length > 0) said.push(who.join(" + "));
    const notes = [needWords(power), power.delay > 0 ? `waits ${formatDuration(power.delay)}` : ""];
    const note = notes.filter((one) => one !== "").join(", ");
    const verb = giver === undefined ? "" : "gives itself ";
    said.push(`${verb}${powerName(world, power)}${note === "" ? "" : ` (${note})`}`);
    before = power;
  }
  return said.join(" → ");
}
