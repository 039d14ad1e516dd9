import type { Custody } from "../../src/signer/card.ts";
import type { SavedCard } from "../../src/signer/new-card.ts";
import { cardWeaknesses } from "../../src/signer/weaknesses.ts";
import { facts, sections } from "./table.ts";

/** What `--json` tells of a new card: as of a keystore, and where the key is. */
export function cardJson({ path, card: { address, point, curve, custody } }: SavedCard) {
  return { path, address, point, curve, custody };
}

export function cardText({ path, card }: SavedCard): string {
  const { address, point, curve, custody, label } = card;
  const identity = curve === "P-256" ? (["public key", point] as const) : (["address", address] as const);
  const rows = placeRows(custody).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return sections(
    facts([["card", path], ["custody", custody.kind], ...rows, identity]),
    `It signed, and the signature is its own. The card holds no secret. Give the ${identity[0]} to whoever writes the charter (${label}).`,
    cardWeaknesses({ custody }),
  );
}

/** Where a key is, for people. */
export function placeRows(place: Custody): [string, string | undefined][] {
  const { certification } = place;
  const claimed = certification === undefined ? undefined : `${certification.claimed} (so people say)`;
  return [...whereRows(place), ["certification", claimed]];
}

function whereRows(place: Custody): [string, string | undefined][] {
  switch (place.kind) {
    case "hd":
      return [["seed", `${place.seed}, ${place.path}`]];
    case "pkcs11": {
      const { manufacturer, model, serial, firmware } = place.device;
      return [
        ["token", `${place.token}, key ${place.keyId}, by ${place.module}`],
        ["device", `${manufacturer} ${model}, serial ${serial}, firmware ${firmware}`],
        [
          "born",
          place.born.local && place.born.neverExtractable ? "in the token, never outside" : "not shown",
        ],
      ];
    }
    case "rpc":
      return [["signer", `${place.url ?? `address in ${place.urlFile}`}, ${place.method}`]];
    case "aws-kms":
      return [["cloud key", `${place.keyId} in ${place.region}, origin ${place.origin}`]];
    case "gcp-kms":
      return [["cloud key", `${place.version}, protection ${place.protection}`]];
  }
}
