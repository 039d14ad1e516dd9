import type { Keyring } from "./keyring.ts";
import type { Teller, Told } from "./teller.ts";

/** Who holds which keys, and what for. */
const PEOPLE: readonly (readonly [person: string, keys: Readonly<Record<string, string>>])[] = [
  ["Ana", { k0: "proposer", k11: "recovery" }],
  ["Ben", { k1: "proposer", k10: "approver" }],
  ["Cleo", { k2: "tester", k12: "recovery" }],
  ["Dan", { k3: "tester" }],
  ["Eve", { k4: "approver" }],
  ["Femi", { k5: "approver", k9: "approver, a second key" }],
  ["Gita", { k6: "approver, on P-256" }],
  ["Hugo", { k7: "guardian" }],
  ["Ines", { k8: "guardian", k13: "recovery" }],
];

const P256 = "k6";

/** Everybody makes their keys. */
export async function gather(teller: Teller, keys: Keyring): Promise<Told<undefined>> {
  let count = 0;
  for (const [person, roles] of PEOPLE) {
    for (const label of Object.keys(roles)) {
      await keys.make(label, person, label === P256 ? "P-256" : "secp256k1");
      count++;
    }
    const words = Object.entries(roles).map(([label, role]) => `${label} ${role}`);
    teller.say(`${person.padEnd(5)} ${words.join(" · ")}`);
  }
  teller.say(
    "Keystores are Web3 V3 (scrypt, AES-128-CTR) with a light work factor, so that the story is quick.",
  );
  return { detail: `${PEOPLE.length} people, ${count} keys in encrypted keystores`, value: undefined };
}
