import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const BYTES_OF_ID = 16;
// Asking for random bytes costs more than the rest of an id: one question serves many.
const random = new Uint8Array(256 * BYTES_OF_ID);
let used = random.length;

const options = { rng: nextBytes };

/** A new UUIDv7. */
export const newCommandId = (): string => uuidv7(options);

function nextBytes(): Uint8Array {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  used += BYTES_OF_ID;
  return random.subarray(used - BYTES_OF_ID, used);
}
