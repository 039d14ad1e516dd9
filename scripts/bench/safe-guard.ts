import { type Address, encodeFunctionData } from "viem";
import { conclaveGuardAbi } from "../../src/generated/abi.ts";
import { constructorArgs, terms } from "../../src/safe/guard/deployment.ts";
import { NO_KEY, sponsorsOf } from "../../src/safe/guard/named-tester.ts";
import * as TypedData from "../../src/safe/guard/typed-data.ts";
import { encodeExecution, type SafeTransaction, safeTxHash } from "../../src/safe/transaction.ts";
import { built, initcode } from "./artifacts.ts";
import { DELAY, ORDINARY, organisation, PROPOSER, SIGNING_WINDOW } from "./charters.ts";
import { type Conclave, signAs } from "./conclave.ts";
import { foundOrganisation, rulesFor } from "./governed.ts";
import type { Series } from "./main-flow.ts";
import { type Figure, type Flow, measure } from "./measure.ts";
import type { Call, Charged, Network } from "./network.ts";
import {
  deployInfrastructure,
  deploySafeOf,
  exec,
  MEASURED,
  type Measured,
  type Safe,
  safeAbi,
} from "./safe.ts";
import * as Signatures from "./safe-signatures.ts";
import { account } from "./signers.ts";
import type { Target } from "./target.ts";

/** A Safe's own transaction, with and without the guard, by the number of owners who sign. */
export type GuardSeries = {
  readonly unguarded: Series;
  readonly announce: Series;
  readonly execute: Series;
  readonly total: Series;
};

const OWNERS = [2, 3, 5];

/** `Target.set` by a Safe of each version, in an ordinary tier, whose rules are read twice. Under the guard a proposer announces besides. */
export async function safeGuard(
  network: Network,
  target: Target,
): Promise<Readonly<Record<string, GuardSeries>>> {
  await deployInfrastructure(network, "1.4.1");
  const conclave = await foundOrganisation(network, rulesFor([target.address]));
  const args = constructorArgs(terms(conclave.address, organisation().roster, SIGNING_WINDOW));
  const guard = await network.deploy(initcode(await built("safe/ConclaveGuard"), args));
  const figures: [string, GuardSeries][] = [];
  for (const version of MEASURED) figures.push([version, await seriesOf(version)]);
  return Object.fromEntries(figures);

  async function seriesOf(version: Measured): Promise<GuardSeries> {
    const unguarded: [string, Figure][] = [];
    const total: [string, Figure][] = [];
    for (const count of OWNERS) {
      const owners = Array.from({ length: count }, (_, i) => account(`approver ${i}`));
      const plain = await deploySafeOf(network, owners, count, version, 1n);
      unguarded.push([
        String(count),
        await setting(target, async (call) => ({ execTransaction: await exec(plain, call) })),
      ]);
      const safe = await guardedSafe(await deploySafeOf(network, owners, count, version, 2n), guard, version);
      total.push([String(count), await setting(target, (call) => through(conclave, guard, safe, call))]);
    }
    const part = (name: string): Series =>
      Object.fromEntries(total.map(([count, figure]) => [count, partOf(figure, name)]));
    return {
      unguarded: Object.fromEntries(unguarded),
      announce: part("announce"),
      execute: part("execute"),
      total: Object.fromEntries(total),
    };
  }
}

function setting(target: Target, carry: (call: Call) => Promise<Flow>): Promise<Figure> {
  return measure(async () => {
    const { call, check } = target.next();
    const flow = await carry(call);
    await check();
    return flow;
  });
}

/** Guard, module guard and handler, as adoption sets them. */
async function guardedSafe(safe: Safe, guard: Address, version: Measured): Promise<Safe> {
  const handler = await safe.network.read<Address>(guard, conclaveGuardAbi, "handler");
  const own = (functionName: string, args: readonly unknown[]): Call => ({
    to: safe.address,
    data: encodeFunctionData({ abi: safeAbi, functionName, args }),
  });
  await exec(safe, own("setFallbackHandler", [handler]));
  if (version === "1.5.0") await exec(safe, own("setModuleGuard", [guard]));
  await exec(safe, own("setGuard", [guard]));
  return safe;
}

/** Announced by the proposer's signature, refused a second too early, executed. */
async function through(conclave: Conclave, guard: Address, safe: Safe, call: Call): Promise<Flow> {
  const { network } = safe;
  const transaction = await Signatures.next(safe, call);
  const announced = await announce(conclave, guard, safe, transaction);
  const ready = network.now() + DELAY;
  const data = encodeExecution(transaction, await Signatures.collect(safe, transaction));
  const early = { to: safe.address, data };
  await network.expectRefusal(early, {
    time: ready - 1,
    abi: conclaveGuardAbi,
    error: "AnnouncementNotReady",
  });
  await network.waitUntil(ready);
  return { announce: announced, execute: await exec(safe, call) };
}

async function announce(
  conclave: Conclave,
  guard: Address,
  safe: Safe,
  transaction: SafeTransaction,
): Promise<Charged> {
  const { network, address } = safe;
  const deadline = network.now() + SIGNING_WINDOW;
  const typed = TypedData.announce(
    { chainId: network.chainId, verifyingContract: guard },
    {
      ...{ safe: address, safeTxHash: safeTxHash(Signatures.domainOf(safe), transaction) },
      ...{ tier: ORDINARY, epoch: 0, deadline, tester: NO_KEY },
    },
  );
  const signature = await signAs(conclave, PROPOSER, typed as never);
  const sponsors = sponsorsOf({}, { key: PROPOSER, signature });
  const args = [address, transaction, ORDINARY, 0, deadline, sponsors] as const;
  return network.send({
    to: guard,
    data: encodeFunctionData({ abi: conclaveGuardAbi, functionName: "announce", args }),
  });
}

/** One transaction of a flow as a figure of its own. */
function partOf({ transactions, atFloor }: Figure, name: string): Figure {
  const gas = transactions[name] ?? Number.NaN;
  return {
    total: gas,
    transactions: { [name]: gas },
    spread: 0,
    atFloor: atFloor.filter((one) => one === name),
  };
}
