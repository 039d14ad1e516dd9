import hre from "hardhat";
import { type Address, getAddress, zeroAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyState } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { Role } from "../../src/charter/model.ts";
import { itemId } from "../../src/charter/rulebook.ts";
import { retire } from "../../src/execution/register.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import { left } from "../../src/sweep/left.ts";
import { destinationOf, plan } from "../../src/sweep/plan.ts";
import { run } from "../../src/sweep/run.ts";
import { artifact } from "../support/artifact.ts";
import { activation, draft, scheduleAndExecute, setRoster, setRulebook } from "../support/conclave.ts";
import { type Governed, governed, read, vaultAbi } from "../support/governed.ts";
import { account, CLEO, DAN, key, OUTSIDER } from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

const tokenAbi = artifact("mocks/Token").abi;
const oddAbi = artifact("mocks/OddToken").abi;
const ETHER = 10n ** 18n;
const FLOOR = 10n ** 15n;
const DAN_ADDRESS = account(DAN).address;
const NEXT = 13;

let network: Awaited<ReturnType<typeof hre.network.create>>;
let at: Governed;
let odd: Address;

beforeAll(async () => {
  network = await hre.network.create();
  at = await governed(network, () => ({}));
  odd = await at.chain.deploy("mocks/OddToken");
  const roster = {
    ...at.roster,
    serial: 2,
    keys: [
      ...at.roster.keys,
      key(NEXT, DAN, Role.APPROVER, at.roster.keys[DAN]?.expiry ?? 0, { predecessor: DAN, since: 2 }),
    ],
  };
  await setRoster(at, roster, [await activation(at, NEXT, roster)]);
  await at.chain.setBalance(DAN_ADDRESS, 0n);
});
afterAll(() => network.close());

const state = () => ChainState.read(at.connection, at.address);
const planned = async (destination: Address = at.address) =>
  plan(at.connection, await state(), DAN, destination);
const mint = (token: Address, amount: bigint) =>
  at.chain.write(token, tokenAbi, "mint", [DAN_ADDRESS, amount]);
const dan = () => ({ connection: at.connection, account: account(DAN) });
const balanceOf = (token: Address, who: Address) =>
  at.chain.client.readContract({ address: token, abi: tokenAbi, functionName: "balanceOf", args: [who] });
/** Has tier 0 watch other things besides. */
async function watch(...tokens: Address[]) {
  await setRulebook(at, {
    serial: 2,
    items: [
      { kind: "native", target: zeroAddress, parameter: FLOOR },
      { kind: "erc20", target: at.token, parameter: 100n },
      { kind: "ownable2Step", target: at.vault, parameter: 0n },
      ...tokens.map((target) => ({ kind: "erc20" as const, target, parameter: 0n })),
    ],
  });
}

test("tokens first, then all the ether to the wei; then the gate lets the key go", async () => {
  await at.chain.undoing(async () => {
    await at.chain.setBalance(DAN_ADDRESS, 2n * ETHER);
    await mint(at.token, 1_000n);
    const before = await at.chain.client.getBalance({ address: at.address });
    const made = await planned();
    expect(made).toMatchObject({
      key: DAN,
      keyState: "Retiring",
      account: DAN_ADDRESS,
      destination: at.address,
      lacking: 0n,
    });
    expect(made.lines.map(({ item, verdict, amount }) => [item.kind, verdict, amount])).toEqual([
      ["native", "sweep", 2n * ETHER],
      ["erc20", "sweep", 1_000n],
      ["ownable2Step", "clear", 0n],
    ]);
    expect(made.tokens.map(({ token, amount }) => [token, amount])).toEqual([[getAddress(at.token), 1_000n]]);
    expect(made.native?.amount).toBe(2n * ETHER - made.cost);
    expect(await refusalOf(() => retire(at.sender, at.address, DAN))).toMatchObject({
      code: "Revert.ItemNotClear",
    });

    const { moves, left: remaining } = await run(dan(), made);
    expect(moves.map(({ asset, error }) => [asset, error])).toEqual([
      [getAddress(at.token), null],
      ["native", null],
    ]);
    expect(remaining).toEqual([]);
    expect(await balanceOf(at.token, at.address)).toBe(1_000n);
    const rest = await at.chain.client.getBalance({ address: DAN_ADDRESS });
    expect(rest).toBeLessThan(FLOOR);
    const arrived = (await at.chain.client.getBalance({ address: at.address })) - before;
    expect(arrived).toBe(moves[1]?.amount);
    expect(arrived).toBeGreaterThanOrEqual(made.native?.amount ?? 0n);
    await retire(at.sender, at.address, DAN);
    expect(keyState(await state(), at.roster, DAN)).toBe("Retired");
  });
});

test("to an account without code not one wei stays behind", async () => {
  await at.chain.undoing(async () => {
    await at.chain.setBalance(DAN_ADDRESS, ETHER);
    await run(dan(), await planned(account(50).address));
    expect(await at.chain.client.getBalance({ address: DAN_ADDRESS })).toBe(0n);
  });
});

test("dust stays, and costs nothing to leave", async () => {
  await at.chain.undoing(async () => {
    await at.chain.setBalance(DAN_ADDRESS, FLOOR);
    await mint(at.token, 100n);
    const made = await planned();
    expect(made.lines.map(({ verdict }) => verdict)).toEqual(["dust", "dust", "clear"]);
    expect(made).toMatchObject({ tokens: [], native: null, cost: 0n, lacking: 0n });
    expect(await run(dan(), made)).toEqual({ moves: [], left: [] });
    expect(await at.chain.client.getTransactionCount({ address: DAN_ADDRESS })).toBe(0);
  });
});

