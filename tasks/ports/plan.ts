import { access } from "node:fs/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Connection } from "../../src/chain/client.ts";
import type { Step } from "../../src/role/plan/file.ts";
import { difference } from "../../src/safe/roster/diff.ts";
import { openSafes } from "./safes.ts";

/** The step that stands for the owners of a chain's Safes, which `safe roster` plans and applies. */
const SAFES = "safes";

/** Owners of Safes on a chain that are other than `safes.yaml` has them; none where there is no such file. */
export function safeSteps(
  file: string,
  hre: HardhatRuntimeEnvironment,
): (connection: Connection) => Promise<readonly Step[]> {
  return async (connection) => {
    const words = await differing(file, connection, hre);
    if (words === null || words.length === 0) return [];
    const command = `hardhat safe roster plan ${file}`;
    return [{ kind: "elsewhere", id: SAFES, title: "Owners of Safes", words, waits: [], command }];
  };
}

/** Whether they are as the file has them by now; null without the file. */
export function safesDone(file: string, hre: HardhatRuntimeEnvironment) {
  return async (connection: Connection, step: Step): Promise<boolean | null> => {
    if (step.id !== SAFES) return null;
    const words = await differing(file, connection, hre);
    return words === null ? null : words.length === 0;
  };
}

async function differing(
  file: string,
  { chainId }: Connection,
  hre: HardhatRuntimeEnvironment,
): Promise<string[] | null> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) return null;
  const { safes, ground } = await openSafes({ file }, hre);
  const found: string[] = [];
  for (const entry of safes.safes) {
    if (entry.chain !== chainId) continue;
    const { words } = await difference(entry, ground);
    found.push(...words.map((line) => `${entry.name}: ${line}`));
  }
  return found;
}
