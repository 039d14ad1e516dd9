import { ownSigner } from "../../../src/ceremony/maker.ts";
import { sign, whose } from "../../../src/ceremony/sign.ts";
import { write } from "../../../src/ceremony/transcript.ts";
import { BaseError } from "../../../src/errors.ts";
import { writeAtomic } from "../../../src/files.ts";
import { read } from "../../../src/keys/store.ts";
import { claimedAddress, EXTENSION } from "../../../src/keys/v3.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type VerifyOptions, verified } from "../../ports/ceremony.ts";
import { passwordFor } from "../../ports/secret.ts";
import { type KeyOptions, keyPath } from "../../ports/signer.ts";
import { signedText, verifiedText } from "../../ui/ceremony.ts";
import { confirm } from "../../ui/confirm.ts";

type Options = Spoken & VerifyOptions & KeyOptions & { transcript: string; yes: boolean };

/** Somebody who was there signs: on their own machine, if they like, and days later. @throws `Task.NoWitness`, `Ceremony.*` */
export default answering(async (options: Options) => {
  const { transcript: path, key, keys } = options;
  if (key === undefined) {
    throw new BaseError({
      code: "Task.NoWitness",
      message: "whose signature? no key is named",
      fix: "add --key with the label or file of the keystore that the script names beside you",
    });
  }
  const found = await verified(path, options);
  const file = keyPath(keys, key);
  const v3 = await read(file);
  const { curve = "secp256k1", point = "0x" } = v3[EXTENSION] ?? {};
  const identity = claimedAddress(v3) ?? "0x";
  const { role, person } = whose(found.transcript, identity);
  const shown = verifiedText(path, found.hash, found.transcript, found);
  await confirm(shown, `sign as ${role} ${person.name} that it went so`, options.yes);
  const password = passwordFor(options, key);
  const signer = await ownSigner(file, { curve, address: identity, point: point as `0x${string}` }, password);
  const signed = await sign(found, identity, signer, new Date());
  await writeAtomic(path, write(signed));
  const names = signed.signatures.map(({ name }) => name);
  return {
    json: { path, hash: found.hash, name: person.name, role, signed: names },
    text: signedText(path, found.hash, signed),
  };
});
