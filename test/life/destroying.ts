import { basename, join } from "node:path";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { sha256Of } from "../../src/life/archive-file.ts";
import type { Destroying } from "../../src/life/destroy.ts";
import type { Intent } from "../../src/life/destruction.ts";
import { keyOf } from "../../src/life/key-of.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { ask } from "./secrets.ts";

/** A person's own key, held in memory: what signs is not what is tested here. */
function person(label: string, privateKey: Hex): Signer {
  const account = privateKeyToAccount(privateKey);
  return {
    signerBytes: account.address.toLowerCase() as Hex,
    describe: () => ({ label, kind: "EOA", custody: "keystore", address: account.address }),
    signTypedData: async (data) => account.signTypedData(data as never),
  };
}

export const people = {
  operator: person("olga", `0x${"51".repeat(32)}`),
  witness: person("walt", `0x${"52".repeat(32)}`),
  stranger: person("stan", `0x${"53".repeat(32)}`),
};

/** What is known of a keystore that is to be destroyed while another copy stays. */
export async function intentFor(
  path: string,
  operator: Hex,
  witness: Hex,
  changes: Partial<Intent> = {},
): Promise<Intent> {
  const { label, address, curve } = await keyOf(path);
  return {
    version: 1,
    type: "conclave-destruction",
    key: { label, address, curve },
    copy: {
      kind: "keystore",
      name: basename(path),
      path,
      sha256: await sha256Of(path),
      medium: "disk",
    },
    last: false,
    kept: { name: "keystore ana", signed: "2027-03-01T12:00:00.000Z" },
    use: [],
    method: "overwritten and removed",
    begun: "2027-03-01T12:00:01.000Z",
    operator,
    witness,
    ...changes,
  };
}

/** Where a destruction is done, with a clock that moves. */
export function room(folder: string, operator: Destroying["operator"]): Destroying {
  let time = Date.parse("2027-03-01T12:00:02Z");
  return {
    folder: join(folder, "destructions"),
    operator,
    pin: ask("0000"),
    device: async () => operator,
    stays: async () => undefined,
    mayGo: async () => undefined,
    clock: () => {
      time += 1000;
      return new Date(time);
    },
  };
}
