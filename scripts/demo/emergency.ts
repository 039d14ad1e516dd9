import { emergency } from "../../src/execution/submit.ts";
import * as Source from "../../src/proposal/source.ts";
import type { Desk } from "./change.ts";
import * as Decision from "./decision.ts";
import { type Protocol, protocolAbi } from "./protocol.ts";
import { must, type Told } from "./teller.ts";

/** Two guardians pause the vault. Their tier has no delay: what they bring runs at once, and can be nothing but this call. */
export async function pause(desk: Desk, { vault }: Protocol): Promise<Told<undefined>> {
  const { network, teller } = desk;
  const change = Source.fromCall({ target: vault, function: "pause()", args: [] });
  const idea = { tier: 2, title: "Pause the vault", note: "Deposits look wrong.", change };
  const file = await Decision.agree(desk, idea, { proposer: "k7", approvers: ["k8"] });
  const { executed } = await emergency(network.outsider, file);
  const paused = await network.connection.client.readContract({
    address: vault,
    abi: protocolAbi,
    functionName: "paused",
  });
  must(executed && paused, "the vault is paused in the transaction that scheduled it");
  teller.say("scheduled and executed in one transaction");
  return { detail: "the vault is paused, by two guardians, without delay", value: undefined };
}
