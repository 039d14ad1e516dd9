import * as Canonical from "../canonical.ts";
import { actsBehind } from "./acts.ts";
import type { Library } from "./documents.ts";
import { about, type Finding, general, linkWords, logWords, type Positioned, valueWords } from "./finding.ts";
import { argsOf, type Link } from "./link.ts";
import * as Model from "./model.ts";

/** Where the model stands after the links it could follow; `finding` says why it could follow no further. */
export type Replay = {
  readonly state: Model.State | null;
  readonly followed: number;
  readonly finding: Finding | null;
};

/**
 * Runs the model through the links, in the order of the chain, until one is not what a Conclave would have made. The model makes the
 * links itself; each is held against its log, word for word.
 */
export function replay(links: readonly Positioned[], library: Library, setting: Model.Setting): Replay {
  const [first] = links;
  if (first === undefined) return stop(null, 0, general("missing", null, "there is not one log"));
  let outcome = begin(first, library, setting);
  let state: Model.State | null = null;
  let at = 0;
  while (true) {
    const place = links[at] as Positioned;
    if (outcome.refusal !== null) return stop(state, at, refused(place, outcome.refusal));
    const wrong = mismatch(outcome.links, links.slice(at, at + outcome.links.length), place);
    if (wrong !== null) return stop(state, at, wrong);
    state = outcome.state;
    at += outcome.links.length;
    if (at >= links.length) return { state, followed: at, finding: null };
    outcome = next(state, links.slice(at, at + LOOKAHEAD), library);
  }
}

/** Links that one execution can make at the most, which reading it looks at. */
const LOOKAHEAD = 1024;

function begin({ link }: Positioned, library: Library, setting: Model.Setting): Model.Outcome {
  const document = link.eventName === "RosterAmended" ? library.byHash.get(link.args.hash) : undefined;
  if (document === undefined) return { refusal: { name: "CharterRefused", args: [] } };
  return Model.genesis(setting, document, link.at.time);
}

/** What the model makes of the call behind the first of `links`; the first reading that fits, else the likeliest. */
function next(state: Model.State, links: readonly Positioned[], library: Library): Model.Outcome {
  const [link, ...rest] = links.map((place) => place.link) as [Link, ...Link[]];
  const reading = actsBehind(state, [link, ...rest], library.byHash);
  if ("impossible" in reading) return { refusal: { name: reading.impossible, args: [] } };
  const outcomes = reading.acts.map((act) => Model.apply(state, act));
  const fits = (outcome: Model.Outcome) =>
    outcome.refusal === null && mismatch(outcome.links, links, links[0] as Positioned) === null;
  return outcomes.find(fits) ?? (outcomes[0] as Model.Outcome);
}

function mismatch(
  emitted: readonly Model.Emitted[],
  links: readonly Positioned[],
  cause: Positioned,
): Finding | null {
  for (const [index, wanted] of emitted.entries()) {
    const place = links[index];
    const then = `${logWords(cause.link)} makes ${wanted.name} as link ${index + 1} of ${emitted.length}`;
    if (place === undefined) return about(cause, "missing", `${then}, but the logs end`);
    const { link } = place;
    if (link.eventName !== wanted.name || link.lane !== wanted.lane)
      return about(place, "impossible", `${then}, not ${linkWords(place)}`);
    for (const [field, value] of Object.entries(wanted.args)) {
      const logged = argsOf(link)[field];
      if (text(logged) === text(value)) continue;
      return about(place, "impossible", `${linkWords(place)} says another ${field} than a Conclave would`, {
        expected: typeof value === "object" ? text(value) : valueWords(value),
        actual: typeof logged === "object" ? text(logged) : valueWords(logged),
      });
    }
  }
  return null;
}

function refused(place: Positioned, { name, args }: Model.Refusal): Finding {
  const why = args.length === 0 ? name : `${name}(${args.map(argument).join(", ")})`;
  return about(place, "impossible", `a Conclave would have refused ${linkWords(place)}: ${why}`, {
    expected: name,
  });
}

function argument(value: unknown): string {
  return typeof value === "object" && value !== null ? refusalName(value) : valueWords(value);
}

function refusalName(value: object): string {
  return "name" in value ? String(value.name) : text(value);
}

function text(value: unknown): string {
  return Canonical.stringify(value).toLowerCase();
}

function stop(state: Model.State | null, followed: number, finding: Finding): Replay {
  return { state, followed, finding };
}
