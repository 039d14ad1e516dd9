/**
 * Many mutants in one source, of which none or one is at work: `a < b` becomes `(SWITCH == 7 ? (a <= b) : (a < b))`. Compiled once, the
 * switch is a number in the code, and another number there is another mutant.
 */
import type { Code } from "./compiler.ts";
import type { Host } from "./hosts.ts";
import { applied, type Mutant } from "./mutant.ts";

/** Longer than any number of the contracts, so that it is found in the code. */
const SWITCH = "c04c1a7e".padEnd(64, "5eed0fd0");
export const NONE = 0;

export type Hosted = { mutant: Mutant; host: Host };

/** The source (bytes) with all of them, which are of one file. */
export function together(source: string, hosted: readonly (Hosted & { number: number })[]): string {
  const groups = new Map<string, { host: Host; members: [Mutant, number][] }>();
  for (const { mutant, host, number } of hosted) {
    const key = `${host.start}:${host.end}:${host.kind}`;
    const group = groups.get(key) ?? { host, members: [] };
    group.members.push([mutant, number]);
    groups.set(key, group);
  }
  // Outer before inner, since hosts lie within each other or apart.
  const sorted = [...groups.values()].sort((a, b) => a.host.start - b.host.start || b.host.end - a.host.end);
  return rendered(0, source.length, sorted);

  function rendered(from: number, to: number, inside: typeof sorted): string {
    let text = "";
    let at = from;
    let rest = inside;
    for (let [group] = rest; group !== undefined; [group] = rest) {
      const { host, members } = group;
      const inner = rest.filter((one) => one !== group && one.host.start < host.end);
      text += source.slice(at, host.start) + choice(host, members, inner);
      at = host.end;
      rest = rest.filter((one) => one !== group && !inner.includes(one));
    }
    return text + source.slice(at, to);
  }

  function choice(host: Host, members: [Mutant, number][], inner: typeof sorted): string {
    const from = host.kind === "declaration" ? host.value : host.start;
    const original = rendered(from, host.end, inner);
    const others = members.map(([mutant, number]) => [other(mutant, from, host.end), number] as const);
    if (host.kind === "value") {
      return others.reduce((text, [by, number]) => `(${isOn(number)} ? (${by}) : (${text}))`, original);
    }
    const assign = host.kind === "declaration" ? `${host.assigned} = ` : "";
    const branches = others.reduce(
      (text, [by, number]) => `if (${isOn(number)}) { ${assign}${by} } else { ${text} }`,
      assign + original,
    );
    return host.kind === "declaration" ? `${host.declared} ${branches}` : `{ ${branches} }`;
  }

  function other({ start, end, text }: Mutant, from: number, to: number): string {
    return applied(source.slice(from, to), { operator: "", start: start - from, end: end - from, text });
  }
}

/** Numbers of the mutants around a place in such a source: that before it and that behind. */
export function numbersNear(text: string, place: number): number[] {
  const marks = [...text.matchAll(new RegExp(`0x${SWITCH} == (\\d+)`, "g"))];
  const next = marks.findIndex(({ index }) => index > place);
  const near = next === -1 ? [marks.at(-1)] : [marks[next - 1], marks[next]];
  return near.flatMap((mark) => (mark === undefined ? [] : [Number(mark[1])]));
}

export function isSwitched({ creation }: Code): boolean {
  return creation.includes(SWITCH);
}

/** The code in which mutant `number` is at work. */
export function switched({ creation, runtime }: Code, number: number): Code {
  const to = number.toString(16).padStart(64, "0");
  return { creation: creation.replaceAll(SWITCH, to), runtime: runtime.replaceAll(SWITCH, to) };
}

function isOn(number: number): string {
  return `0x${SWITCH} == ${number}`;
}
