import hre from "hardhat";
import type { Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { deployRoleManager } from "../../deploy/deploy.ts";
import { type Connection, connect } from "../../src/chain/client.ts";
import { roleManagerAbi } from "../../src/generated/abi.ts";
import { assertDeployed, isRoleManager, managerOf, readManager } from "../../src/role/deployment.ts";
import { type Founded, foundConclave } from "../support/conclave.ts";
import { OUTSIDER } from "../support/people.ts";

describe("a RoleManager deployed", () => {
  const { artifacts } = hre;
  let founded: Founded;
  let hardhat: Awaited<ReturnType<typeof hre.network.create>>;
  let connection: Connection;
  let bytecode: Hex;
  beforeAll(async () => {
    hardhat = await hre.network.create();
    founded = await foundConclave(hardhat);
    connection = await connect(founded.chain.provider);
    bytecode = (await artifacts.readArtifact("RoleManager")).bytecode as Hex;
  }, 60_000);

  it("is at the address that follows from its Conclave's, by Ignition or by an account of its own", async () => {
    const undone = await founded.chain.undoing(() =>
      deployRoleManager({ artifacts, sender: { connection, account: OUTSIDER } }, founded.address).catch(
        (error) => error,
      ),
    );
    const { manager, isNew } = await deployRoleManager(
      { artifacts, network: hardhat as never },
      founded.address,
    );
    expect(isNew).toBe(true);
    expect(undone).toMatchObject({ manager: { address: manager.address }, isNew: true });
    expect(manager).toMatchObject({
      address: managerOf(founded.address, bytecode),
      conclave: founded.address,
      chainId: 31_337,
    });
    expect(manager.head).not.toBe(`0x${"00".repeat(32)}`);
    const again = await deployRoleManager({ artifacts, network: hardhat as never }, founded.address);
    expect(again).toMatchObject({ manager, isNew: false });
    expect(
      await connection.client.readContract({
        address: manager.address,
        abi: roleManagerAbi,
        functionName: "hasRole",
        args: [0n, founded.address],
      }),
    ).toEqual([true, 0]);
  });

  it("is told by its code from whatever else answers, and by its Conclave from another's", async () => {
    const elsewhere = await founded.chain.deploy("roles/RoleManager", [founded.address]);
    expect(await readManager(connection, elsewhere)).toMatchObject({ conclave: founded.address });
    const code = (await connection.client.getCode({ address: elsewhere })) as Hex;
    expect(isRoleManager(code)).toBe(true);
    const last = code.endsWith("00") ? "01" : "00";
    expect(isRoleManager(`${code.slice(0, -2)}${last}` as Hex)).toBe(false);
    const plain = await founded.chain.deploy("mocks/Manager", [founded.address]);
    for (const address of [plain, founded.address, OUTSIDER.address])
      await expect(readManager(connection, address)).rejects.toMatchObject({
        code: "Role.NotAManager",
        details: { address },
      });
    await expect(assertDeployed(connection, elsewhere, OUTSIDER.address)).rejects.toMatchObject({
      code: "Role.ManagerOfAnother",
      details: { manager: elsewhere, conclave: founded.address, expected: OUTSIDER.address },
    });
  });

  it("is refused for what is no Conclave", async () => {
    const token = await founded.chain.deploy("mocks/Token");
    await expect(
      deployRoleManager({ artifacts, sender: { connection, account: OUTSIDER } }, token),
    ).rejects.toMatchObject({ code: "Revert.NotAConclave" });
  });
});
