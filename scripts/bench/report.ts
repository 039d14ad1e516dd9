import { amendments } from "./amendment.ts";
import { batch10 } from "./batch.ts";
import { cancel } from "./cancel.ts";
import { emergency } from "./emergency.ts";
import { mainFlow, type Series } from "./main-flow.ts";
import type { Figure } from "./measure.ts";
import { open } from "./network.ts";
import { payload } from "./payload.ts";
import { type RoleFigures, roles } from "./roles.ts";
import { rotation } from "./rotation.ts";
import { deployInfrastructure } from "./safe.ts";
import { type GuardSeries, safeGuard } from "./safe-guard.ts";
import { safeRotation } from "./safe-rotation.ts";
import { signerKinds } from "./signer-kinds.ts";
import { deployTarget } from "./target.ts";

export type Figures = Readonly<Record<string, Figure>>;

/** Everything that was measured. */
export type Report = {
  readonly flows: Readonly<Record<string, Series>>;
  readonly rotation: Figures;
  readonly batch10: Figures;
  readonly cancel: Figures;
  readonly emergency: Figures;
  readonly amendment: Figures;
  /** By size in bytes. */
  readonly payload: Readonly<Record<string, Figures>>;
  /** Whole flows with one signer more than `none`. */
  readonly signerKinds: Figures;
  /** By the Safe's version. */
  readonly safeGuard: Readonly<Record<string, GuardSeries>>;
  readonly roles: RoleFigures;
};

/** Runs all of it on one network. `say` hears what is being measured. */
export async function run(say: (what: string) => void): Promise<Report> {
  const network = await open();
  try {
    await deployInfrastructure(network);
    const target = await deployTarget(network);
    const chapter = <T>(title: string, work: () => Promise<T>): Promise<T> => {
      say(title);
      return work();
    };
    return {
      flows: await chapter("the main flow", () => mainFlow(network, target)),
      rotation: await chapter("rotation", async () => ({
        ...(await rotation(network, target)),
        ...(await safeRotation(network)),
      })),
      batch10: await chapter("a batch of ten", () => batch10(network)),
      cancel: await chapter("cancelling", () => cancel(network, target)),
      emergency: await chapter("emergency calls", () => emergency(network, target)),
      amendment: await chapter("amendments", () => amendments(network)),
      payload: await chapter("payloads", () => payload(network)),
      signerKinds: await chapter("kinds of signers", () => signerKinds(network, target)),
      safeGuard: await chapter("Safes under the guard", () => safeGuard(network, target)),
      roles: await chapter("roles", () => roles(network)),
    };
  } finally {
    await network.close();
  }
}
