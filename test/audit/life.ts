import { type Address, type Hex, keccak256, parseAbi, zeroHash } from "viem";
import type { Roster } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import type { Call } from "../../src/proposal/calls.ts";
import type * as Documents from "../../src/proposal/documents.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import { encodeSignatures } from "../../src/proposal/signatures.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { activation, draft, execute, type Signers, scheduleAndExecute, write } from "../support/conclave.ts";
import * as People from "../support/people.ts";
import {
  attest,
  cancel,
  compromiseOwn,
  pause,
  type Scene,
  scheduled,
  self,
  setFee,
  sign,
  stop,
  suspend,
  tierZero,
  voidAll,
} from "./scene.ts";

const { DAY, ROUTINE, EMERGENCY, EXECUTORS_FIRST } = People;
const RECOVERY_LANE = People.RECOVERY << 8;
const RECOVERING: Signers = {
  proposer: People.ANA_RECOVERY,
  tester: null,
  approvers: [People.CLEO_RECOVERY, People.TOM_RECOVERY],
};

/** Index of the key that succeeds Ben's second one. */
export const BEN_THIRD = 13;
/** Index of Dan's contract wallet, whose owner is the account of the same number. */
export const DAN_WALLET = 14;

/** Everything that a Conclave can log, at least once, in an order that people could have made it in. */
export async function live(scene: Scene): Promise<void> {
  const { founded, token, book } = scene;
  const { chain, roster: first } = founded;
  const bookDocument = RulebookCodec.encode(book);
  await tierZero(
    scene,
    [self(scene, "amendRulebook", [keccak256(bookDocument)])],
    [{ document: bookDocument, activations: [] }],
  );

  // A change in tier 1, one refused by a guardian, one that expires and is scheduled over, an emergency.
  const routine = ROUTINE << 8;
  const fee = await scheduled(scene, routine, [setFee(scene, 5n)]);
  await scheduled(scene, routine + 1, [setFee(scene, 6n)]);
  await cancel(scene, routine + 1, People.GUS);
  await chain.advance(DAY);
  await execute(founded, fee.operation, fee.file);
  await scheduled(scene, EMERGENCY << 8, [pause(scene)]);
  const lane = EXECUTORS_FIRST << 8;
  const reserved = await scheduled(scene, lane, [setFee(scene, 7n)]);
  await chain.advance(DAY);
  await execute(founded, reserved.operation, reserved.file, People.account(People.PIA));
  await scheduled(scene, routine, [setFee(scene, 8n)]);
  await chain.advance(9 * DAY);
  await preApproved(scene, routine);

  // A suspension that its guardian lifts; a recovery that is stopped, and one that is not.
  await suspend(scene, People.DAN, People.HANA, "suspend");
  await suspend(scene, People.DAN, People.HANA, "liftOwn");
  const second: Roster = { ...first, serial: 2 };
  const secondDocument = RosterCodec.encode(second);
  const recovery = {
    calls: [self(scene, "amendRoster", [keccak256(secondDocument)])],
    documents: [{ document: secondDocument, activations: [] }],
  };
  await scheduled(scene, RECOVERY_LANE, recovery.calls, RECOVERING, recovery);
  await stop(scene, RECOVERY_LANE, People.DAN);
  const recovering = await scheduled(scene, RECOVERY_LANE, recovery.calls, RECOVERING, recovery);
  await chain.advance(30 * DAY);
  await execute(founded, recovering.operation, recovering.file);

  const wallet = await amendBoth(scene, second);
  await chain.write(token, parseAbi(["function mint(address to, uint256 amount)"]), "mint", [
    People.account(People.BEN_SECOND).address,
    3n,
  ]);
  const [item] = book.items;
  const itemId = item ? RulebookCodec.itemId(item) : zeroHash;
  await tierZero(scene, [
    self(scene, "waiveItem", [People.BEN_SECOND, itemId]),
    self(scene, "approveMessage", [keccak256("0x01"), (await chain.now()) + 90 * DAY]),
    self(scene, "beginRetirement", [People.TOM_RECOVERY]),
  ]);
  await write(founded, "retire", [People.BEN_SECOND]);
  await retireWallet(scene, wallet);
  await attest(scene, 7, keccak256("0x02"), keccak256("0x03"), People.EVE);

  await voided(scene);
  await compromiseOwn(scene, People.PIA);
  await suspend(scene, People.CLEO, People.HANA, "suspend");
  await tierZeroBy(
    scene,
    [self(scene, "lift", [People.CLEO]), self(scene, "compromise", [People.ANA_RECOVERY])],
    [People.BEN, People.DAN],
  );
  await renewAndClose(scene);
}

