import { type Address, isAddressEqual, zeroAddress } from "viem";
import { isBatchContract } from "./batch.ts";
import { decode } from "./decode.ts";
import { byCodeHash } from "./deployments.ts";
import { addressesIn, looksLike } from "./queue-addresses.ts";
import type { Facts } from "./queue-facts.ts";
import { found, type QueueFinding, type Severity } from "./queue-finding.ts";
import type { Item } from "./queue-item.ts";
import { DELEGATECALL } from "./transaction.ts";
import { type Warning, warnings } from "./warnings.ts";

/** Addresses that are not to be imitated: the Safe's own, those it has dealt with, and those the operator names. */
export type Known = ReadonlySet<Address>;

const SEVERITIES: Readonly<Record<Warning["code"], Severity>> = {
  delegatecall: "danger",
  unreadableBatch: "danger",
  ownSafe: "danger",
  refund: "danger",
  consent: "danger",
  signsMessage: "danger",
  gasLimit: "warning",
  notDecoded: "warning",
};

const FIXES: Readonly<Record<Warning["code"], string>> = {
  delegatecall: "do not sign; void it with `safe void` and ask whoever proposed it",
  unreadableBatch: "do not sign; void it with `safe void`, and have the batch made anew",
  ownSafe: "compare it with what the owners agreed on, value by value, before you sign; else void it",
  refund: "void it and propose it again without gasPrice: whoever executes needs no refund",
  consent: "ask for the other Safe's transaction and judge that first",
  signsMessage: "ask for the message itself and judge what it allows before you sign",
  gasLimit: "propose it again with safeTxGas 0, unless the nonce shall be used up even if it fails",
  notDecoded: "name the contract's interface in the file, so that everybody can read the call",
};

/** What in a transaction can do harm, by its bytes and by what is at its addresses. */
export function dangersOf(item: Item, facts: Facts, known: Known): readonly QueueFinding[] {
  const { file, transaction, safeTxHash, calls } = item;
  const about = { nonce: transaction.nonce, safeTxHash };
  const offline = warnings(file, decode(file)).map(({ code, place, message }) =>
    found(code, SEVERITIES[code], sentence(place, message), FIXES[code], { ...about, place }),
  );
  const online = calls.flatMap(({ place, view }) =>
    [
      ...ofBatch(view, facts),
      ...ofAllowance(view, facts),
      ...ofHandover(view),
      ...ofTarget(view, facts),
      ...ofLoss(view),
      ...ofLookalikes(addressesIn(view), known),
    ].map((one) => ({ ...one, ...about, place, reason: sentence(place, one.reason) })),
  );
  return [...offline, ...online];
}

/** The addresses whose facts are needed to judge a transaction. */
export function addressesOf({ calls }: Pick<Item, "calls">): readonly Address[] {
  return calls.flatMap(({ view }) => addressesIn(view));
}

type View = Item["calls"][number]["view"];

/** A canonical address is not enough: the code that lies there on this chain must be Safe's. */
function ofBatch({ to, operation }: View, facts: Facts): QueueFinding[] {
  if (operation !== DELEGATECALL || !isBatchContract(to)) return [];
  const codeHash = facts.get(to)?.codeHash ?? null;
  const release = codeHash === null ? undefined : byCodeHash(codeHash);
  if (release?.contract === "MultiSend" || release?.contract === "MultiSendCallOnly") return [];
  const reason = `the code at ${to} on this chain is not Safe's MultiSend: it could act as the Safe`;
  return [found("foreignBatch", "danger", reason, FIXES.delegatecall)];
}

/** More than anybody needs: 2^96 − 1 is the most that some tokens take, and stand for without limit. */
const UNLIMITED = 2n ** 96n - 1n;

