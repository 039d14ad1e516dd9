export { formatAmount, parseAmount } from "../yaml/amount.ts";
