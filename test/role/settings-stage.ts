import { type Address, type Hex, numberToHex } from "viem";
import { type Connection, connect } from "../../src/chain/client.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { parse } from "../../src/charter/parse.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { proven } from "../../src/role/proven.ts";
import { difference } from "../../src/role/settings/difference.ts";
import { settingsOf } from "../../src/role/settings/read.ts";
import type { Settings } from "../../src/role/settings/state.ts";
import { wantedSettings } from "../../src/role/settings/wanted.ts";
import { type Founded, foundConclave } from "../support/conclave.ts";
import { charterText } from "../support/world/charter.ts";

/** A Conclave with its RoleManager, two contracts to govern, and one that may be a member. */
export type RoleStage = {
  readonly founded: Founded;
  readonly connection: Connection;
  readonly manager: Address;
  readonly at: {
    readonly box: Address;
    readonly vault: Address;
    readonly relay: Address;
    readonly manager: Address;
  };
  /** A charter with these parts about roles, of this Conclave, as a file has it and as it is read. */
  readonly text: (roles: string) => string;
  readonly charter: (roles: string) => Charter;
  readonly settings: () => Promise<Settings>;
  readonly compare: (charter: Charter) => Promise<ReturnType<typeof difference>>;
  /** Makes the first settings that a charter with these parts asks for. */
  readonly settle: (roles: string) => Promise<Charter>;
  /** Sends calls in the Conclave's name, one transaction each. */
  readonly act: (calls: readonly { readonly target: Address; readonly data: Hex }[]) => Promise<void>;
};

export async function roleStage(network: { readonly provider: unknown }): Promise<RoleStage> {
  const founded = await foundConclave(network, {
    roster: (now) => compile(parse(charterText({ now })).charter, GENESIS).roster,
  });
  const { chain, address: conclave } = founded;
  const began = await chain.now();
  const connection = await connect(chain.provider, { pollingInterval: 10 });
  const manager = await chain.deploy("roles/RoleManager", [conclave]);
  const at = {
    box: await chain.deploy("mocks/world/Strongbox", [manager]),
    vault: await chain.deploy("mocks/world/Strongbox", [manager]),
    relay: await chain.deploy("mocks/Relay"),
    manager,
  };
  await chain.setBalance(conclave, 10n ** 24n);
  await chain.provider.request({ method: "hardhat_impersonateAccount", params: [conclave] });
  const settings = async () => settingsOf(await proven(connection, manager, { conclave }));
  const text = (sections: string) =>
    charterText({ now: began, conclave, roles: manager, contracts: at, sections });
  const charter = (sections: string) => parse(text(sections)).charter;
  const compare = async (one: Charter) => difference(wantedSettings(one), await settings());
  const act: RoleStage["act"] = async (calls) => {
    for (const { target, data } of calls) {
      const request = { from: conclave, to: target, data, gas: numberToHex(5_000_000) };
      const hash = await chain.provider.request({ method: "eth_sendTransaction", params: [request] });
      const receipt = await chain.client.waitForTransactionReceipt({ hash: hash as Hex });
      if (receipt.status !== "success") throw new Error(`refused: ${data}`);
    }
  };
  const settle = async (sections: string) => {
    const first = charter(sections);
    await act((await compare(first)).calls);
    return first;
  };
  return { founded, connection, manager, at, text, settings, charter, compare, settle, act };
}
