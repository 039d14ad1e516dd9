import { standingAnnouncements } from "./announcements.ts";
import type { Taking } from "./drafts.ts";
import type { Ground } from "./ground.ts";
import { type Measure, measure } from "./measure.ts";
import { partOf, readPending } from "./pending.ts";
import { guardiansBeside } from "./suspension.ts";
import { placeName } from "./takeaway.ts";
import { timelockOperations } from "./timelocks.ts";
import type { Whose } from "./whose.ts";

/** What waits by their consent: lanes, timelocks, announcements to Safes' guards. */
export async function standing({ connection, state, world, charter }: Ground, whose: Whose) {
  const takings: Taking[] = [];
  const unread: string[] = [];
  const guardians = guardiansBeside(state, whose.holder, charter);
  const cancels: Measure[] = [];
  for (const one of await readPending(connection, state)) {
    const part = partOf(one, whose.keys);
    const where = `lane ${one.lane & 0xff} of tier ${one.lane >> 8}`;
    if (one.stamp === null) unread.push(`what waits in ${where}: no log tells whose it is`);
    if (part === null) continue;
    cancels.push(
      measure({
        id: `cancel-${one.lane}`,
        kind: "cancel",
        what: `Cancel what waits in ${where}, which they ${part}`,
        words: [
          `operation ${one.id ?? ""}`,
          one.protected
            ? "protected: it stays while approvals enough remain"
            : part === "approved"
              ? "dies by itself if the suspension leaves it too few approvals"
              : "dies by itself with the suspension: `proposal execute --clear` frees the lane",
        ],
        who: guardians.map(({ name }) => name),
        command: `hardhat proposal cancel <its file> --key ${guardians[0]?.label ?? "<guardian>"}`,
        delay: 0,
      }),
    );
  }
  const { operations, unread: silent } = await timelockOperations(connection, world, whose);
  unread.push(...silent.map((one) => `what waits in the timelock ${placeName(world, one)}`));
  for (const { timelock, id, data } of operations) {
    const words = `cancels ${id} in the timelock ${placeName(world, timelock)}`;
    if (data !== null)
      takings.push({
        id: `timelock-${id.slice(2, 10)}`,
        words,
        call: { target: timelock, value: 0n, data, minGas: 0 },
      });
    else
      cancels.push(
        measure({
          id: `timelock-${id.slice(2, 10)}`,
          kind: "cancel",
          what: `Cancel ${id} in the timelock ${placeName(world, timelock)}`,
          words: [`the Conclave is no canceller there: whoever is must call cancel of ${timelock}`],
        }),
      );
  }
  const guard = charter?.chain.guard;
  if (guard !== undefined) {
    for (const { safe, hash, data } of await standingAnnouncements(connection, guard, whose.holder)) {
      const words = `withdraws their announcement of ${hash} to the Safe ${placeName(world, safe)}`;
      takings.push({
        id: `announcement-${hash.slice(2, 10)}`,
        words,
        call: { target: guard, value: 0n, data, minGas: 0 },
      });
    }
  }
  return { takings, cancels, unread };
}
