import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type Address, type Hex, isHex } from "viem";
import type { Connection } from "../../src/chain/client.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import { readText, writeAtomic } from "../../src/files.ts";
import * as SafeAddress from "../../src/safe/address.ts";
import { checkDomain, parse, type SafeFile, stringify } from "../../src/safe/file.ts";
import { type Paper, paperOf } from "../../src/signer/paper.ts";
import { charterIfAny } from "./charter.ts";
import { connectTo, type NetworkOptions } from "./network.ts";

export type SafeFileOptions = NetworkOptions & {
  readonly file: string;
  /** Refuses a file for another Safe than this. */
  readonly safe: string | undefined;
  readonly charter: string | undefined;
};

/** A Safe proposal file, its chain, and the charter with people's names if there is one. */
export type OpenedSafe = {
  readonly file: SafeFile;
  readonly connection: Connection;
  readonly charter?: Charter;
};

/** @throws `SafeFile.*`, `SafeSignature.*`, `Files.*` */
export async function readSafeFile(path: string): Promise<SafeFile> {
  return parse(await readText(path));
}

/** Reads a file without a chain. @throws as {@link readSafeFile}, `SafeFile.WrongSafe`, `SafeAddress.*` */
export async function readOwn(options: SafeFileOptions): Promise<Omit<OpenedSafe, "connection">> {
  const file = await readSafeFile(options.file);
  const { chainId } = file.domain;
  if (options.safe !== undefined)
    checkDomain(file, { chainId, verifyingContract: await SafeAddress.parse(options.safe, chainId) });
  const charter = (await charterIfAny(options.charter))?.charter;
  return { file, ...(charter === undefined ? {} : { charter }) };
}

/** Opens a file on the chain it is for. @throws as {@link readOwn}, `Chain.*` */
export async function openSafeFile(
  options: SafeFileOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<OpenedSafe> {
  const own = await readOwn(options);
  return { ...own, connection: await connectTo(options, hre, own.file.domain.chainId) };
}

/** A file that is there already, for whoever changes it. */
export function safePaper(path: string): Paper<SafeFile> {
  return paperOf(path, { parse, stringify });
}

export type NewFileOptions = { readonly out: string | undefined; readonly folder: string };

/** Writes a new file, by default `safes/<nonce>-<words of its title>-<its hash>.json`. @throws `Files.Exists` */
export async function saveNewSafeFile({ out, folder }: NewFileOptions, file: SafeFile): Promise<string> {
  const words = file.context.title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = [file.transaction.nonce, ...words.slice(0, 6), file.safeTxHash.slice(2, 10)].join("-");
  const path = out ?? join(folder, `${name}.json`);
  await writeAtomic(path, stringify(file), { overwrite: false });
  return path;
}

/** A signature that was made elsewhere, in lower case. @throws `Task.SafeNotHex` */
export function readSignature(text: string): Hex {
  if (isHex(text) && text.length % 2 === 0) return text.toLowerCase() as Hex;
  throw new BaseError({
    code: "Task.SafeNotHex",
    message: "the signature is not hex",
    fix: "write 0x and whole bytes",
  });
}

/** An address from an option, with or without its chain's short name. @throws `SafeAddress.*` */
export async function optionalAddress(
  text: string | undefined,
  chainId: number,
): Promise<Address | undefined> {
  return text === undefined ? undefined : SafeAddress.parse(text, chainId);
}
