import type * as Identity from "./identity.ts";
import type * as Parcel from "./parcel.ts";
import type * as Share from "./share.ts";

/** Operations of the strongroom that need age. It is loaded when one is asked for: signatures do not wait for it. */
export const ageOperations = {
  makeIdentity,
  testIdentity,
  wrapKey,
  unwrapKey,
  wrapShare,
  unwrapShare,
  testShare,
};

async function makeIdentity(...asked: Parameters<typeof Identity.makeIdentity>) {
  return (await import("./identity.ts")).makeIdentity(...asked);
}

async function testIdentity(...asked: Parameters<typeof Identity.testIdentity>) {
  return (await import("./identity.ts")).testIdentity(...asked);
}

async function wrapKey(...asked: Parameters<typeof Parcel.wrapKey>) {
  return (await import("./parcel.ts")).wrapKey(...asked);
}

async function unwrapKey(...asked: Parameters<typeof Parcel.unwrapKey>) {
  return (await import("./parcel.ts")).unwrapKey(...asked);
}

async function wrapShare(...asked: Parameters<typeof Share.wrapShare>) {
  return (await import("./share.ts")).wrapShare(...asked);
}

async function unwrapShare(...asked: Parameters<typeof Share.unwrapShare>) {
  return (await import("./share.ts")).unwrapShare(...asked);
}

async function testShare(...asked: Parameters<typeof Share.testShare>) {
  return (await import("./share.ts")).testShare(...asked);
}
