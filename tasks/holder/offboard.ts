import { join } from "node:path";
import { BaseError } from "../../src/errors.ts";
import { readText } from "../../src/files.ts";
import { isUrgency, overdue, URGENCY } from "../../src/role/holder/file.ts";
import { readList } from "../../src/role/holder/folder.ts";
import { offboard } from "../../src/role/holder/leave.ts";
import { personNamed } from "../../src/role/holder/offboard.ts";
import { slug } from "../../src/role/respond/measure.ts";
import { list } from "../../src/signer/inventory.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCharter } from "../ports/charter.ts";
import { type LeavingOptions, placesOf } from "../ports/leaving.ts";
import { checklistText, holderFailure } from "../ui/holder.ts";

type Options = Spoken &
  Omit<LeavingOptions, "folder"> & {
    person: string;
    urgency: string;
    reason: string;
    charter: string;
    keys: string;
    folder: string | undefined;
    check: boolean;
  };

/** Lists, with deadlines, all that somebody's leaving takes, and drafts what can be. Run again, it shows how far it is. */
export default answering(async (options: Options, hre) => {
  const parsed = await readCharter(options.charter);
  const person = personNamed(parsed, options.person);
  const folder = options.folder ?? join("offboard", slug(person));
  const before = await readList(folder, "offboard", person);
  const now = Math.floor(Date.now() / 1000);
  const urgency = before?.urgency ?? options.urgency;
  if (!isUrgency(urgency)) throw unknownUrgency(urgency);
  const begun = before?.begun ?? now;
  const class_ = { urgency, reason: before?.reason ?? options.reason, begun, due: begun + URGENCY[urgency] };
  const { places, unreached } = await placesOf({ ...options, folder }, parsed.charter, hre);
  const text = await readText(options.charter);
  const keystores = await list(options.keys).catch(() => null);
  const leaving = { parsed, text, person, before, class_, folder, places, unreached, keystores };
  const { list: checklist, lockedOut } = await offboard(leaving);
  const late = overdue(checklist, now);
  const failure = holderFailure(checklist, { lockedOut, unreached, late: options.check ? late : [] });
  return {
    json: { folder, checklist, overdue: late.map(({ id }) => id), lockedOut },
    text: checklistText(checklist, now),
    notes: [`wrote ${folder}`],
    ...(failure === null ? {} : { failure }),
  };
});

function unknownUrgency(urgency: string): BaseError {
  return new BaseError({
    code: "Task.UnknownUrgency",
    message: `"${urgency}" is no class of urgency`,
    fix: "use 48h (compromise, dismissal), 7d (a leaver) or 14d (a mover)",
  });
}
