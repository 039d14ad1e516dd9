import { Encrypter } from "age-encryption";
import { BaseError } from "../../errors.ts";

/** X25519, or X25519 together with ML-KEM-768 for the day when the former can be broken. */
export type RecipientKind = "classic" | "post-quantum";

/** More people than that do not receive the same secret. */
const MOST = 16;
const PREFIXES = { "post-quantum": "age1pq1", classic: "age1" } as const;
/** Hardware tokens and plugins, which nothing here could open: "1" ends the name of a kind, and no recipient has it elsewhere. */
const FOREIGN = /^age1.*1/;

/** What kind of age recipient a text is. @throws `Recipient.Bad` */
export function kindOfRecipient(recipient: string): RecipientKind {
  const kind = recipient.startsWith(PREFIXES["post-quantum"]) ? "post-quantum" : "classic";
  // The capital form of bech32 is another spelling of the same recipient: one is enough.
  if (recipient !== recipient.toLowerCase()) throw bad(recipient);
  if (kind === "classic" && (!recipient.startsWith(PREFIXES.classic) || FOREIGN.test(recipient)))
    throw bad(recipient);
  try {
    new Encrypter().addRecipient(recipient);
  } catch (cause) {
    throw bad(recipient, cause);
  }
  return kind;
}

/**
 * Refuses a list of recipients that is empty, long, names one twice, or mixes kinds: the copy for a classic recipient would lay
 * the secret open to whoever breaks X25519, whatever protects the others. The library lets it pass.
 * @throws `Recipient.Bad`, `Recipient.None`, `Recipient.TooMany`, `Recipient.Twice`, `Recipient.Mixed`
 */
export function assertRecipients(recipients: readonly string[]): RecipientKind {
  const [first] = recipients;
  if (first === undefined) throw none();
  if (recipients.length > MOST) throw tooMany(recipients.length);
  const kinds = recipients.map(kindOfRecipient);
  const twice = recipients.find((recipient, i) => recipients.indexOf(recipient) !== i);
  if (twice !== undefined) throw named(twice);
  const [kind = "classic"] = kinds;
  if (kinds.every((each) => each === kind)) return kind;
  throw new BaseError({
    code: "Recipient.Mixed",
    message: "post-quantum and classic recipients are mixed: the packet would be as weak as the classic ones",
    fix: "make one packet for each kind, or have all receivers make identities of the same kind",
    details: { kinds },
  });
}

/** Recipients may be two thousand characters long. */
export function shorten(recipient: string): string {
  return recipient.length <= 70 ? recipient : `${recipient.slice(0, 20)}…${recipient.slice(-8)}`;
}

function bad(recipient: string, cause?: unknown): BaseError {
  // What is no recipient may be anything, such as the identity itself, and is not quoted.
  const isPublic = recipient.startsWith(PREFIXES.classic);
  return new BaseError({
    code: "Recipient.Bad",
    message: isPublic ? `${shorten(recipient)} is no age recipient` : "this is no age recipient",
    fix: "take the text that begins with age1 from the receiver's `packet identity`, whole and in lower case",
    details: isPublic ? { recipient: shorten(recipient) } : {},
    cause,
  });
}

function none(): BaseError {
  return new BaseError({
    code: "Recipient.None",
    message: "nobody is named who could open the packet",
    fix: "name the receiver's age recipient, which begins with age1",
  });
}

function tooMany(count: number): BaseError {
  return new BaseError({
    code: "Recipient.TooMany",
    message: `${count} recipients are named, the most is ${MOST}`,
    fix: "give a key to those who need it alone (KX-06)",
    details: { count },
  });
}

function named(recipient: string): BaseError {
  return new BaseError({
    code: "Recipient.Twice",
    message: `the recipient ${shorten(recipient)} is named twice`,
    fix: "check who the receivers are, and name each once",
    details: { recipient: shorten(recipient) },
  });
}
