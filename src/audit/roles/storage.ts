import { type Address, concat, type Hex, keccak256, numberToHex } from "viem";
import type { Connection } from "../../chain/client.ts";
import { each } from "../../chain/each.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import type { Block } from "../collect.ts";
import type { RoleLink } from "./event.ts";
import { type Finding, general } from "./finding.ts";
import { delayAt } from "./grant.ts";
import type { RoleOperation } from "./operations.ts";
import { packHolders, type State, type Terms } from "./state.ts";

/** Of AccessManager's `_schedules`, behind the two that EIP712 has (docs/formats.md, 11). */
const SCHEDULES_SLOT = 4;

const NOT_DEFINED: Terms = {
  term: 0,
  period: 0,
  grace: 0,
  reviewer: 0n,
  critical: false,
  live: false,
};

/** One answer of the contract beside what the history leads to. */
type Question = { readonly what: string; readonly expected: string; readonly ask: () => Promise<string> };

/**
 * Holds what the contract answers at the block against where the history leads: every role, grant, declaration and target that a log ever
 * named, also those that are no more. Nothing can be listed that no log names; there the head of the record vouches.
 */
export async function compare(
  connection: Connection,
  state: State,
  links: readonly RoleLink[],
  operations: readonly RoleOperation[],
  block: Block,
): Promise<readonly Finding[]> {
  const blockNumber = BigInt(block.number);
  const at = { address: state.manager, abi: roleManagerAbi, blockNumber } as const;
  const { readContract: read, getStorageAt } = connection.client;
  const questions: Question[] = [
    ...[...state.roles].flatMap(([id, role]) => [
      question(`admin of role ${id}`, role.admin, () =>
        read({ ...at, functionName: "getRoleAdmin", args: [id] }),
      ),
      question(`guardian of role ${id}`, role.guardian, () =>
        read({ ...at, functionName: "getRoleGuardian", args: [id] }),
      ),
      question(`grant delay of role ${id}`, delayAt(role.grantDelay, block.time), () =>
        read({ ...at, functionName: "getRoleGrantDelay", args: [id] }),
      ),
      question(`definition of role ${id}`, definitionOf(role.terms ?? NOT_DEFINED, role.uses), async () => {
        const [terms, uses] = await read({ ...at, functionName: "definition", args: [id] });
        return definitionOf(terms, uses);
      }),
      question(`holders of role ${id}`, packHolders(role), () =>
        read({ ...at, functionName: "holdersOf", args: [id] }),
      ),
      question(`conflicts of role ${id}`, sorted([...role.conflicts]), async () =>
        sorted(await read({ ...at, functionName: "conflictsOf", args: [id] })),
      ),
    ]),
    ...membersIn(links).map(({ role, account }) =>
      question(
        `grant of role ${role} to ${account}`,
        hexOf(state.roles.get(role)?.members.get(account)),
        async () => hexOf(await read({ ...at, functionName: "grantOf", args: [role, account] })),
      ),
    ),
    ...declaredIn(links).map((account) =>
      question(`declaration of ${account}`, declarationOf(state, account), async () => {
        const [declared, holder] = await read({ ...at, functionName: "declaration", args: [account] });
        return `${declared} ${holder}`;
      }),
    ),
    ...[...state.targets].flatMap(([target, { closed, adminDelay, functions }]) => [
      question(`whether ${target} is closed`, closed, () =>
        read({ ...at, functionName: "isTargetClosed", args: [target] }),
      ),
      question(`admin delay of ${target}`, delayAt(adminDelay, block.time), () =>
        read({ ...at, functionName: "getTargetAdminDelay", args: [target] }),
      ),
      ...[...functions].map(([selector, role]) =>
        question(`role of ${selector} of ${target}`, role, () =>
          read({ ...at, functionName: "getTargetFunctionRole", args: [target, selector] }),
        ),
      ),
    ]),
    ...latest(operations).map((operation) =>
      question(`how operation ${operation.id} stands`, scheduleOf(operation), async () =>
        BigInt(
          (await getStorageAt({ address: state.manager, slot: slotOf(operation.id), blockNumber })) ?? 0,
        ),
      ),
    ),
  ];
  const answers = await each(questions, async ({ what, expected, ask }) => ({
    what,
    expected,
    actual: await ask(),
  }));
  return answers
    .filter(({ expected, actual }) => expected !== actual)
    .map(({ what, expected, actual }) =>
      general("storage", `${what} is not what the history leads to`, { expected, actual }),
    );
}

function question(
  what: string,
  expected: bigint | number | boolean | string,
  ask: () => Promise<bigint | number | boolean | string>,
): Question {
  return { what, expected: String(expected), ask: async () => String(await ask()) };
}

/** Everybody who ever had a grant of a role, whether or not it is still there. */
function membersIn(links: readonly RoleLink[]): { readonly role: bigint; readonly account: Address }[] {
  const seen = new Map<string, { readonly role: bigint; readonly account: Address }>();
  const add = (role: bigint, account: Address) => seen.set(`${role}/${account}`, { role, account });
  for (const { eventName, args } of links) {
    if (eventName === "RoleGranted" || eventName === "RoleRevoked" || eventName === "GrantReviewed")
      add(args.roleId, args.account);
    if (eventName === "GrantSucceeded") {
      add(args.roleId, args.predecessor);
      add(args.roleId, args.successor);
    }
  }
  return [...seen.values()];
}

function declaredIn(links: readonly RoleLink[]): Address[] {
  const accounts = links.flatMap(({ eventName, args }) =>
    eventName === "ContractDeclared" ? [args.account] : [],
  );
  return [...new Set(accounts)];
}

function declarationOf({ declared }: State, account: Address): string {
  const holder = declared.get(account);
  return holder === undefined ? "false 255" : `true ${holder ?? 255}`;
}

/** What each operation was scheduled as last. */
function latest(operations: readonly RoleOperation[]): RoleOperation[] {
  return [...new Map(operations.map((operation) => [operation.id, operation])).values()];
}

/**
 * As OpenZeppelin's `Schedule` is stored: the moment (48 bits, 0 once executed or cancelled), then the nonce. What `getSchedule` answers is
 * the same for what was executed and what has expired.
 */
function scheduleOf({ ended, ready, nonce }: RoleOperation): bigint {
  return (BigInt(nonce) << 48n) | BigInt(ended === null ? ready : 0);
}

/** Where `_schedules` has an operation. */
function slotOf(id: Hex): Hex {
  return keccak256(concat([id, numberToHex(SCHEDULES_SLOT, { size: 32 })]));
}

function definitionOf({ term, period, grace, reviewer, critical, live }: Terms, uses: number): string {
  return words([term, period, grace, reviewer, critical, live, uses]);
}

function words(values: readonly (bigint | number | boolean)[]): string {
  return values.map((value) => BigInt(value)).join(" ");
}

function sorted(roles: readonly bigint[]): string {
  return [...roles].sort((a, b) => (a < b ? -1 : 1)).join(" ");
}

function hexOf(word = 0n): Hex {
  return numberToHex(word, { size: 32 });
}
