import { SkeinError } from '@skein/contracts';
import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAddress } from '../git/repository.ts';

/** What callers may have read: folders of this machine, and hosts that are cloned from. Nothing else. */
export class SourceAccess {
  constructor(
    private readonly roots: readonly string[],
    private readonly hosts: readonly string[],
  ) {}

  /** Rejects with `index.source-not-allowed`. */
  async check(place: string): Promise<void> {
    if (!isAddress(place)) return this.checkPath(place);
    const address = URL.parse(place);
    if (address?.protocol === 'file:' && address.host === '') return this.checkPath(fileURLToPath(address));
    const known = address && ['https:', 'ssh:'].includes(address.protocol) && this.hosts.includes(address.host);
    if (!known)
      throw refused(`Use an https or ssh address of ${this.hosts.join(', ') || 'a host'}, or add its host to INDEX_HOSTS${restart}`);
  }

  /** The place where a path really leads must be below a root. */
  async checkPath(path: string): Promise<void> {
    const real = await realpath(path).catch(() => undefined); // whether it is there is nothing to tell those who may not read it
    for (const root of this.roots) {
      const folder = await realpath(root).catch(() => undefined); // a root that is not there lets nothing through
      if (real !== undefined && folder !== undefined && (real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep)))
        return;
    }
    throw refused(`Put it below a folder of INDEX_ROOTS (${this.roots.join(', ') || 'there is none'}), or add its folder there${restart}`);
  }
}

const restart = ', and start the rag-indexer again.';

const refused = (why: string) => new SkeinError('index.source-not-allowed', `This source may not be read here. ${why}`);
