import {
  type Address,
  encodeFunctionData,
  type Hex,
  keccak256,
  stringToHex,
  toFunctionSelector,
  zeroAddress,
} from "viem";
import { roleManagerAbi } from "../../src/generated/abi.ts";
import type { Call } from "../../src/proposal/proposal.ts";
import { artifact } from "../../test/support/artifact.ts";
import type { TestChain } from "../../test/support/chain.ts";
import { account, DAY, GUS, OUTSIDER } from "../../test/support/people.ts";
import { deployShipped } from "../../test/support/world/shipped.ts";

const DEFAULT_ADMIN: Hex = `0x${"00".repeat(32)}`;
const role = (name: string) => keccak256(stringToHex(name));
const EIP1967_ADMIN: Hex = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";

/** The contracts of the example, as a protocol deploys them; at the end nothing is the deployer's any more. */
export async function deployProtocol(chain: TestChain, conclave: Address, roles: Address) {
  const timelock = await deployShipped(chain, "TimelockController", [
    BigInt(2 * DAY),
    [conclave],
    [zeroAddress],
    zeroAddress,
  ]);
  const poolLogic = await chain.deploy("mocks/world/PoolLogic");
  const pool = await deployShipped(chain, "TransparentUpgradeableProxy", [
    poolLogic,
    timelock,
    initialisation("PoolLogic", [1n]),
  ]);
  const word = await chain.client.getStorageAt({ address: pool, slot: EIP1967_ADMIN });
  const marketLogic = await chain.deploy("mocks/world/OwnedLogic");
  const market = await deployShipped(chain, "ERC1967Proxy", [
    marketLogic,
    initialisation("OwnedLogic", [timelock]),
  ]);
  const coin = await chain.deploy("mocks/world/Coin", [OUTSIDER.address]);
  const { abi } = artifact("mocks/world/Coin");
  const tell = (name: string, ...args: readonly unknown[]) => chain.write(coin, abi, name, args);
  await tell("grantRole", role("PAUSER_ROLE"), account(GUS).address);
  await tell("grantRole", role("MINTER_ADMIN_ROLE"), timelock);
  await tell("grantRole", DEFAULT_ADMIN, timelock);
  await tell("renounceRole", DEFAULT_ADMIN, OUTSIDER.address);
  const reserve = await chain.deploy("mocks/world/Strongbox", [roles]);
  return { timelock, pool, "pool-admin": `0x${word?.slice(26)}` as Address, market, coin, reserve };
}

/** What the Conclave tells its RoleManager, so that it is as the charter's `roles` say. */
export function roleCalls(
  roles: Address,
  { timelock, reserve }: { timelock: Address; reserve: Address },
): Call[] {
  const tell = (functionName: string, ...args: readonly unknown[]): Call => ({
    target: roles,
    value: 0n,
    data: encodeFunctionData({ abi: roleManagerAbi, functionName, args } as never),
    minGas: 0,
  });
  const terms = (
    term: number,
    period: number,
    reviewer: bigint,
    more: { critical?: boolean; live?: boolean } = {},
  ) => ({
    term: term * DAY,
    period: period * DAY,
    grace: 14 * DAY,
    reviewer,
    critical: false,
    live: false,
    ...more,
  });
  const opens = (id: bigint, signature: string) =>
    tell("setTargetFunctionRole", reserve, [toFunctionSelector(signature)], id);
  const [PAYERS, PAUSERS, RATES, REVIEWERS] = [1n, 2n, 3n, 4n] as const;
  const [gus, pia, tom, hana] = [5, 6, 7, 8].map((index) => account(index).address);
  return [
    tell("declareContract", timelock, true, 255),
    ...["payers", "pausers", "rates", "reviewers"].map((name, at) => tell("labelRole", BigInt(at + 1), name)),
    opens(PAYERS, "withdraw(address,uint256)"),
    opens(PAUSERS, "pause()"),
    opens(RATES, "setRate(uint256)"),
    tell("defineRole", PAYERS, terms(0, 180, REVIEWERS, { live: true })),
    tell("defineRole", PAUSERS, terms(365, 180, REVIEWERS, { critical: true, live: true })),
    tell("defineRole", RATES, terms(365, 90, REVIEWERS)),
    tell("defineRole", REVIEWERS, terms(365, 180, 0n)),
    tell("setConflict", RATES, REVIEWERS, true),
    tell("grantRole", PAYERS, timelock, 0),
    tell("grantRole", PAUSERS, gus, 0),
    tell("grantRole", PAUSERS, hana, 0),
    tell("grantRole", RATES, pia, 0),
    tell("grantRole", REVIEWERS, tom, 0),
  ];
}

function initialisation(name: string, args: readonly unknown[]): Hex {
  return encodeFunctionData({ abi: artifact(`mocks/world/${name}`).abi, functionName: "initialise", args });
}
