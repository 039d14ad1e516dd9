import type { Command } from "./command.ts";
import { SHARED_TASKS, type SharedName } from "./shared-names.ts";

/** What the tasks of these names take, as JSON, put in by the build (scripts/kit/shapes.ts): said once, where the tasks are. */
declare const CONCLAVE_SHAPES: string;

type Shapes = Readonly<Record<SharedName, Omit<Command, "name" | "action">>>;

const ACTIONS: Readonly<Record<SharedName, Command["action"]>> = {
  qr: () => import("../tasks/proposal/qr.ts"),
  generate: () => import("../tasks/key/generate.ts"),
  split: () => import("../tasks/key/split.ts"),
  recover: () => import("../tasks/key/recover.ts"),
  drill: () => import("../tasks/key/drill.ts"),
  "backup sign": () => import("../tasks/backup/sign.ts"),
  "backup typed": () => import("../tasks/backup/typed.ts"),
  "backup add": () => import("../tasks/backup/add.ts"),
  "backup verify": () => import("../tasks/backup/verify.ts"),
  "seed generate": () => import("../tasks/seed/generate.ts"),
  "seed import": () => import("../tasks/seed/import.ts"),
  "seed list": () => import("../tasks/seed/list.ts"),
  "seed words": () => import("../tasks/seed/words.ts"),
  "seed check": () => import("../tasks/seed/check.ts"),
  "seed derive": () => import("../tasks/seed/derive.ts"),
  derive: () => import("../tasks/key/derive.ts"),
  reencrypt: () => import("../tasks/key/reencrypt.ts"),
  "seed recover": () => import("../tasks/seed/recover.ts"),
  "backup seal": () => import("../tasks/backup/seal.ts"),
  "backup open": () => import("../tasks/backup/open.ts"),
  "packet identity": () => import("../tasks/packet/identity.ts"),
  "packet recipient": () => import("../tasks/packet/recipient.ts"),
  "packet seal": () => import("../tasks/packet/seal.ts"),
  "packet open": () => import("../tasks/packet/open.ts"),
  "packet receipt": () => import("../tasks/packet/receipt.ts"),
  "packet typed-receipt": () => import("../tasks/packet/typed-receipt.ts"),
  "packet add-receipt": () => import("../tasks/packet/add-receipt.ts"),
  "packet verify-receipt": () => import("../tasks/packet/verify-receipt.ts"),
  "log verify": () => import("../tasks/key/log/verify.ts"),
  doctor: () => import("../tasks/key/doctor.ts"),
  "ceremony run": () => import("../tasks/key/ceremony/run.ts"),
  "ceremony sign": () => import("../tasks/key/ceremony/sign.ts"),
  "ceremony typed": () => import("../tasks/key/ceremony/typed.ts"),
  "ceremony add": () => import("../tasks/key/ceremony/add.ts"),
  "ceremony merge": () => import("../tasks/key/ceremony/merge.ts"),
};

const shapes = JSON.parse(CONCLAVE_SHAPES) as Shapes;

export const SHARED: readonly Command[] = (Object.keys(SHARED_TASKS) as SharedName[]).map((name) => ({
  name,
  ...shapes[name],
  action: ACTIONS[name],
}));
