// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title MSQPay
/// @notice Records payments and moves each one from payer to merchant in a single call; tokens never rest here.
/// @dev Every caller is `_msgSender()`, so each function also works through the trusted ERC-2771 forwarder.
contract MSQPay is AccessControl, ERC2771Context, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    enum Status {
        None,
        Pending,
        Confirmed,
        Failed
    }

    /// @dev Ordered to fill five storage slots. The block numbers tell a reader which one block holds the event.
    struct Payment {
        address merchant;
        uint48 createdAt;
        uint48 closedAt; // confirmed or failed; 0 while pending, and for a payment that expired
        address token;
        uint48 expiresAt;
        uint40 createdBlock;
        Status status;
        address payer; // zero unless paid through `pay`
        uint48 closedBlock;
        uint256 amount;
        bytes32 metadataHash;
    }

    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");

    mapping(bytes32 paymentId => Payment) private _payments;

    event PaymentCreated(
        bytes32 indexed paymentId,
        address indexed merchant,
        address indexed token,
        uint256 amount,
        uint48 expiresAt,
        bytes32 metadataHash
    );
    event PaymentConfirmed(
        bytes32 indexed paymentId,
        address indexed merchant,
        address indexed payer,
        address token,
        uint256 amount
    );
    event PaymentFailed(bytes32 indexed paymentId, address indexed merchant);

    error InvalidAdmin(address admin);
    error InvalidPaymentId(bytes32 paymentId);
    error InvalidMerchant(address merchant);
    error InvalidToken(address token);
    error InvalidAmount(uint256 amount);
    error InvalidExpiry(uint48 expiresAt);
    error PaymentAlreadyExists(bytes32 paymentId);
    error PaymentUnknown(bytes32 paymentId);
    error PaymentNotPending(bytes32 paymentId, Status status);
    error PaymentExpired(bytes32 paymentId, uint48 expiresAt);
    error PayerIsMerchant(bytes32 paymentId, address merchant);
    error AmountNotReceived(bytes32 paymentId, uint256 amount, uint256 received);
    error NotOperatorNorMerchant(address caller);

    /// @param trustedForwarder ERC-2771 forwarder; zero allows direct calls only
    /// @param admin holds DEFAULT_ADMIN_ROLE and OPERATOR_ROLE
    constructor(address trustedForwarder, address admin) ERC2771Context(trustedForwarder) {
        if (admin == address(0)) revert InvalidAdmin(admin);
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(OPERATOR_ROLE, admin);
    }

    /// @notice Opens a payment. An id is used once, whatever became of its payment.
    /// @param paymentId not zero
    /// @param merchant receives the tokens; neither zero nor this contract
    /// @param token ERC-20 contract, already deployed
    /// @param amount base units of the token, not zero
    /// @param expiresAt last second at which the payment can be paid, in the future
    /// @param metadataHash hash of what the merchant keeps off chain; zero is allowed
    function createPayment(
        bytes32 paymentId,
        address merchant,
        address token,
        uint256 amount,
        uint48 expiresAt,
        bytes32 metadataHash
    ) external onlyRole(OPERATOR_ROLE) {
        if (paymentId == 0) revert InvalidPaymentId(paymentId);
        if (merchant == address(0) || merchant == address(this)) revert InvalidMerchant(merchant);
        if (token.code.length == 0) revert InvalidToken(token);
        if (amount == 0) revert InvalidAmount(amount);
        if (expiresAt <= block.timestamp) revert InvalidExpiry(expiresAt);

        Payment storage payment = _payments[paymentId];
        if (payment.status != Status.None) revert PaymentAlreadyExists(paymentId);

        payment.merchant = merchant;
        payment.createdAt = uint48(block.timestamp);
        payment.token = token;
        payment.expiresAt = expiresAt;
        payment.createdBlock = uint40(block.number);
        payment.status = Status.Pending;
        payment.amount = amount;
        payment.metadataHash = metadataHash;

        emit PaymentCreated(paymentId, merchant, token, amount, expiresAt, metadataHash);
    }

    /// @notice Moves the amount from the caller, who has approved this contract, to the merchant.
    /// @dev Guarded: a nested payment would be counted in the outer one's balance comparison.
    function pay(bytes32 paymentId) external nonReentrant {
        Payment storage payment = _payments[paymentId];
        if (_isExpired(payment)) revert PaymentExpired(paymentId, payment.expiresAt);
        _requirePending(paymentId, payment);

        address payer = _msgSender();
        address merchant = payment.merchant;
        if (payer == merchant) revert PayerIsMerchant(paymentId, merchant);

        IERC20 token = IERC20(payment.token);
        uint256 amount = payment.amount;
        payment.payer = payer;
        _close(payment, Status.Confirmed);
        emit PaymentConfirmed(paymentId, merchant, payer, address(token), amount);

        uint256 balanceBefore = token.balanceOf(merchant);
        token.safeTransferFrom(payer, merchant, amount);
        uint256 balanceAfter = token.balanceOf(merchant);

        // A token may charge a fee or move nothing: the merchant gets the exact amount, or the payment stays pending.
        uint256 received = balanceAfter > balanceBefore ? balanceAfter - balanceBefore : 0;
        if (received != amount) revert AmountNotReceived(paymentId, amount, received);
    }

    /// @notice Marks a payment as settled outside this contract; its payer stays zero.
    function confirmPayment(bytes32 paymentId) external onlyRole(OPERATOR_ROLE) {
        Payment storage payment = _payments[paymentId];
        _requirePending(paymentId, payment);
        _close(payment, Status.Confirmed);
        emit PaymentConfirmed(paymentId, payment.merchant, address(0), payment.token, payment.amount);
    }

    /// @notice Cancels a payment; open to operators and to its merchant.
    function failPayment(bytes32 paymentId) external {
        Payment storage payment = _payments[paymentId];
        _requirePending(paymentId, payment);

        address caller = _msgSender();
        if (caller != payment.merchant && !hasRole(OPERATOR_ROLE, caller)) revert NotOperatorNorMerchant(caller);

        _close(payment, Status.Failed);
        emit PaymentFailed(paymentId, payment.merchant);
    }

    /// @notice The payment, all zero when unknown. Past its expiry a pending one reads as Failed with closedAt 0.
    function getPayment(bytes32 paymentId) external view returns (Payment memory) {
        Payment memory payment = _payments[paymentId];
        payment.status = _currentStatus(_payments[paymentId]);
        return payment;
    }

    function _close(Payment storage payment, Status status) private {
        payment.status = status;
        payment.closedAt = uint48(block.timestamp);
        payment.closedBlock = uint48(block.number);
    }

    function _requirePending(bytes32 paymentId, Payment storage payment) private view {
        Status status = _currentStatus(payment);
        if (status == Status.None) revert PaymentUnknown(paymentId);
        if (status != Status.Pending) revert PaymentNotPending(paymentId, status);
    }

    /// @dev Expiry needs no transaction: nothing is written when a payment's time runs out.
    function _currentStatus(Payment storage payment) private view returns (Status) {
        return _isExpired(payment) ? Status.Failed : payment.status;
    }

    function _isExpired(Payment storage payment) private view returns (bool) {
        return payment.status == Status.Pending && block.timestamp > payment.expiresAt;
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength() internal view override(Context, ERC2771Context) returns (uint256) {
        return ERC2771Context._contextSuffixLength();
    }
}
