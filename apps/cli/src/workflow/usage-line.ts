import type { UsageTotals } from '@skein/contracts';

/** What was used, in one line; none when nothing was. */
export function usageLine({ inputTokens, outputTokens, costMicroUsd }: UsageTotals): string[] {
  if (inputTokens + outputTokens + costMicroUsd === 0) return [];
  return [`used ${inputTokens} tokens in, ${outputTokens} tokens out, ${dollars(costMicroUsd)}`];
}

/** Exact, without a division that rounds. */
function dollars(micro: number): string {
  const digits = String(micro).padStart(7, '0');
  return `$${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
