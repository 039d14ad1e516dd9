import { join, relative } from "node:path";
import * as Audit from "./audit.ts";
import type { Desk } from "./change.ts";
import * as Charter from "./charter.ts";
import * as Emergency from "./emergency.ts";
import * as Fee from "./fee.ts";
import * as Founding from "./founding.ts";
import { type Keyring, keyring } from "./keyring.ts";
import { type Network, network } from "./network.ts";
import type { Outcome } from "./outcome.ts";
import { gather } from "./people.ts";
import * as Protocol from "./protocol.ts";
import * as Retirement from "./retirement.ts";
import * as Rotation from "./rotation.ts";
import * as Rulebook from "./rulebook.ts";
import * as Safe from "./safe.ts";
import { type Teller, teller } from "./teller.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** Tells the whole story through `write`; what went wrong, if anything, is the last stage's detail. */
export async function tell(write: (line: string) => void): Promise<Outcome> {
  const speaker = teller(write);
  const { stages, refusals } = speaker;
  const ended = await onStage(speaker).catch((error: unknown) => {
    speaker.fail(error);
    return { audit: null, tampered: null };
  });
  return { stages, refusals, ...ended };
}

async function onStage(speaker: Teller): Promise<Pick<Outcome, "audit" | "tampered">> {
  const folder = join(ROOT, "reports", "demo", new Date().toISOString().replace(/[:.]/g, "-"));
  const keys = await keyring();
  try {
    const place = await network();
    try {
      return await live(speaker, place, keys, folder);
    } finally {
      await place.close();
    }
  } finally {
    await keys.discard();
  }
}

async function live(
  teller: Teller,
  network: Network,
  keys: Keyring,
  folder: string,
): Promise<Pick<Outcome, "audit" | "tampered">> {
  await teller.stage("the people", () => gather(teller, keys));
  const protocol = await teller.stage("the protocol", () => Protocol.launch(teller, network));
  const blanks = Founding.blanks(keys, Founding.FIRST_KEYS, protocol);
  const draft = await teller.stage("the charter", () => Founding.charter(teller, network, folder, blanks));
  const writer = keys.get(`k${Rotation.OLD}`).address;
  const conclave = await teller.stage("deployment", () =>
    Founding.deploy(teller, network, protocol, draft, writer),
  );
  await teller.stage("activation", () => Founding.activate(teller, network, keys, protocol, conclave));
  const { charter } = await Charter.write(folder, "charter", { ...blanks, conclave });
  const proposals = join(folder, "proposals");
  const desk: Desk = { teller, network, keys, charter, conclave, p256: protocol.p256, folder: proposals };
  await teller.stage("the rules come into force", () => Rulebook.enact(desk, protocol));
  const fee = await teller.stage("a change", () => Fee.agree(desk, protocol));
  await teller.stage("consent that does not count", () => Fee.refuse(desk, fee));
  await teller.stage("execution", () => Fee.carryOut(desk, protocol, fee));
  await teller.stage("emergency", () => Emergency.pause(desk, protocol));
  const treasury = await teller.stage("a Safe adopts the guard", () => Safe.adopt(desk, protocol));
  await teller.stage("the Safe pays", () => Safe.pay(treasury, protocol));
  await teller.stage("stolen owners", () => Safe.steal(treasury, protocol));
  await teller.stage("the way out", () => Safe.leave(treasury));
  const amended = await teller.stage("rotation", () =>
    Rotation.rotate(desk, protocol, folder, { ...blanks, conclave }),
  );
  await teller.stage("sweep", () => Retirement.sweep({ ...desk, charter: amended }));
  await teller.stage("retirement", () => Retirement.end(desk));
  const audit = await teller.stage("audit", () =>
    Audit.verify({ ...desk, charter: amended }, folder, relative(ROOT, folder)),
  );
  await teller.stage("the Safe's record", () => Safe.audit({ ...treasury, charter: amended }));
  const tampered = await teller.stage("a doctored log", () => Audit.tamper(desk, fee));
  return { audit, tampered };
}
