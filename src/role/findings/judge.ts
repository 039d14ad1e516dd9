import { atlasOf } from "../atlas.ts";
import { ordered, type RoleFinding } from "../finding.ts";
import type { World } from "../world.ts";
import { judgeAdmins } from "./admins.ts";
import { judgeHolders } from "./holders.ts";
import { judgePaths } from "./paths.ts";

/** What is known to go wrong with powers, as a world shows it; worst first. */
export function judgeWorld(world: World): RoleFinding[] {
  const atlas = atlasOf(world);
  return ordered([...judgeHolders(atlas), ...judgeAdmins(atlas), ...judgePaths(atlas), ...unread(world)]);
}

function unread({ unread }: World): RoleFinding[] {
  return unread.map(({ on, what, why }) => ({
    check: "unread" as const,
    severity: "unknown" as const,
    on,
    power: null,
    found: `${what}: ${why}`,
    fix: "look at it yourself, and say in the catalogue who has the power",
    evidence: { what },
  }));
}
