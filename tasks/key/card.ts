import { BaseError } from "../../src/errors.ts";
import type { SavedCard } from "../../src/signer/new-card.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import {
  awsTarget,
  type CardOptions,
  type CloudOptions,
  gcpTarget,
  noSuchCustody,
  pinFor,
  type RemoteOptions,
  remoteTarget,
  type TokenOptions,
  tokenTarget,
} from "../ports/custody.ts";
import type { SecretOptions } from "../ports/secret.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { cardJson, cardText } from "../ui/card.ts";

type Options = Spoken &
  CardOptions &
  SecretOptions &
  TokenOptions &
  RemoteOptions &
  CloudOptions & { readonly custody: string };

/** Writes a card for a key that exists already, once it has signed. @throws `Task.*`, `Token.*`, `Signer.*` */
export default answering(async (options: Options) => {
  const saved = await make(options);
  const failure = await toldKey(saved.path, "made", { note: "a card for a key that exists" });
  return withUntold({ json: cardJson(saved), text: cardText(saved) }, failure);
});

async function make(options: Options): Promise<SavedCard> {
  switch (options.custody) {
    case "pkcs11": {
      const target = tokenTarget(options);
      const keyId = readKeyId(options.keyId);
      const { cardFromToken } = await import("../../src/signer/pkcs11/keys.ts");
      const one = keyId === undefined ? {} : { keyId };
      return cardFromToken({ ...target, ...one }, pinFor(options, target.token));
    }
    case "rpc": {
      const { target, remote } = remoteTarget(options);
      const { cardFromRemote } = await import("../../src/signer/rpc/remote.ts");
      return cardFromRemote(target, remote);
    }
    case "aws-kms": {
      const { target, place } = awsTarget(options);
      const { cardFromAws } = await import("../../src/signer/kms/aws.ts");
      return cardFromAws(target, place);
    }
    case "gcp-kms": {
      const { target, place } = gcpTarget(options);
      const { cardFromGcp } = await import("../../src/signer/kms/gcp.ts");
      return cardFromGcp(target, place);
    }
    default:
      throw noSuchCustody(options.custody, ["pkcs11", "rpc", "aws-kms", "gcp-kms"]);
  }
}

/** @throws `Task.BadKeyId` */
function readKeyId(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const hex = text.toLowerCase().replace(/^0x|:/g, "");
  if (/^([0-9a-f]{2}){1,64}$/.test(hex)) return hex;
  throw new BaseError({
    code: "Task.BadKeyId",
    message: "--key-id takes the CKA_ID of a key in hex",
    fix: "write for instance 0a1b; `pkcs11-tool --module <library> --login -O` lists them",
    details: { keyId: text },
  });
}
