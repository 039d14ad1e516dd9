import { init, killThreads } from "z3-solver";

/**
 * A statement as the search for its opposite: `script` declares and asserts, and the statement holds if no values satisfy it.
 */
export type Statement = { readonly name: string; readonly script: string };

export type Verdict =
  | { readonly holds: true }
  /** The values that refute the statement, by name. */
  | { readonly holds: false; readonly values: ReadonlyMap<string, string> };

export type Solver = {
  readonly prove: (statement: Statement) => Promise<Verdict>;
  /** Ends the solver's threads, which otherwise keep the process alive. */
  readonly close: () => Promise<void>;
};

const UNSATISFIABLE = -1;
const SATISFIABLE = 1;

/** z3, compiled to WebAssembly: nothing but npm is needed. */
export async function open(): Promise<Solver> {
  const { Z3, em } = await init();
  return {
    prove: async ({ name, script }) => {
      const context = Z3.mk_context(Z3.mk_config());
      try {
        const solver = Z3.mk_solver(context);
        Z3.solver_inc_ref(context, solver);
        // Not eval_smtlib2_string: it hands its thread a string that is freed before the thread has read it.
        Z3.solver_from_string(context, solver, script);
        // A script that cannot be read asserts nothing; an answer to that would be worthless.
        if (Z3.get_error_code(context) !== 0) throw new Error(`${name}: z3 cannot read the script`);
        const answer = await Z3.solver_check(context, solver);
        if (answer === UNSATISFIABLE) return { holds: true };
        if (answer !== SATISFIABLE) throw new Error(`${name}: z3 gave up`);
        return {
          holds: false,
          values: parse(Z3.model_to_string(context, Z3.solver_get_model(context, solver))),
        };
      } finally {
        Z3.del_context(context);
      }
    },
    close: () => killThreads(em),
  };
}

/** `name -> value` lines; fractions as `a/b`. */
function parse(model: string): ReadonlyMap<string, string> {
  const pairs = model.matchAll(/^(\S+) -> (.+)$/gm);
  return new Map(Array.from(pairs, ([, name = "", value = ""]) => [name, plain(value)]));
}

function plain(value: string): string {
  return value
    .replace(/\.0\b/g, "")
    .replace(/\(\/ (\S+) (\S+)\)/, "$1/$2")
    .replace(/\(- (\S+)\)/, "-$1");
}

/** A value of a model as a number, rounded if it is a fraction. */
export function numberOf(values: ReadonlyMap<string, string>, name: string): number {
  const [top = "0", bottom = "1"] = (values.get(name) ?? "0").split("/");
  return Number(top) / Number(bottom);
}
