// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {Delegate, SafeTx, Sponsors} from "../../../../contracts/safe/SafeTx.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA, BEN, CLEO, DAN, EVE, NONE, People} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";
import {GuardActs} from "./GuardActs.sol";
import {IWholeSafe} from "./IWholeSafe.sol";
import {SafeKit, Version} from "./SafeKit.sol";

/// @notice How a transaction of a Safe is made and announced. The Safe is of Ana, Ben, Cleo, Dan and a stranger, two of whom it takes, under the guard of the Conclave of `Governed`.
abstract contract Announced is Governed, SafeKit {
    uint256 internal constant STRANGER_SECRET = uint256(keccak256("conclave test stranger"));
    uint256 internal constant EXIT_DELAY = 10 days;
    uint256 internal constant EXIT_WINDOW = 14 days;

    IConclaveGuard internal guard;
    IWholeSafe internal safe;
    address internal multiSend;
    address internal callOnly;
    address internal signLib;
    address internal stranger;

    function setUp() public virtual override {
        super.setUp();
        multiSend = _multiSend();
        callOnly = _multiSendCallOnly();
        signLib = _signMessageLib();
        stranger = vm.addr(STRANGER_SECRET);
        guard = IConclaveGuard(
            _deploy("ConclaveGuard", abi.encode(conclave, EXIT_DELAY, EXIT_WINDOW, _delegates()))
        );
        safe = _newSafe(_owners(), 2);
        vm.deal(address(safe), 10 ether);
        _adopt();
    }

    function _owners() internal view virtual returns (address[] memory owners) {
        owners = new address[](5);
        owners[0] = People.accountOf(ANA);
        owners[1] = People.accountOf(BEN);
        owners[2] = People.accountOf(CLEO);
        owners[3] = People.accountOf(DAN);
        owners[4] = stranger;
    }

    function _delegates() internal view returns (Delegate[] memory list) {
        list = new Delegate[](3);
        list[0] = Delegate(multiSend.codehash, true);
        list[1] = Delegate(callOnly.codehash, true);
        list[2] = Delegate(signLib.codehash, false);
    }

    function _adopt() internal virtual;

    /// @dev What a Safe does to come under the guard.
    function _adoption() internal view returns (bytes memory items) {
        if (_version() == Version.V150)
            items = _item(address(safe), 0, abi.encodeCall(IWholeSafe.setModuleGuard, (address(guard))));
        return
            bytes.concat(
                items,
                _item(address(safe), 0, abi.encodeCall(IWholeSafe.setGuard, (address(guard)))),
                _item(address(safe), 0, abi.encodeCall(IWholeSafe.setFallbackHandler, (guard.handler()))),
                _item(address(guard), 0, abi.encodeCall(IConclaveGuard.adopt, ()))
            );
    }

    // Transactions

    function _tx(
        address to,
        uint256 value,
        bytes memory data,
        uint8 operation
    ) internal view returns (SafeTx memory) {
        uint256 nonce = safe.nonce();
        return SafeTx(to, value, data, operation, 0, 0, 0, address(0), address(0), nonce);
    }

    function _toTarget(uint256 value) internal view returns (SafeTx memory) {
        return _tx(address(target), 0, abi.encodeCall(Target.set, (value)), 0);
    }

    function _toSelf(bytes memory data) internal view returns (SafeTx memory) {
        return _tx(address(safe), 0, data, 0);
    }

    function _batch(bytes memory items) internal view returns (SafeTx memory) {
        return _tx(multiSend, 0, abi.encodeCall(IWholeSafe.multiSend, (items)), 1);
    }

    function _item(address to, uint256 value, bytes memory data) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(0), to, value, data.length, data);
    }

    function _hash(SafeTx memory t) internal view returns (bytes32) {
        return
            safe.getTransactionHash(
                t.to,
                t.value,
                t.data,
                t.operation,
                t.safeTxGas,
                t.baseGas,
                t.gasPrice,
                t.gasToken,
                t.refundReceiver,
                t.nonce
            );
    }

    // Announcing

    function _signGuard(uint8 key, bytes32 structHash) internal view returns (bytes memory) {
        return _signDigest(key, GuardActs.digest(structHash, address(guard)));
    }

    function _sponsors(
        bytes32 hash,
        uint8 tier,
        uint40 deadline,
        uint8 proposer,
        uint8 tester
    ) internal view returns (Sponsors memory sponsors) {
        uint32 epoch = conclave.config().epoch;
        bytes32 act = GuardActs.announce(address(safe), hash, tier, tester, epoch, deadline);
        sponsors.proposer = proposer;
        sponsors.proposerSignature = _signGuard(proposer, act);
        sponsors.tester = tester;
        if (tester == NONE) return sponsors;
        sponsors.report = REPORT;
        act = GuardActs.examine(address(safe), hash, tier, epoch, deadline, REPORT);
        sponsors.testerSignature = _signGuard(tester, act);
    }

    function _announcing(
        SafeTx memory t,
        uint8 tier,
        uint40 deadline,
        uint8 proposer,
        uint8 tester
    ) internal view returns (bytes memory) {
        uint32 epoch = conclave.config().epoch;
        Sponsors memory sponsors = _sponsors(_hash(t), tier, deadline, proposer, tester);
        return abi.encodeCall(IConclaveGuard.announce, (address(safe), t, tier, epoch, deadline, sponsors));
    }

    /// @dev Ana announces, Eve tests in tier 0.
    function _announcing(SafeTx memory t, uint8 tier) internal view returns (bytes memory) {
        return _announcing(t, tier, _soon(), ANA, tier == 0 ? EVE : NONE);
    }

    function _announce(SafeTx memory t, uint8 tier) internal {
        _guardTakes(_announcing(t, tier));
    }

    function _announceAndWait(SafeTx memory t, uint8 tier) internal {
        _announce(t, tier);
        vm.warp(_now() + _rosterSpec().tiers[tier].delay);
    }

    function _guardTakes(bytes memory data) internal {
        (bool succeeded, bytes memory reason) = _toGuard(OUTSIDER, data);
        if (!succeeded) revert RefusedOtherwise(reason, "");
    }

    function _guardRefuses(bytes memory data, bytes memory expected) internal {
        (bool succeeded, bytes memory reason) = _toGuard(OUTSIDER, data);
        _failedWith(succeeded, reason, expected);
    }

    function _toGuard(address from, bytes memory data) internal returns (bool, bytes memory) {
        vm.prank(from, from);
        return address(guard).call(data);
    }
}
