import { type Address, type Hex, size } from "viem";
import { entryAt } from "../../../src/audit/model/state.ts";
import type { Act, Consent, Refusal, State } from "../../../src/audit/model.ts";
import type { Key } from "../../../src/charter/model.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import * as TypedData from "../../../src/proposal/typed-data.ts";
import type { Cast } from "./cast.ts";
import { activationType, compromiseType, type Deed, scheduleTypes, singleType } from "./deed.ts";

/** A deed for the model, which is told of each signature whether it holds; or what the deed is refused with in every state. */
export function actOf(
  cast: Cast,
  state: State,
  deed: Deed,
  time: number,
  notClear: (identity: Address) => readonly Hex[],
): Act | Refusal {
  const by = { time, sender: deed.from };
  const signed = (index: number, typed: TypedData.TypedData, signature: Hex): Omit<Consent, "key"> => {
    const key = entryAt(state, index);
    const onChain = size(signature) === 0;
    // Nobody speaks for an EOA through code that EIP-7702 put there.
    if (onChain) return { onChain, forged: deed.relayed === true && key?.kind === "EOA" };
    return { onChain, forged: key !== null && !cast.holds(key, typed, signature) };
  };
  const { domain } = state.setting;
  switch (deed.name) {
    case "schedule": {
      const typed = scheduleTypes(domain, deed.proposal, deed.report);
      const signatures = deed.entries.map(({ key, signature }, index) => ({
        key,
        ...signed(key, typed(index), signature),
      }));
      return { ...by, act: "schedule", ...deed, signatures: deed.cut ? [] : signatures };
    }
    case "execute": {
      const documents = deed.documents.map(({ document, activations }) => ({
        document,
        activations: activations.map(({ key, deadline, signature }) => {
          const entry = entryIn(document, key);
          const typed = entry && activationType(domain, entry, key, deadline);
          return { key, deadline, forged: !(entry && typed && cast.holds(entry, typed, signature)) };
        }),
      }));
      return { ...by, act: "execute", operation: deed.operation, documents };
    }
    case "approve": {
      const forged = deed.relayed === true && entryAt(state, deed.key)?.kind === "EOA";
      return { ...by, act: "approve", id: deed.id, key: deed.key, forged };
    }
    case "clear":
      return { ...by, act: "clear", operation: deed.operation };
    case "retire": {
      const entry = entryAt(state, deed.key);
      const left = entry === null ? [] : notClear(RosterCodec.identity(entry));
      return { ...by, act: "retire", key: deed.key, notClear: left };
    }
    case "stop": {
      const typed = TypedData.stop(domain, deed);
      const signatures = deed.entries.map(({ key, signature }) => ({
        key,
        ...signed(key, typed, signature),
      }));
      return { ...by, ...deed, act: "stop", signatures };
    }
    case "activate": {
      const entry = entryAt(state, deed.key);
      const typed = entry && activationType(domain, entry, deed.key, deed.deadline);
      const forged = !(entry && typed && cast.holds(entry, typed, deed.signature));
      return { ...by, act: "activate", key: deed.key, deadline: deed.deadline, forged };
    }
    case "compromiseOwn": {
      const typed = compromiseType(state, deed.key, deed.deadline);
      return { ...by, ...deed, act: "compromiseOwn", ...signed(deed.key, typed, deed.signature) };
    }
    case "attest":
      return {
        ...by,
        ...deed,
        act: "attest",
        ...signed(deed.witness, TypedData.attest(domain, deed), deed.signature),
      };
    case "cancel":
    case "cancelProtected":
    case "suspend":
    case "liftOwn":
    case "voidAll": {
      const typed = singleType(state, deed, deed.guardian, deed.deadline);
      return { ...by, ...deed, act: deed.name, ...signed(deed.guardian, typed, deed.signature) } as Act;
    }
    default:
      return { name: "OnlySelf", args: [deed.from] };
  }
}

/** A garbled roster has no entries that matter: it is refused before they are. */
function entryIn(document: Hex, index: number): Key | null {
  try {
    return RosterCodec.decode(document).keys[index] ?? null;
  } catch {
    return null;
  }
}
