import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { BaseError } from "../errors.ts";

/** Where in the file something stands: field names and list positions from the top. */
export type Path = readonly (string | number)[];

/** One thing wrong with a YAML file. `line` and `column` count from 1. */
export type Problem = {
  readonly code: `${string}.${string}`;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
};

export type ProblemText = Pick<Problem, "code" | "message" | "fix">;

/** A YAML file whose scalars are all strings, so that `0x…`, dates and `no` mean what they say, and where each stands. */
export type Source = {
  readonly file: string;
  readonly value: unknown;
  /** The problem at `path`, or at the nearest field around it that exists. */
  readonly problem: (path: Path, text: ProblemText) => Problem;
};

/** The codes of what can be wrong with the YAML itself, in the words of whose file it is. */
export type Codes = {
  readonly syntax: ProblemText["code"];
  readonly twice: ProblemText["code"];
  readonly alias: ProblemText["code"];
};

/**
 * Reads YAML.
 * @throws {BaseError} one of `codes`, with line and column.
 */
export function readYaml(text: string, file: string, codes: Codes): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: "failsafe",
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: "error",
  });
  const at = (offset: number, path: Path, text: ProblemText): Problem => {
    const { line, col } = lines.linePos(offset);
    return { ...text, path: formatPath(path), line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = [...document.errors, ...document.warnings].map((error) =>
    at(error.pos[0], [], {
      code: error.code === "DUPLICATE_KEY" ? codes.twice : codes.syntax,
      message: error.code === "DUPLICATE_KEY" ? "this field stands here twice" : error.message,
      fix: error.code === "DUPLICATE_KEY" ? "keep one of the two" : "correct the YAML; indent with spaces",
    }),
  );
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node) && !node.anchor) return;
      broken.push(
        at(node.range?.[0] ?? 0, [], {
          code: codes.alias,
          message: "anchors and aliases are not allowed: a reviewer must see each value where it counts",
          fix: "write the value out",
        }),
      );
    },
  });
  if (broken.length > 0) throw refuse(file, broken);
  return {
    file,
    value: document.toJS(),
    problem: (path, text) => at(offsetOf(document.contents, path), path, text),
  };
}

/** The error for a file with these problems: the first gives the code, all are in the message and `details.problems`. */
export function refuse(file: string, problems: readonly Problem[]): BaseError {
  const [first] = problems;
  const shown = problems.map(
    ({ line, column, path, message }) =>
      `${file}:${line}:${column} ${path === "" ? "" : `${path}: `}${message}`,
  );
  return new BaseError({
    code: first?.code ?? "Yaml.Refused",
    message: shown.join("\n"),
    fix: [...new Set(problems.map(({ fix }) => fix))].join("; "),
    details: { file, problems },
  });
}

/** `keys[3].roles[0]` */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}

/** Offset of the field at `path`: of its name where it has one, else of its value. Unknown tails are left off. */
function offsetOf(root: unknown, path: Path): number {
  let node: unknown = root;
  let offset = startOf(root);
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? key.value : key) === part);
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number" && node.items[part] !== undefined) {
      node = node.items[part];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset ?? 0;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
