import hre from "hardhat";
import { type Address, getAddress, numberToHex } from "viem";
import { type Connection, connect, type Sender } from "../../src/chain/client.ts";

/** The local network: in this process, with a clock that moves when told. */
export type Network = {
  readonly hardhat: Awaited<ReturnType<typeof open>>;
  readonly provider: { request(request: { method: string; params?: readonly unknown[] }): Promise<unknown> };
  readonly connection: Connection;
  /** Somebody who pays for transactions and has no say in anything. */
  readonly outsider: Sender;
  readonly outsiderAddress: Address;
  /** Lets time pass until `time`, UNIX seconds. */
  waitUntil(time: number): Promise<void>;
  close(): Promise<void>;
};

/** The same on every run, so that dates in the charter stay ahead of it. */
const BEGIN = "2027-01-04T09:00:00Z";

function open() {
  return hre.network.create({ network: "default", override: { initialDate: BEGIN } as never });
}

export async function network(): Promise<Network> {
  const hardhat = await open();
  const provider = hardhat.provider as Network["provider"];
  const connection = await connect(provider as Parameters<typeof connect>[0]);
  const [first] = (await provider.request({ method: "eth_accounts" })) as Address[];
  const outsiderAddress = getAddress(first ?? "0x");
  return {
    hardhat,
    provider,
    connection,
    outsider: { connection, account: outsiderAddress },
    outsiderAddress,
    async waitUntil(time) {
      await provider.request({ method: "evm_setNextBlockTimestamp", params: [numberToHex(time)] });
      await provider.request({ method: "evm_mine", params: [] });
    },
    close: () => hardhat.close(),
  };
}
