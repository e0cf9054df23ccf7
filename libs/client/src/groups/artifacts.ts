import { MAX_ARTIFACT_BYTES, SkeinError } from '@skein/contracts';
import { createHash } from 'node:crypto';
import { path } from '../http/query.ts';
import type { Reader } from '../reads/reader.ts';

/** What is too large for a payload, under the SHA-256 of its bytes. */
export class Artifacts {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Stores up to 16 MiB and resolves to the name; the same bytes have the same name. A text is stored as UTF-8. */
  async put(content: string | Uint8Array): Promise<string> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
    if (bytes.length > MAX_ARTIFACT_BYTES) {
      const message = `An artifact of ${bytes.length} bytes is larger than ${MAX_ARTIFACT_BYTES}. Store it in parts.`;
      throw new SkeinError('payload.too-large', message, { size: bytes.length, limit: MAX_ARTIFACT_BYTES });
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.#reader.put(path`/v1/artifacts/${sha256}`, bytes);
    return sha256;
  }

  /** Throws `artifact.unknown`, or `artifact.hash-mismatch` when the bytes were damaged on their way. */
  async get(sha256: string): Promise<Uint8Array> {
    const bytes = await this.#reader.bytes(path`/v1/artifacts/${sha256}`);
    const actual = createHash('sha256').update(bytes).digest('hex');
    if (actual === sha256) return bytes;
    throw new SkeinError('artifact.hash-mismatch', `The artifact ${sha256} arrived with the hash ${actual}. Read it again.`, {
      sha256,
      actual,
    });
  }
}