function ofAllowance({ to, decoded }: View, facts: Facts): QueueFinding[] {
  const [spender, amount] = decoded?.args.map(({ value }) => String(value)) ?? [];
  const fix = "void it, and allow as much as is needed, or nothing (safe transfers need no allowance)";
  if (decoded?.name === "setApprovalForAll" && amount === "true") {
    const reason = `lets ${spender} take every token of ${to} the Safe has or will have`;
    return [found("allowance", "danger", reason, fix)];
  }
  if ((decoded?.name !== "approve" && decoded?.name !== "increaseAllowance") || amount === undefined)
    return [];
  const supply = facts.get(to)?.supply ?? null;
  if (BigInt(amount) < UNLIMITED && (supply === null || supply === 0n || BigInt(amount) <= supply)) return [];
  const reason = `lets ${spender} take any amount of the token ${to}, now and later`;
  return [found("allowance", "danger", reason, fix)];
}

const HANDOVERS: Readonly<Record<string, string>> = {
  transferOwnership: "hands over the ownership of",
  renounceOwnership: "gives up the ownership of",
  grantRole: "gives somebody a role at",
  renounceRole: "gives up a role at",
  upgradeTo: "exchanges the code of",
  upgradeToAndCall: "exchanges the code of",
};

function ofHandover({ to, decoded }: View): QueueFinding[] {
  const verb = Object.hasOwn(HANDOVERS, decoded?.name ?? "") ? HANDOVERS[decoded?.name ?? ""] : undefined;
  if (verb === undefined) return [];
  const fix = "compare the addresses with what was agreed, digit by digit";
  return [found("handsOver", "warning", `${verb} ${to}`, fix)];
}

function ofTarget({ to, value, data, operation }: View, facts: Facts): QueueFinding[] {
  const fact = facts.get(to);
  if (fact === undefined || fact.codeHash !== null) return [];
  if (data !== "0x" || operation === DELEGATECALL) {
    const reason = `calls a function at ${to}, where no contract is: it does nothing, or what somebody puts there later does`;
    return [found("noCode", "danger", reason, "check the address and the chain; void it if it is wrong")];
  }
  if (value === 0n || fact.used) return [];
  const reason = `sends ether to ${to}, which has never been used on this chain`;
  return [
    found("neverUsed", "warning", reason, "have the recipient confirm the address, or send a little first"),
  ];
}

function ofLoss({ to, value, decoded }: View): QueueFinding[] {
  const fix = "void it: what is sent there is lost";
  if (value > 0n && isAddressEqual(to, zeroAddress))
    return [found("burn", "danger", "sends ether to the zero address", fix)];
  if (decoded?.name !== "transfer" && decoded?.name !== "transferFrom") return [];
  const recipient = decoded.args.find(({ name }) => name === "to")?.value;
  if (recipient === zeroAddress || recipient === to)
    return [
      found(
        "burn",
        "danger",
        `sends tokens of ${to} to ${recipient === to ? "the token itself" : "the zero address"}`,
        fix,
      ),
    ];
  return [];
}

function ofLookalikes(addresses: readonly Address[], known: Known): QueueFinding[] {
  const fix =
    "compare every digit with the address you mean, from a source of your own; void it if they differ";
  return [...new Set(addresses)]
    .filter((address) => !known.has(address))
    .flatMap((address) => {
      const original = [...known].find((one) => looksLike(address, one));
      if (original === undefined) return [];
      const reason = `${address} looks like ${original}, which the Safe knows, and is another`;
      return [found("lookalike", "danger", reason, fix)];
    });
}

function sentence(place: string, reason: string): string {
  return place === "" ? reason : `call ${place}: ${reason}`;
}

/** Addresses of the queue that look like each other, neither of them known: one may be put there for the other. */
export function imitationsAmong(items: readonly Item[], known: Known): readonly QueueFinding[] {
  const strange = items.map((item) => new Set(addressesOf(item).filter((address) => !known.has(address))));
  const all = new Set(strange.flatMap((addresses) => [...addresses]));
  return items.flatMap(({ transaction: { nonce }, safeTxHash }, index) =>
    [...(strange[index] ?? [])].flatMap((address) =>
      [...all]
        .filter((other) => looksLike(address, other))
        .map((other) => {
          const reason = `${address} looks like ${other}, which is in this queue too, and is another`;
          const fix = "find out which of the two is meant, and void what names the other";
          return found("lookalike", "danger", reason, fix, { nonce, safeTxHash });
        }),
    ),
  );
}
