/** Functions by id, and what happens in each, in order: calls to others, writes to storage, events. */
import { lineage, overridesIn } from "./lineage.ts";
import {
  all,
  type Compilation,
  child,
  children,
  declarationOf,
  list,
  type Node,
  text,
  typeOf,
} from "./tree.ts";

export type Contract = { node: Node; name: string; path: string; isOwn: boolean };

export type Callable = { node: Node; name: string; contract?: Contract; path: string; isOwn: boolean };

/** What an outside observer of one function sees, inlined to the bottom. */
export type Event =
  | { kind: "call"; what: string; changesState: boolean; at: Callable; isLocked?: boolean }
  | { kind: "write"; what: string; at: Callable }
  | { kind: "emit"; what: string; at: Callable };

/** External function types, and the members of `address`. */
const EXTERNAL =
  /^t_function_(external|barecall|barestaticcall|baredelegatecall|barecallcode|send|transfer|creation)/;
const YUL_CALLS = new Set(["call", "staticcall", "delegatecall", "callcode", "create", "create2"]);
const YUL_WRITES = new Set(["sstore"]);
const STORED = /^t_mapping|_storage(_ptr)?$/;
const CHANGERS = new Set(["++", "--", "delete"]);
const LOOPS = new Set(["ForStatement", "WhileStatement", "DoWhileStatement", "YulForLoop"]);

export class Program {
  readonly contracts = new Map<number, Contract>();
  readonly callables = new Map<number, Callable>();
  readonly #declarations = new Map<number, Node>();
  /** Local pointers into storage, by what they are made to point at. */
  readonly #pointers = new Map<number, Node>();
  readonly #events = new Map<string, Event[]>();
  /** Per contract: what its functions override, by what they are overridden with. */
  readonly #overrides = new Map<number, Map<number, Callable>>();

  constructor(compilation: Compilation) {
    for (const { tree, path, isOwn } of compilation) {
      for (const node of all(tree)) this.#declare(node);
      for (const top of list(tree, "nodes")) {
        const isContract = top.nodeType === "ContractDefinition";
        const contract: Contract = { node: top, name: text(top, "name"), path, isOwn };
        if (isContract) this.contracts.set(top.id, contract);
        for (const node of isContract ? list(top, "nodes") : [top]) {
          if (!/^(Function|Modifier)Definition$/.test(node.nodeType)) continue;
          const own = text(node, "name") || text(node, "kind");
          const name = isContract ? `${contract.name}.${own}` : own;
          this.callables.set(node.id, { node, name, path, isOwn, ...(isContract && { contract }) });
        }
      }
    }
  }

