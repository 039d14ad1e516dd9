// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    APPROVER,
    KIND_ERC1271,
    KIND_ERC7913,
    PROPOSER,
    SEVERAL,
    TESTER
} from "../../../contracts/types/Entry.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Signers} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {NONE, People} from "../support/People.sol";
import {Target} from "../support/Target.sol";
import {OwnedWallet, YesWallet} from "../support/Wallets.sol";
import {vm} from "../support/Vm.sol";

/// @notice One signature before it is packed.
struct Sig {
    uint8 key;
    bytes signature;
}

/// @notice The same signatures in both of the forms of docs/formats.md, 5, put to the same Conclave. The roster is the default one and
/// the keys below; the index of a key is its holder's number.
abstract contract Forms is Governed {
    uint8 internal constant MAX_OF_ALL = 13;
    uint8 internal constant WALLET = 14;
    uint8 internal constant P256_KEY = 15;
    uint8 internal constant NEVER_ACTIVATED = 16;
    uint8 internal constant SHORT = 17;
    uint8 internal constant SECOND_WALLET = 18;
    /// @dev A wallet by its kind, at an address whose private key is known too.
    uint8 internal constant ACCOUNT_WALLET = 19;
    uint8 internal constant VACANT = 62;
    /// @dev The highest index of all.
    uint8 internal constant LAST = 63;

    uint256 internal constant SHORT_EXPIRY = START + 10 days;

    function setUp() public virtual override {
        vm.warp(START);
        _foundWith(_charter());
        KeySpec[] memory keys = _rosterSpec().keys;
        for (uint8 key; key < keys.length; ++key) {
            if (keys[key].signer.length != 0 && key != NEVER_ACTIVATED) _activate(key);
        }
        target = new Target();
        _setRulebook(_book());
    }

    function _charter() internal virtual override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        uint32 expiry = spec.keys[0].expiry;
        uint8 all = PROPOSER | TESTER | APPROVER | SEVERAL;
        Charters.add(spec, People.eoa(MAX_OF_ALL, MAX_OF_ALL, all, expiry));
        _addWallet(spec, WALLET);
        styles[P256_KEY] = Style.P256;
        bytes memory point = abi.encodePacked(
            _deploy("ERC7913P256Verifier", ""),
            _pointOf(People.secretOf(P256_KEY))
        );
        Charters.add(spec, KeySpec(KIND_ERC7913, point, P256_KEY, APPROVER, NONE, expiry, 1));
        Charters.add(spec, People.eoa(NEVER_ACTIVATED, NEVER_ACTIVATED, APPROVER, expiry));
        Charters.add(spec, People.eoa(SHORT, SHORT, APPROVER, uint32(SHORT_EXPIRY / 60)));
        _addWallet(spec, SECOND_WALLET);
        address account = People.accountOf(ACCOUNT_WALLET);
        vm.etch(account, address(new YesWallet()).code);
        bytes memory signer = abi.encodePacked(account);
        Charters.add(spec, KeySpec(KIND_ERC1271, signer, ACCOUNT_WALLET, APPROVER, NONE, expiry, 1));
        KeySpec memory vacant;
        while (spec.keys.length < LAST) Charters.add(spec, vacant);
        Charters.add(spec, People.eoa(LAST, LAST, APPROVER, expiry));
    }

    function _addWallet(RosterSpec memory spec, uint8 key) private {
        bytes memory wallet = abi.encodePacked(new OwnedWallet(People.accountOf(key)));
        Charters.add(spec, KeySpec(KIND_ERC1271, wallet, key, APPROVER, NONE, spec.keys[0].expiry, 1));
    }

    /// @dev What these people sign, in the order in which it is read.
    function _sigs(Draft memory draft, Signers memory signers) internal view returns (Sig[] memory sigs) {
        uint256 first = signers.tester == NONE ? 1 : 2;
        sigs = new Sig[](first + signers.approvers.length);
        sigs[0] = Sig(signers.proposer, _sign(signers.proposer, Acts.propose(draft)));
        if (first == 2) sigs[1] = Sig(signers.tester, _sign(signers.tester, Acts.test(draft, REPORT)));
        for (uint256 i; i < signers.approvers.length; ++i) {
            uint8 key = signers.approvers[i];
            sigs[first + i] = Sig(key, _sign(key, Acts.approve(draft)));
        }
    }

    /// @dev Packed, those plain whose bit of `forms` is set and that can be.
    function _packed(Sig[] memory sigs, uint256 forms) internal pure returns (bytes memory packed) {
        for (uint256 i; i < sigs.length; ++i) {
            bool plain = (forms >> i) & 1 == 1;
            packed = bytes.concat(packed, plain ? _plain(sigs[i]) : _entry(sigs[i].key, sigs[i].signature));
        }
    }

    function _allPlain(Sig[] memory sigs) internal pure returns (bytes memory) {
        return _packed(sigs, type(uint256).max);
    }

    function _allLong(Sig[] memory sigs) internal pure returns (bytes memory) {
        return _packed(sigs, 0);
    }

    /// @dev A byte of 128 + 64 · parity + key index, r, s; the long form where that says something else.
    function _plain(Sig memory sig) internal pure returns (bytes memory packed) {
        bytes memory signature = sig.signature;
        if (signature.length != 65 || (uint8(signature[64]) != 27 && uint8(signature[64]) != 28))
            return _entry(sig.key, signature);
        packed = new bytes(65);
        packed[0] = bytes1(128 + 64 * (uint8(signature[64]) - 27) + sig.key);
        for (uint256 i; i < 64; ++i) packed[i + 1] = signature[i];
    }

    /// @dev What the Conclave makes of it: the lane's word, which commits the stamp, or the error. Leaves everything as it was.
    function _outcome(
        Draft memory draft,
        bytes32 report,
        bytes memory signatures
    ) internal returns (bool succeeded, bytes memory result) {
        uint256 snapshot = vm.snapshotState();
        (succeeded, result) = _sendFrom(OUTSIDER, _scheduling(draft, report, signatures));
        if (succeeded) result = abi.encode(conclave.laneWord(draft.lane));
        vm.revertToState(snapshot);
    }

    /// @dev Both forms come to the same, and that is returned.
    function _alike(
        Draft memory draft,
        bytes32 report,
        Sig[] memory sigs,
        uint256 forms
    ) internal returns (bool succeeded, bytes memory result) {
        bool longSucceeded;
        bytes memory longResult;
        (longSucceeded, longResult) = _outcome(draft, report, _allLong(sigs));
        (succeeded, result) = _outcome(draft, report, _packed(sigs, forms));
        if (succeeded != longSucceeded || keccak256(result) != keccak256(longResult))
            revert RefusedOtherwise(result, longResult);
    }

    function _bothSchedule(Draft memory draft, Signers memory signers) internal returns (bytes32 word) {
        return _bothSchedule(draft, signers.tester == NONE ? bytes32(0) : REPORT, _sigs(draft, signers));
    }

    function _bothSchedule(
        Draft memory draft,
        bytes32 report,
        Sig[] memory sigs
    ) internal returns (bytes32 word) {
        (bool succeeded, bytes memory result) = _alike(draft, report, sigs, type(uint256).max);
        if (!succeeded) revert RefusedOtherwise(result, "");
        return abi.decode(result, (bytes32));
    }

    function _bothRefuse(Draft memory draft, Signers memory signers, bytes memory expected) internal {
        _bothRefuse(draft, signers.tester == NONE ? bytes32(0) : REPORT, _sigs(draft, signers), expected);
    }

    function _bothRefuse(
        Draft memory draft,
        bytes32 report,
        Sig[] memory sigs,
        bytes memory expected
    ) internal {
        (bool succeeded, bytes memory result) = _alike(draft, report, sigs, type(uint256).max);
        _failedWith(succeeded, result, expected);
    }
}
