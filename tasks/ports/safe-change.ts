import type { Address } from "viem";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import * as SafeAddress from "../../src/safe/address.ts";
import { callsOf, type SafeCall } from "../../src/safe/build.ts";
import { type Setting, settings } from "../../src/safe/settings.ts";
import type { SafeState } from "../../src/safe/state.ts";
import { readNumber } from "./number.ts";
import { readAddress } from "./place.ts";
import { addressesIn } from "./safe-spot.ts";
import { type SourceOptions, writtenChange } from "./source.ts";

/** Changes of the Safe itself, as options say them; several addresses by commas. */
export type SettingOptions = {
  readonly addOwner: string | undefined;
  readonly removeOwner: string | undefined;
  /** The old owner and the new one. */
  readonly swapOwner: string | undefined;
  readonly threshold: string | undefined;
  readonly enableModule: string | undefined;
  readonly disableModule: string | undefined;
  /** `none` takes it away. */
  readonly guard: string | undefined;
  readonly moduleGuard: string | undefined;
  readonly fallbackHandler: string | undefined;
};

export type ChangeOptions = Omit<SourceOptions, "minGas"> & SettingOptions;
export type WrittenSafeChange = {
  readonly calls: readonly SafeCall[];
  readonly interfaces: readonly string[];
};

/**
 * What the Safe shall do: calls first, then changes of the Safe itself, all in one transaction. `--to safe` is the Safe.
 * @throws `Task.BadSource`, `Task.BadSwap`, `SafeSetting.Refused`, `SafeAddress.*`, `Source.*`
 */
export async function safeChange(
  options: ChangeOptions,
  state: SafeState,
  charter: Charter | undefined,
): Promise<WrittenSafeChange> {
  const to = options.to?.includes(":") ? await SafeAddress.parse(options.to, state.chainId) : options.to;
  if (to === undefined && options.batch === undefined) checkNoCall(options);
  const conclave = to === "conclave" ? (charter?.chain.conclave ?? readAddress(to)) : to;
  // What proposals call "conclave", the one who acts, is the Safe here.
  const place = to === "safe" ? "conclave" : conclave;
  const written = await writtenChange({ ...options, to: place, minGas: "0" }, state.address, charter);
  const { calls, interfaces } = written === undefined ? { calls: [], interfaces: [] } : callsOf(written);
  return { calls: [...calls, ...settings(state, await settingsFrom(options, state)).calls], interfaces };
}

/** Owners are added before others are taken out, so that the threshold need not sink in between. */
async function settingsFrom(
  options: SettingOptions,
  { chainId, ...state }: SafeState,
): Promise<readonly Setting[]> {
  const each = (text: string | undefined) => addressesIn(text, chainId);
  const orNone = async (text: string): Promise<Address | null> =>
    text === "none" ? null : SafeAddress.parse(text, chainId);
  const swapped = await each(options.swapOwner);
  const [owner, by] = swapped;
  if (swapped.length > 2 || (owner !== undefined && by === undefined)) throw badSwap();
  const { threshold, guard, moduleGuard, fallbackHandler } = options;
  const changes: Setting[] = [
    ...(await each(options.addOwner)).map((added): Setting => ({ kind: "addOwner", owner: added })),
    ...(owner === undefined || by === undefined ? [] : [{ kind: "swapOwner", owner, by } as const]),
    ...(await each(options.removeOwner)).map((removed): Setting => ({ kind: "removeOwner", owner: removed })),
    ...(await each(options.enableModule)).map((module): Setting => ({ kind: "enableModule", module })),
    ...(await each(options.disableModule)).map((module): Setting => ({ kind: "disableModule", module })),
    ...(fallbackHandler === undefined
      ? []
      : [{ kind: "fallbackHandler", handler: await orNone(fallbackHandler) } as const]),
    ...(moduleGuard === undefined
      ? []
      : [{ kind: "moduleGuard", guard: await orNone(moduleGuard) } as const]),
    ...(guard === undefined ? [] : [{ kind: "guard", guard: await orNone(guard) } as const]),
  ];
  // Owners that come and go may have brought it about already.
  const isReached =
    threshold !== undefined &&
    settings({ chainId, ...state }, changes).after.threshold === readNumber(threshold);
  const isLeft = threshold === undefined || (isReached && changes.length > 0);
  return isLeft ? changes : [...changes, { kind: "threshold", threshold: readNumber(threshold) }];
}

/** A call to nobody must not be dropped in silence where there is something else to do. */
function checkNoCall({ function: name, args, data, value }: ChangeOptions): void {
  if (name === undefined && args === undefined && data === undefined && value === "0") return;
  throw new BaseError({
    code: "Task.NoTarget",
    message: "a call is written, but not to whom",
    fix: "add --to with an address, a contract of the charter, or safe",
  });
}

function badSwap(): BaseError {
  return new BaseError({
    code: "Task.BadSwap",
    message: "--swap-owner takes two addresses",
    fix: "write the old owner and the new one, as in --swap-owner 0xOld…,0xNew…",
  });
}
