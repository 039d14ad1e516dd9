import type { Connection } from "../../chain/client.ts";
import type { ChainState } from "../../chain/state.ts";
import type { Charter } from "../../charter/schema.ts";
import type { World } from "../world.ts";

/** What a response to an incident, or to somebody's leaving, is made from: one chain, and who can do what over it. */
export type Ground = {
  readonly connection: Connection;
  readonly state: ChainState;
  readonly world: World;
  readonly charter: Charter | null;
};
