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
