import { isAddress, SkeinError } from '@skein/contracts';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBelow } from '../files/is-below.ts';

/** What callers may have read: folders of this machine, and hosts that are cloned from. Nothing else. */
export class SourceAccess {
  constructor(
    private readonly roots: readonly string[],
    private readonly hosts: readonly string[],
    /** Folders of which nothing is read, wherever they are. */
    private readonly except: readonly string[] = [],
  ) {}

  /** Rejects with `index.source-not-allowed`. */
  async check(place: string): Promise<void> {
    if (!isAddress(place)) return this.checkPath(place);
    const address = URL.parse(place);
    if (address?.protocol === 'file:' && address.host === '') return this.checkPath(fileURLToPath(address));
    if (address && carriesSecret(place, address))
      throw refused(
        'What is in an address is stored and shown. Leave name and password out of it; git takes them from a credential helper (git config --global credential.helper) where the rag-indexer runs.',
      );
    const known = address && ['https:', 'ssh:'].includes(address.protocol) && this.hosts.includes(address.host);
    if (!known)
      throw refused(`Use an https or ssh address of ${this.hosts.join(', ') || 'a host'}, or add its host to INDEX_HOSTS${restart}`);
  }

  /** The folders of which nothing is read, as they really are. */
  closed(): Promise<string[]> {
    return Promise.all(this.except.map((folder) => realpath(folder).catch(() => resolve(folder)))); // it may be made later
  }

  /** The place where a path really leads must be below a root, and not in what is closed. */
  async checkPath(path: string): Promise<void> {
    const real = await realpath(path).catch(() => undefined); // whether it is there is nothing to tell those who may not read it
    const closed = await this.closed();
    if (real !== undefined && closed.some((folder) => isBelow(real, folder)))
      throw refused('Nothing is read of what the deployment keeps for itself. Name another folder.');
    for (const root of this.roots) {
      const folder = await realpath(root).catch(() => undefined); // a root that is not there lets nothing through
      if (real !== undefined && folder !== undefined && isBelow(real, folder)) return;
    }
    throw refused(`Put it below a folder of INDEX_ROOTS (${this.roots.join(', ') || 'there is none'}), or add its folder there${restart}`);
  }
}

/** Git does not read a backslash or white space as URL does. A user of ssh is no secret. */
const carriesSecret = (place: string, { protocol, username, password }: URL): boolean =>
  password !== '' || (username !== '' && protocol !== 'ssh:') || /[\\\s]/.test(place);

const restart = ', and start the rag-indexer again.';

const refused = (why: string) => new SkeinError('index.source-not-allowed', `This source may not be read here. ${why}`);
