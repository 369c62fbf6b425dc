// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title A token that reports failure by returning false, as the first ERC-20 tokens do
contract FalseToken {
    function balanceOf(address) external pure returns (uint256) {
        return 0;
    }

    function transferFrom(address, address, uint256) external pure returns (bool) {
        return false;
    }
}
