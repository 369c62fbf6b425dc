// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that makes one prepared call in the middle of its next transfer
/// @dev The call is made as the token itself, which can be a payer, a merchant or an operator.
contract ReentrantToken is ERC20 {
    address private _target;
    bytes private _data;
    bool private _deliver;

    bool public called;
    bool public succeeded;
    bytes public returned;

    constructor() ERC20("Reentrant", "REENT") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function approveAsToken(address spender, uint256 amount) external {
        _approve(address(this), spender, amount);
    }

    /// @param deliver false: the transfer reports success and moves nothing
    function arm(address target, bytes calldata data, bool deliver) external {
        _target = target;
        _data = data;
        _deliver = deliver;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (_target == address(0)) return super.transferFrom(from, to, amount);
        address target = _target;
        _target = address(0);
        called = true;
        (succeeded, returned) = target.call(_data);
        return !_deliver || super.transferFrom(from, to, amount);
    }
}
