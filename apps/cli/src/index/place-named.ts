import { isAddress, nameOfPlace } from '@skein/contracts';
import { resolve } from 'node:path';

/** The place that a person means: `git@host:path`, as hosts show an address of ssh to be copied, is no URL, and folders are named from here. */
export function placeNamed(given: string): string {
  const [, user, path] = /^([\w.-]+@[\w.-]+):(?!\/\/)\/?(.+)$/.exec(given) ?? [];
  if (user !== undefined) return `ssh://${user}/${path}`;
  return isAddress(given) ? given : resolve(given);
}

/** What the source may be called that a person means: as it was given, or by its place. */
export const namesOf = (given: string): string[] => [given, nameOfPlace(placeNamed(given))];
