import { BaseError } from "../../errors.ts";
import { locked as lockedFolder } from "../../lock.ts";

const PREFIX = "lock.";

/** Does the work while no other process writes to the log. @throws `Log.Locked`, `Log.CannotLock` */
export async function locked<T>(folder: string, work: () => Promise<T>, patience?: number): Promise<T> {
  try {
    return await lockedFolder({ folder, prefix: PREFIX }, work, patience);
  } catch (error) {
    if (!(error instanceof BaseError) || error.details.folder !== folder) throw error;
    if (error.code === "Files.Locked") throw isLocked(folder, error);
    throw error.code === "Files.CannotLock" ? cannotLock(folder, error.cause) : error;
  }
}

function isLocked(folder: string, { details, cause }: BaseError): BaseError {
  return new BaseError({
    code: "Log.Locked",
    message: `another process writes to the usage log in ${folder} and does not finish, so the key is not used`,
    fix: "wait for it; if no such process is left on any machine that shares the folder, remove the lock files named",
    details,
    cause,
  });
}

function cannotLock(folder: string, cause: unknown): BaseError {
  return new BaseError({
    code: "Log.CannotLock",
    message: `the usage log in ${folder} cannot be locked, so the key is not used`,
    fix: "check your permissions and the space left",
    details: { folder },
    cause,
  });
}
