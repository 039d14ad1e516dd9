import { encodeFunctionData, type Hex, parseEther } from "viem";
import { send } from "../../src/chain/send.ts";
import { keyState, rosterOf, rulebookOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { compile } from "../../src/charter/compile.ts";
import type { Charter } from "../../src/charter/schema.ts";
import * as Acts from "../../src/execution/acts.ts";
import * as Source from "../../src/proposal/source.ts";
import type { Desk } from "./change.ts";
import { type Names, write } from "./charter.ts";
import * as Decision from "./decision.ts";
import { type Protocol, protocolAbi, WRITER } from "./protocol.ts";
import { must, type Told } from "./teller.ts";

/** Eve's key and the one that takes over from it, by index. */
export const OLD = 4;
const NEW = 14;

/** Over the years the old key has gathered ether and tokens, besides its role in the registry. */
async function gatherValue({ network, keys, teller }: Desk, { token }: Protocol): Promise<void> {
  const { address } = keys.get(`k${OLD}`);
  const data = encodeFunctionData({ abi: protocolAbi, functionName: "mint", args: [address, 500n] });
  await send(network.outsider, { to: address, data: "0x", value: parseEther("1.5") });
  await send(network.outsider, { to: token, data });
  teller.say(`k${OLD} has 1.5 ether, 500 tokens and the role WRITER in the registry`);
}

/** Tier 0 enters a successor and moves the role to it; the successor's own signature then puts the old key into Retiring. */
export async function rotate(
  desk: Desk,
  protocol: Protocol,
  folder: string,
  blanks: Names,
): Promise<Told<Charter>> {
  const { network, conclave, keys, teller } = desk;
  const { registry } = protocol;
  const entering = await keys.make(`k${NEW}`, "Eve");
  await gatherValue(desk, protocol);
  const { charter } = await write(folder, "charter-rotated", { ...blanks, [`k${NEW}`]: entering.address });
  const before = await ChainState.read(network.connection, conclave);
  const { rosterDocument } = compile(charter, { roster: rosterOf(before), rulebook: rulebookOf(before) });
  const role = (name: "grantRole" | "revokeRole", account: Hex) =>
    Source.fromCall({
      target: registry,
      function: `${name}(bytes32 role, address account)`,
      args: [WRITER, account],
    });
  const change = Source.join([
    Source.fromAmendment(conclave, { roster: { document: rosterDocument, activations: [] } }),
    role("grantRole", keys.get(`k${NEW}`).address),
    role("revokeRole", keys.get(`k${OLD}`).address),
  ]);
  const idea = { tier: 0, title: "Rotate a key of Eve", note: "Yearly rotation.", change };
  const part = { proposer: "k0", tester: "k3", approvers: ["k5", "k10"] };
  const file = await Decision.agree({ ...desk, charter }, idea, part);
  await Decision.carryOut(desk, await Decision.schedule(desk, file));

  const state = await ChainState.read(network.connection, conclave);
  const prepared = Acts.prepare(state, { kind: "activate", key: NEW });
  const signer = await keys.signer(`k${NEW}`);
  await Acts.perform(network.outsider, prepared, await signer.signTypedData(prepared.typed));
  const after = await ChainState.read(network.connection, conclave);
  const [old, successor] = [OLD, NEW].map((index) => keyState(after, rosterOf(after), index));
  must(successor === "Active" && old === "Retiring", `k${NEW} is Active and k${OLD} Retiring`);
  teller.say(`k${NEW} proved that Eve holds it; in the same transaction k${OLD} began to retire`);
  return { detail: `successor k${NEW} is ${successor}, k${OLD} is ${old}`, value: charter };
}
