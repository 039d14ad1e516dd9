import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Address, hashTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach } from "vitest";
import { hexOf } from "../../../src/keys/keystore.ts";
import { writeCard } from "../../../src/signer/card.ts";
import { signerOf } from "../../../src/signer/signer-of.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { never, particulars, privateKey } from "../sample.ts";

/** Remote signers on this machine, which answer as a test wants; in a file that calls `endEachTime`, they end with it. */

export const account = privateKeyToAccount(hexOf(privateKey(7)));
export const CREDENTIAL = "saffron-83-kettle-drum";

export type Call = { id: number; method: string; params: [string, unknown] };
type Typed = Parameters<typeof hashTypedData>[0];
const servers: Server[] = [];

export function endEachTime(): void {
  afterEach(stopAll);
}

/** Nobody listens any more. */
export async function stopAll(): Promise<void> {
  for (const server of servers.splice(0)) {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}

export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A signer that answers calls as it likes; the headers it saw are kept. */
export async function signer(answer: (call: Call) => unknown, seen: string[] = []): Promise<string> {
  return listen((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", async () => {
      seen.push(String(request.headers.authorization), text);
      const call = JSON.parse(text) as Call;
      response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...((await answer(call)) as object) }));
    });
  });
}

export const typedOf = ({ params: [, data] }: Call) =>
  (typeof data === "string" ? JSON.parse(data) : data) as Typed;
export const honest = async (call: Call) => ({ result: await account.signTypedData(typedOf(call) as never) });

/** A card of account 7 at this address, and its signer. */
export async function cardAt(url: string) {
  const custody = { kind: "rpc", url, method: "eth_signTypedData", params: "object" } as const;
  const path = await writeCard(await temporaryFolder(), { ...particulars(), custody });
  return signerOf(path, never);
}

export const remote = { method: "eth_signTypedData_v4", params: "object" } as const;
export const target = async (address: Address = account.address) => ({
  folder: await temporaryFolder(),
  label: "rita",
  address,
});
