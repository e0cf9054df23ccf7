import type { Principal } from '@skein/contracts';
import { createHmac, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What a seal vouches for: this principal gave this very command. */
export interface Sealed {
  principal: Principal;
  commandId: string;
  stream: string;
  commandHash: string;
}

/** HMAC-SHA-256 with the deployment's secret, in hex: only command-services can make it. */
export function sealPrincipal(secret: string, { principal, commandId, stream, commandHash }: Sealed): string {
  const text = canonicalize({ principal, commandId, stream, commandHash });
  return createHmac('sha256', secret)
    .update(text ?? '')
    .digest('hex');
}

/** In constant time. */
export function sealHolds(secret: string, sealed: Sealed, seal: string): boolean {
  const [expected, given] = [Buffer.from(sealPrincipal(secret, sealed), 'hex'), Buffer.from(seal, 'hex')];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
