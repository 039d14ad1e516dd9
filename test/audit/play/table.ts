import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex, numberToHex } from "viem";
import { decode } from "../../../src/audit/decode.ts";
import type { Link } from "../../../src/audit/link.ts";
import * as Model from "../../../src/audit/model.ts";
import { dataOf } from "../../../src/chain/revert.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import { conclaveAbi } from "../../../src/generated/abi.ts";
import { artifact } from "../../support/artifact.ts";
import { type Provider, testChain } from "../../support/chain.ts";
import { type Founded, foundConclave } from "../../support/conclave.ts";
import * as People from "../../support/people.ts";
import { Cast } from "./cast.ts";
import { CODED, rosterOf, type Wallets } from "./casting.ts";
import { argsOf, type Deed, functionOf } from "./deed.ts";
import type { Read } from "./standing.ts";
import { type Places, saboteurAbi, TREASURY } from "./world.ts";

const GAS = numberToHex(16_000_000);
/** The trick of a Saboteur that passes a call on, and its answer back. */
const RELAY = 6;
const RICH = numberToHex(10n ** 24n);

/** What became of a call: the links it made, or its revert data. */
export type Real = readonly Link[] | Hex;

/** A chain with a new Conclave, to which it can go back as often as wanted. */
export type Table = {
  readonly founded: Founded;
  readonly cast: Cast;
  readonly places: Places;
  readonly wallets: Wallets;
  /** How the Conclave begins, and when (UNIX seconds). */
  readonly genesis: Model.State;
  readonly start: number;
  reset(): Promise<void>;
  send(deed: Deed, time: number): Promise<Real>;
  read(reads: readonly Read[]): Promise<{ now: number; answers: readonly Hex[] }>;
  close(): Promise<void>;
};

export async function lay(): Promise<Table> {
  const connection = await hre.network.create();
  const { provider } = connection;
  const cast = new Cast();
  const chain = await testChain(provider as Provider);
  const saboteur = await chain.deploy("mocks/harness/Saboteur");
  const owner = (secret: number) => [People.account(secret).address];
  const wallets: Wallets = {
    saboteur,
    verifier: await chain.deploy("@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier"),
    ivo: await chain.deploy("mocks/Wallet", owner(14)),
    ana: await chain.deploy("mocks/Wallet", owner(17)),
  };
  const founded = await foundConclave(connection, { roster: rosterOf(cast, wallets), activate: false });
  const { address } = founded;
  const vault = await chain.deploy("mocks/Vault", [address]);
  const reads = await chain.deploy("mocks/harness/Reads");
  const readsAbi = artifact("mocks/harness/Reads").abi;
  await chain.setBalance(address, TREASURY);
  const [made] = await chain.client.getLogs({ address, fromBlock: 0n });
  const born = await chain.client.getBlock({ blockNumber: made?.blockNumber ?? 0n });
  const setting = {
    domain: founded.domain,
    signingWindow: People.SIGNING_WINDOW,
    suspension: People.SUSPENSION,
  };
  const genesis = Model.genesis(setting, RosterCodec.encode(founded.roster), Number(born.timestamp));
  if (genesis.refusal !== null) throw new Error(`refused: ${genesis.refusal.name}`);
  const known = new Set<string>();
  const request = (method: string, params: readonly unknown[] = []) => provider.request({ method, params });
  const { deployedBytecode } = artifact("mocks/harness/Saboteur");
  for (const key of CODED) await request("hardhat_setCode", [People.account(key).address, deployedBytecode]);
  let snapshot = await request("evm_snapshot");

  /** Anybody may send, contract wallets too: who signs transactions is not what is tested. */
  const introduce = async (from: Address) => {
    if (known.has(from)) return;
    known.add(from);
    await request("hardhat_impersonateAccount", [from]);
    await request("hardhat_setBalance", [from, RICH]);
  };
  return {
    founded,
    cast,
    wallets,
    places: { conclave: address, vault, saboteur },
    genesis: genesis.state,
    start: await chain.now(),
    reset: async () => {
      await request("evm_revert", [snapshot]);
      snapshot = await request("evm_snapshot");
      known.clear();
    },
    send: async (deed, time) => {
      const from = deed.relayed ? People.OUTSIDER.address : deed.from;
      await introduce(from);
      await request("evm_setNextBlockTimestamp", [numberToHex(time)]);
      const call = { abi: conclaveAbi, functionName: functionOf(deed), args: argsOf(deed) };
      const data = encodeFunctionData(call as never);
      const relay = [RELAY, address, data] as const;
      const sent = deed.relayed
        ? { to: deed.from, data: encodeFunctionData({ abi: saboteurAbi, functionName: "act", args: relay }) }
        : { to: address, data };
      try {
        const hash = await request("eth_sendTransaction", [{ ...sent, from, gas: GAS }]);
        return await linksOf(founded, hash as Hex);
      } catch (error) {
        const reason = dataOf(error);
        if (reason === null) throw error;
        return reason;
      }
    },
    read: async (asked) => {
      const [now, answers] = (await chain.client.readContract({
        address: reads,
        abi: readsAbi,
        functionName: "all",
        args: [asked],
      })) as [bigint, readonly Hex[]];
      return { now: Number(now), answers };
    },
    close: () => connection.close(),
  };
}

/** Links made by one transaction. */
async function linksOf({ chain, address }: Founded, hash: Hex): Promise<readonly Link[]> {
  const { logs } = await chain.client.getTransactionReceipt({ hash });
  const own = logs.filter((log) => log.address.toLowerCase() === address.toLowerCase());
  const { links } = decode(
    own.map(({ topics, data, logIndex, transactionHash }) => {
      return { block: 0, time: 0, index: logIndex, transaction: transactionHash, topics, data };
    }),
  );
  return links;
}
