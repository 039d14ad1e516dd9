import { describe, expect, it } from "vitest";
import { judge, named } from "./roles-judged.ts";
import { rolesEdited } from "./roles-sample.ts";

describe("a charter's roles, accepted", () => {
  it.each(
    named([
      [
        "an upgrading role that is not live",
        "Charter.RoleNotLive",
        "roles[1].live",
        ["    live: true\n", ""],
      ],
      ["a switch that lapses", "Charter.SwitchLapses", "roles[0].critical", ["    critical: true\n", ""]],
      [
        "an upgrading role that never lapses",
        "Charter.GraveNeverLapses",
        "roles[1].critical",
        ["    live: true\n", "    live: true\n    critical: true\n"],
      ],
      [
        "a review less than once a year",
        "Charter.ReviewRare",
        "roles[2].review",
        ["review: 365 days", "review: 366 days"],
      ],
      [
        "a grant that is over",
        "Charter.GrantOver",
        "roles[0].members[0].until",
        ["until: 2027-05-01", "until: 2026-05-01"],
      ],
      [
        "a grant without an end",
        "Charter.GrantWithoutEnd",
        "roles[3].members[0]",
        ["officer, term: 365 days", "officer, term: 0"],
      ],
      [
        "an upgrade at once",
        "Charter.UpgradeWithoutDelay",
        "roles[1].members[0].delay",
        ["{ key: k0, delay: 2 days }", "{ key: k0 }"],
      ],
      [
        "a limit of one",
        "Charter.LimitOfOne",
        "limits[1].people",
        ["goal: pause, people: 2", "goal: pause, people: 1"],
      ],
    ]),
  )("remark on $what", ({ one }) => {
    const [, code, path, ...edits] = one;
    const { problems, remarks } = judge(rolesEdited(...edits));
    expect({ problems, remarks }).toEqual({ problems: [], remarks: [[code, path]] });
  });
});
