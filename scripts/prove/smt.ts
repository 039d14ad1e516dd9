/** SMT-LIB 2 as text: what is proved can be read, and given to any other solver. */
export type Term = string;

function apply(operator: string, unit: Term, terms: readonly Term[]): Term {
  const [only] = terms;
  if (only === undefined) return unit;
  return terms.length === 1 ? only : `(${operator} ${terms.join(" ")})`;
}

export const and = (...terms: readonly Term[]): Term => apply("and", "true", terms);
export const or = (...terms: readonly Term[]): Term => apply("or", "false", terms);
export const sum = (...terms: readonly Term[]): Term => apply("+", "0", terms);
export const not = (term: Term): Term => `(not ${term})`;
export const implies = (a: Term, b: Term): Term => `(=> ${a} ${b})`;
export const eq = (a: Term, b: Term | number): Term => `(= ${a} ${b})`;
export const le = (a: Term | number, b: Term | number): Term => `(<= ${a} ${b})`;
export const lt = (a: Term | number, b: Term | number): Term => `(< ${a} ${b})`;
export const minus = (a: Term, b: Term | number): Term => `(- ${a} ${b})`;
export const times = (factor: number, a: Term): Term => `(* ${factor} ${a})`;
export const ite = (condition: Term, then: Term | number, otherwise: Term | number): Term =>
  `(ite ${condition} ${then} ${otherwise})`;
/** 1 if true, else 0. */
export const count = (condition: Term): Term => ite(condition, 1, 0);
/** The smaller of two. */
export const least = (a: Term, b: Term): Term => ite(le(a, b), a, b);

export function declare(
  sort: "Int" | "Real" | "Bool" | `(_ BitVec ${number})`,
  ...names: readonly Term[]
): string {
  return names.map((name) => `(declare-const ${name} ${sort})`).join("\n");
}

/** `(assert ...)` for each term. */
export function assert(...terms: readonly Term[]): string {
  return terms.map((term) => `(assert ${term})`).join("\n");
}
