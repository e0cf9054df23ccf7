import type { Principal } from '@skein/contracts';

/** Port: who an API key belongs to. Each app that has routes which are not public provides it under this class. */
export abstract class KeyLookup {
  /**
   * `hash`: SHA-256 of the whole key, lower-case hex. `undefined`: not known, expired or revoked.
   * Rejects when it cannot tell; the request is then answered 503, never let through.
   */
  abstract findByHash(hash: string): Promise<Principal | undefined>;
}