  #declare(node: Node): void {
    if (typeof node.id === "number") this.#declarations.set(node.id, node);
    const pointed = child(node, "initialValue");
    const [local] = list(node, "declarations");
    if (node.nodeType !== "VariableDeclarationStatement" || pointed === undefined || local === undefined)
      return;
    if (text(local, "storageLocation") === "storage") this.#pointers.set(local.id, pointed);
  }

  /**
   * Everything that happens in a function and in all it calls within the contract.
   * @param within The contract that is deployed: a call reaches what it overrides with. Left out, what is written where the call is.
   */
  events(callable: Callable, within?: Contract): Event[] {
    const key = `${within?.node.id}:${callable.node.id}`;
    const known = this.#events.get(key);
    if (known !== undefined) return known;
    // A recursion contributes nothing the second time.
    this.#events.set(key, []);
    const events: Event[] = [];
    for (const modifier of this.modifiers(callable)) events.push(...this.events(modifier, within));
    const body = child(callable.node, "body");
    if (body !== undefined) this.#walk(body, callable, events, within);
    const isLocked = this.modifiers(callable).some(({ node }) => text(node, "name") === "nonReentrant");
    const told = isLocked
      ? events.map((event) => (event.kind === "call" ? { ...event, isLocked } : event))
      : events;
    this.#events.set(key, told);
    return told;
  }

  modifiers(callable: Callable): Callable[] {
    return list(callable.node, "modifiers").flatMap((use) => {
      const name = child(use, "modifierName");
      return this.callables.get((name && declarationOf(name)) ?? -1) ?? [];
    });
  }

  /** Own contracts that can be deployed, each with the functions it offers: its own first, then those it inherits. */
  *offered(): Generator<{ contract: Contract; callable: Callable }> {
    for (const contract of this.contracts.values()) {
      const isDeployed =
        text(contract.node, "contractKind") === "contract" && contract.node.abstract !== true;
      if (!contract.isOwn || !isDeployed) continue;
      const seen = new Set<string>();
      for (const base of lineage(contract.node)) {
        for (const node of list(this.contracts.get(base)?.node ?? contract.node, "nodes")) {
          const callable = this.callables.get(node.id);
          const isOffered = ["external", "public"].includes(text(node, "visibility"));
          const key = text(node, "functionSelector") || text(node, "kind");
          if (callable === undefined || !isOffered || text(node, "kind") === "constructor") continue;
          if (child(node, "body") === undefined || seen.has(key)) continue;
          seen.add(key);
          yield { contract, callable };
        }
      }
    }
  }

  /** In the order of evaluation: arguments before the call, the right side of an assignment before the write. */
  #walk(node: Node, at: Callable, events: Event[], within: Contract | undefined): void {
    const repeats = LOOPS.has(node.nodeType) ? 2 : 1;
    for (let round = 0; round < repeats; ++round) {
      for (const below of children(node)) this.#walk(below, at, events, within);
    }
    if (node.nodeType === "FunctionCall") this.#call(node, at, events, within);
    else if (node.nodeType === "EmitStatement") events.push({ kind: "emit", what: emitted(node), at });
    else if (node.nodeType === "YulFunctionCall") yulCall(node, at, events);
    else
      for (const what of written(node, this.#declarations, this.#pointers))
        events.push({ kind: "write", what, at });
  }

  /** What a dependency does on behalf of one's own function is that function's doing, under the name of what it called. */
  #inlined(target: Callable, at: Callable, within: Contract | undefined): Event[] {
    const events = this.events(target, within);
    if (target.isOwn || !at.isOwn) return events;
    return events.map((event) =>
      event.kind === "call" ? { ...event, what: target.name, at } : { ...event, at },
    );
  }

  /** What a call by its name reaches: the most derived function that overrides the one the name stands for. */
  #reached(callee: Node, within: Contract | undefined): Callable | undefined {
    const target = this.callables.get(declarationOf(callee) ?? -1);
    if (target === undefined || within === undefined || callee.nodeType !== "Identifier") return target;
    const known = this.#overrides.get(within.node.id);
    const overrides = known ?? overridesIn(this, within);
    if (known === undefined) this.#overrides.set(within.node.id, overrides);
    return overrides.get(target.node.id) ?? target;
  }

  #call(node: Node, at: Callable, events: Event[], within: Contract | undefined): void {
    // `f{value: x}(...)` has its options between.
    let callee = child(node, "expression");
    while (callee?.nodeType === "FunctionCallOptions") callee = child(callee, "expression");
    if (callee === undefined) return;
    const type = typeOf(callee);
    if (EXTERNAL.test(type)) {
      const what = `${ownerOf(callee)}${text(callee, "memberName")}`;
      events.push({
        kind: "call",
        what,
        changesState: !/_(view|pure)\b|_(view|pure)\$|static/.test(type),
        at,
      });
    } else {
      if (/^t_function_array(push|pop)/.test(type))
        events.push({ kind: "write", what: rootOf(callee, this.#pointers), at });
      const target = this.#reached(callee, within);
      if (target !== undefined) events.push(...this.#inlined(target, at, within));
    }
  }
}

/** What a statement or expression writes to storage, by the name of the state variable. */
function written(node: Node, declarations: Map<number, Node>, pointers: Map<number, Node>): string[] {
  const isAssignment = node.nodeType === "Assignment";
  const isChange = node.nodeType === "UnaryOperation" && CHANGERS.has(text(node, "operator"));
  const target = isAssignment
    ? child(node, "leftHandSide")
    : isChange
      ? child(node, "subExpression")
      : undefined;
  if (target === undefined) return [];
  const targets = target.nodeType === "TupleExpression" ? list(target, "components") : [target];
  return targets.filter((one) => isStored(one, declarations)).map((one) => rootOf(one, pointers));
}

/** A state variable itself, or a part of one. A local pointer into storage may be pointed elsewhere without writing anything. */
function isStored(target: Node, declarations: Map<number, Node>): boolean {
  if (target.nodeType === "Identifier") {
    const declaration = declarations.get(declarationOf(target) ?? -1);
    return declaration?.stateVariable === true && text(declaration, "mutability") === "mutable";
  }
  const base = child(target, "expression") ?? child(target, "baseExpression");
  return base !== undefined && STORED.test(typeOf(base));
}

/** The variable at the bottom of `a.b[c].d`; of a local pointer, what it was pointed at. */
function rootOf(node: Node, pointers: Map<number, Node>): string {
  const base = child(node, "expression") ?? child(node, "baseExpression");
  if (base !== undefined) return rootOf(base, pointers);
  const behind = pointers.get(declarationOf(node) ?? -1);
  return behind === undefined ? text(node, "name") : rootOf(behind, pointers);
}

function emitted(node: Node): string {
  const name = child(child(node, "eventCall") ?? node, "expression");
  return name === undefined ? "" : text(name, "name") || text(name, "memberName");
}

function ownerOf(callee: Node): string {
  if (callee.nodeType === "NewExpression") return "new";
  const object = child(callee, "expression");
  const type = object === undefined ? "" : typeOf(object);
  const contract = /^t_contract\$_(\w+?)_\$/.exec(type)?.[1];
  return contract === undefined ? `${type.replace(/^t_/, "")}.` : `${contract}.`;
}

function yulCall(node: Node, at: Callable, events: Event[]): void {
  const name = text(child(node, "functionName") ?? node, "name");
  if (YUL_CALLS.has(name)) {
    events.push({ kind: "call", what: name, changesState: name !== "staticcall", at });
  }
  if (YUL_WRITES.has(name)) events.push({ kind: "write", what: name, at });
}