async function tierZeroBy(
  scene: Scene,
  calls: readonly Call[],
  approvers: readonly number[],
  documents: readonly Documents.Supplied[] = [],
) {
  const file = await draft(scene.founded, { calls, documents });
  await scheduleAndExecute(scene.founded, file, { proposer: People.ANA, tester: People.EVE, approvers });
}

/** Ben approves by transaction, before his colleague's lane word is scheduled over. */
async function preApproved(scene: Scene, lane: number) {
  const { founded } = scene;
  const file = await draft(founded, { lane, calls: [setFee(scene, 9n)] });
  await write(
    founded,
    "approve",
    [Proposal.id(founded.domain, file.proposal), People.BEN],
    People.account(People.BEN),
  );
  const signature = await sign(People.ANA, TypedData.propose(founded.domain, file.proposal));
  const packed = encodeSignatures([
    { key: People.ANA, signature },
    { key: People.BEN, signature: "0x" },
  ]);
  await write(founded, "scheduleProposal", [Proposal.pack(file.proposal), packed]);
}

/** A roster with a successor for Ben's second key, activated with it, and a rulebook, in one batch. */
async function amendBoth(scene: Scene, second: Roster): Promise<Address> {
  const { founded, book } = scene;
  const wallet = await founded.chain.deploy("mocks/Wallet", [People.account(DAN_WALLET).address]);
  const expiry = second.keys[0]?.expiry ?? 0;
  const third: Roster = {
    ...second,
    serial: 3,
    keys: [
      ...second.keys,
      People.key(BEN_THIRD, People.BEN, 2, expiry, { predecessor: People.BEN_SECOND, since: 3 }),
      { ...walletKey(wallet), expiry, since: 3 },
    ],
  };
  const document = RosterCodec.encode(third);
  const bookDocument = RulebookCodec.encode({ ...book, serial: 2 });
  await tierZero(
    scene,
    [
      self(scene, "amendRoster", [keccak256(document)]),
      self(scene, "amendRulebook", [keccak256(bookDocument)]),
    ],
    [
      {
        document,
        activations: [
          await activation(founded, BEN_THIRD, third),
          await activation(founded, DAN_WALLET, third),
        ],
      },
      { document: bookDocument, activations: [] },
    ],
  );
  return wallet;
}

function walletKey(wallet: Address) {
  const key = { kind: "ERC1271", signer: wallet.toLowerCase() as Hex, holder: People.DAN, roles: 2 } as const;
  return { ...key, predecessor: null };
}

/** A contract wallet cannot be judged by the gate: somebody else than its holder witnesses that it is done with. */
async function retireWallet(scene: Scene, wallet: Address) {
  await tierZero(scene, [self(scene, "beginRetirement", [DAN_WALLET])]);
  const keyHash = RosterCodec.keyHash({ ...walletKey(wallet), expiry: 0, since: 0 });
  await attest(scene, 1, keyHash, keccak256("0x06"), People.EVE);
  await write(scene.founded, "retire", [DAN_WALLET]);
}

/** Two operations are pending when a guardian voids: the protected one runs, the other is cleared. */
async function voided(scene: Scene) {
  const { founded } = scene;
  const usual = { proposer: People.ANA, tester: People.EVE };
  const approvers = [People.BEN, People.CLEO, People.DAN];
  const kept = await scheduled(scene, 0, [setFee(scene, 10n)], { ...usual, approvers }, { approvals: 3 });
  const lost = await scheduled(scene, 1, [setFee(scene, 11n)], { ...usual, approvers: approvers.slice(1) });
  await voidAll(scene, People.GUS, People.GUS);
  await founded.chain.advance(2 * DAY);
  await execute(founded, kept.operation, kept.file);
  await write(founded, "clear", [lost.operation.args, lost.operation.stamp]);
}

async function renewAndClose(scene: Scene) {
  const { founded } = scene;
  const { chain, address } = founded;
  const at = { address, abi: conclaveAbi } as const;
  const carrier = await chain.client.readContract({ ...at, functionName: "rosterCarrier" });
  const code = await chain.client.getCode({ address: carrier });
  const current = RosterCodec.decode(`0x${code?.slice(4) ?? ""}`);
  const expiry = Math.floor(((await chain.now()) + 360 * DAY) / 60);
  const renewed = RosterCodec.encode({
    ...current,
    serial: current.serial + 1,
    keys: current.keys.map((key) => key && { ...key, expiry: Math.max(expiry, key.expiry) }),
  });
  await tierZero(
    scene,
    [self(scene, "renew", [keccak256(renewed)])],
    [{ document: renewed, activations: [] }],
  );
  await tierZero(scene, [self(scene, "close", [People.OUTSIDER.address])]);
}