test("one unit above the floor is swept", async () => {
  await at.chain.undoing(async () => {
    await at.chain.setBalance(DAN_ADDRESS, FLOOR + 1n);
    await mint(at.token, 101n);
    expect((await planned()).lines.map(({ verdict }) => verdict)).toEqual(["sweep", "sweep", "clear"]);
  });
});

test("without ether to pay for a token's transfer, it says how much is lacking", async () => {
  await at.chain.undoing(async () => {
    await mint(at.token, 5_000n);
    const made = await planned();
    expect(made.lacking).toBe(made.cost);
    expect(await refusalOf(() => run(dan(), made))).toMatchObject({
      code: "Sweep.NeedsEther",
      details: { account: DAN_ADDRESS, wei: made.lacking },
    });
    await at.chain.setBalance(DAN_ADDRESS, made.lacking);
    const { moves, left: remaining } = await run(dan(), await planned());
    expect(moves[0]?.error).toBe(null);
    expect(remaining).toEqual([]);
  });
});

describe("tokens that misbehave", () => {
  test("one that cannot be read is unknown, others are swept all the same, and tier 0 can waive it", async () => {
    await at.chain.undoing(async () => {
      await watch(odd);
      await at.chain.setBalance(DAN_ADDRESS, ETHER);
      await mint(odd, 7n);
      await at.chain.write(odd, oddAbi, "setDark", [true]);
      const made = await planned();
      const id = itemId({ kind: "erc20", target: odd, parameter: 0n });
      expect(made.lines.find((line) => line.id === id)).toMatchObject({ verdict: "unknown", amount: null });
      const { left: remaining } = await run(dan(), made);
      expect(remaining).toMatchObject([{ id, unknown: true, waived: false }]);
      expect(await refusalOf(() => retire(at.sender, at.address, DAN))).toMatchObject({
        code: "Revert.ItemNotClear",
        details: { args: [DAN, id] },
      });
      await scheduleAndExecute(
        at,
        await draft(at, { calls: [SelfCall.call(at.address, "waiveItem", [DAN, id])] }),
      );
      expect(await left(at.connection, await state(), DAN)).toMatchObject([{ id, waived: true }]);
      await retire(at.sender, at.address, DAN);
    });
  });

  test("one that answers nothing moves; one that answers false, or reverts, is reported and keeps nothing else back", async () => {
    await at.chain.undoing(async () => {
      await watch(odd);
      await at.chain.setBalance(DAN_ADDRESS, ETHER);
      await mint(odd, 7n);
      await mint(at.token, 500n);
      const errors: (string | null)[] = [];
      // False, then a revert, then nothing: as the mock numbers them.
      for (const answer of [1, 2, 0]) {
        await at.chain.write(odd, oddAbi, "setAnswer", [answer]);
        await at.chain.setBalance(DAN_ADDRESS, ETHER);
        const { moves } = await run(dan(), await planned());
        errors.push(moves.find(({ asset }) => asset === getAddress(odd))?.error?.code ?? null);
        expect(await balanceOf(at.token, DAN_ADDRESS)).toBe(0n);
      }
      expect(errors).toEqual(["Sweep.NotMoved", "Revert.Unknown", null]);
      expect(await balanceOf(odd, DAN_ADDRESS)).toBe(0n);
    });
  });
});

test("an authority is for people to hand over", async () => {
  await at.chain.undoing(async () => {
    const vault = await at.chain.deploy("mocks/Vault", [OUTSIDER.address]);
    await setRulebook(at, { serial: 2, items: [{ kind: "ownable2Step", target: vault, parameter: 0n }] });
    await at.chain.write(vault, vaultAbi, "transferOwnership", [DAN_ADDRESS]);
    expect(await read<Address>({ ...at }, vault, "pendingOwner")).toBe(DAN_ADDRESS);
    expect((await planned()).lines).toMatchObject([{ verdict: "byHand", amount: 1n }]);
    expect(await left(at.connection, await state(), DAN)).toMatchObject([{ unknown: false, amount: 1n }]);
  });
});

describe("refusals", () => {
  test("a key in use, an unknown key, a place that makes no sense, one that takes no ether", async () => {
    const now = await state();
    expect(await codeOfAsync(() => plan(at.connection, now, CLEO, at.address))).toBe("Sweep.KeyInUse");
    expect(await codeOfAsync(() => plan(at.connection, now, 60, at.address))).toBe("Sweep.UnknownKey");
    expect(await codeOfAsync(() => planned(DAN_ADDRESS))).toBe("Sweep.BadDestination");
    expect(await codeOfAsync(() => planned(zeroAddress))).toBe("Sweep.BadDestination");
    await at.chain.undoing(async () => {
      await at.chain.setBalance(DAN_ADDRESS, ETHER);
      expect(await codeOfAsync(() => planned(at.token))).toBe("Sweep.DestinationRefuses");
    });
  });

  test("another account than the key's", async () => {
    expect(await refusalOf(async () => run(at.sender, await planned()))).toMatchObject({
      code: "Sweep.WrongAccount",
      details: { account: OUTSIDER.address },
    });
  });

  test("a charter that names no destination", async () => {
    const charter = { contracts: { treasury: at.vault }, sweep: { destination: "treasury" } };
    expect(destinationOf(charter as never)).toBe(at.vault);
    expect(await codeOfAsync(() => destinationOf({ contracts: {} } as never))).toBe("Sweep.NoDestination");
  });

  test("a gate that does not answer", async () => {
    const now = await state();
    const blind = { ...now, setting: { ...now.setting, gate: at.token } };
    expect(await codeOfAsync(() => left(at.connection, blind, DAN))).toBe("Sweep.GateSilent");
  });
});
