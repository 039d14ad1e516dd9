import { bytesToHex, concat, type Hex, hexToBytes } from "viem";
import { type Key, Role, type Roster as RosterValue } from "../../src/charter/model.ts";
import type { Random } from "./random.ts";
import { addressOf, key, NOW, SETTING, withKey } from "./sample.ts";

/** One or two fields changed, of a roster that passes. */
export function perturbed(random: Random, roster: RosterValue): RosterValue {
  let result = roster;
  for (let count = 1 + random.below(2); count > 0; count--) {
    if (random.chance(0.3)) {
      const index = random.below(result.tiers.length);
      const tiers = [...result.tiers];
      const day = 86_400;
      const changes = random.pick([
        { approvals: random.below(4) },
        { override: random.below(4) },
        { roles: random.below(256) },
        { delay: day * random.below(300) },
        { grace: day * random.below(33) },
        { testerNeeded: random.chance(0.5) },
        { recovery: random.chance(0.5) },
      ]);
      tiers[index] = { ...(tiers[index] as RosterValue["tiers"][number]), ...changes };
      result = { ...result, tiers };
    } else result = withKey(result, random.below(13), random.chance(0.15) ? null : keyChange(random));
  }
  return result;
}

function keyChange(random: Random): Partial<Key> {
  const blob = random.pick<Hex>([addressOf(1), "0x", `0x${"05".repeat(64)}`]);
  const passkey = concat([addressOf(random.below(3)), blob]);
  return random.pick<Partial<Key>>([
    { holder: random.below(10) },
    { holder: random.below(70) },
    { roles: 1 << random.below(8) },
    { roles: random.below(256) },
    { expiry: NOW / 60 + 1440 * random.below(120) },
    { predecessor: random.below(14) },
    { since: random.below(4) },
    { kind: "ERC1271", signer: addressOf(random.below(20)) },
    { kind: "EOA", signer: SETTING.conclave },
    { kind: "ERC7913", signer: passkey },
  ]);
}

/** A next roster: some changes to what is there, some new keys and successors. */
export function amended(random: Random, old: RosterValue): RosterValue {
  let next: RosterValue = { ...old, serial: random.chance(0.95) ? 2 : 1 + random.below(4) };
  if (random.chance(0.4)) next = perturbed(random, next);
  for (let index = 12 + random.below(2); index < 15 && random.chance(0.6); index++) {
    const predecessor = random.chance(0.7) ? random.below(12) : null;
    const before = predecessor === null ? null : next.keys[predecessor];
    next = withKey(next, index, {
      ...key(
        200 + index,
        before?.holder ?? random.below(10),
        before && random.chance(0.8) ? before.roles : Role.APPROVER,
      ),
      predecessor,
      since: random.chance(0.95) ? next.serial : 1,
      ...(random.chance(0.3) ? { kind: "ERC1271" as const } : {}),
      ...(random.chance(0.3) ? { expiry: NOW / 60 + 1440 * random.below(30) } : {}),
    });
  }
  return next;
}

/** One to three bytes changed, or bytes added or cut off. */
export function damaged(random: Random, document: Hex): Hex {
  const bytes = hexToBytes(document);
  for (let count = 1 + random.below(3); count > 0; count--) {
    bytes[random.below(random.chance(0.3) ? 60 : bytes.length)] = random.pick([0, 1, 255, random.below(256)]);
  }
  const changed = bytesToHex(bytes);
  if (random.chance(0.1)) return concat([changed, random.bytes(1 + random.below(3))]);
  return random.chance(0.1) ? bytesToHex(bytes.slice(0, random.below(bytes.length))) : changed;
}
