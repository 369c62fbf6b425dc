// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that delivers the amount plus a skew: a negative one is a transfer fee, a positive one a bonus
/// @dev A skew below minus the amount takes from what the receiver had before.
contract SkewedToken is ERC20 {
    int256 public skew;

    constructor() ERC20("Skewed", "SKEW") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setSkew(int256 newSkew) external {
        skew = newSkew;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        if (skew >= 0) _mint(to, uint256(skew));
        else _burn(to, uint256(-skew));
        return true;
    }
}
