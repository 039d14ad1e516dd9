import type { TaskArguments } from "hardhat/types/tasks";
import { type Builder, optional } from "../options.ts";

/** Which token, and what people say of it. */
export function withToken<A extends TaskArguments>(task: Builder<A>) {
  return optional(
    optional(
      optional(
        optional(task, "module", "The token's PKCS#11 library, such as /usr/lib/softhsm/libsofthsm2.so"),
        "token",
        "The token's label",
      ),
      "serial",
      "The token's serial number, if several have the label",
    ),
    "certification",
    "What is claimed of the device, such as 'FIPS 140-3 level 3, #1234'",
  );
}

/** How a remote signer is asked. */
export function withRemote<A extends TaskArguments>(task: Builder<A>) {
  return optional(
    optional(
      optional(task, "url", "The signer's address, without credentials"),
      "urlFile",
      "File (mode 0600) with the signer's address, if it carries credentials",
    ),
    "address",
    "The account that is to sign",
  )
    .addOption({
      name: "method",
      description: "The signer's method for typed data",
      defaultValue: "eth_signTypedData_v4",
    })
    .addOption({
      name: "params",
      description: "How it takes typed data: object, or string (its JSON)",
      defaultValue: "object",
    });
}

/** Which key of a cloud service. */
export function withCloud<A extends TaskArguments>(task: Builder<A>) {
  return optional(
    optional(
      optional(
        task,
        "keyId",
        "The token's CKA_ID in hex, needed if it has several keys; or the cloud's key, alias, ARN or version",
      ),
      "region",
      "The cloud's region, such as eu-central-1",
    ),
    "endpoint",
    "The cloud's endpoint, if it is not the region's own",
  );
}
