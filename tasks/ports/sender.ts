import type { Address } from "viem";
import type { LocalAccount } from "viem/accounts";
import { getAddresses } from "viem/actions";
import type { Connection, Sender } from "../../src/chain/client.ts";
import { BaseError } from "../../src/errors.ts";
import { withAccount } from "../../src/signer/account.ts";
import { lendPoliced } from "../../src/usage/policed.ts";
import { passwordFor } from "./secret.ts";
import { keyPath } from "./signer.ts";
import { watchOfKey } from "./watch.ts";

export type SenderOptions = {
  readonly keys: string;
  /** A label or file: whose account pays for the transaction. */
  readonly submitter: string | undefined;
  readonly submitterPasswordFile: string | undefined;
  readonly submitterPasswordFd: string | undefined;
};

const DEVELOPMENT = /^(hardhat|anvil)/i;

/**
 * Lends the account that sends: of the `--submitter` keystore or token, else the first one a local node has unlocked.
 * @throws `Task.NoSubmitter`, what opening a keystore throws
 */
export async function withSender<T>(
  options: SenderOptions,
  connection: Connection,
  use: (sender: Sender) => Promise<T>,
): Promise<T> {
  const { submitter, submitterPasswordFile: passwordFile, submitterPasswordFd: passwordFd } = options;
  if (submitter === undefined) return use({ connection, account: await unlocked(connection) });
  const ask = passwordFor({ passwordFile, passwordFd }, `the submitter ${submitter}`);
  const path = keyPath(options.keys, submitter);
  const lend = (useAccount: (account: LocalAccount) => Promise<T>) => withAccount(path, ask, useAccount);
  return lendPoliced(await watchOfKey(path), lend, (account) => use({ connection, account }));
}

/** Accounts that a node signs for are used on development nodes alone: elsewhere somebody must say whose ether it is. */
async function unlocked({ client, label }: Connection): Promise<Address> {
  const version = await client.request({ method: "web3_clientVersion" }).catch(() => "");
  const [first] = DEVELOPMENT.test(version) ? await getAddresses(client).catch(() => []) : [];
  if (first !== undefined) return first;
  throw new BaseError({
    code: "Task.NoSubmitter",
    message: `who pays? ${label} is no development node with an unlocked account, and no submitter is named`,
    fix: "add --submitter with a keystore or card whose account has ether; anybody's will do, it needs no place in the charter",
  });
}
